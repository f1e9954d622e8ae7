import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { pemOf, selfSigned } from './der.js';

/** How many key pairs a fleet shares: certificates differ per device, making keys is the slow part. */
export const KEY_PAIRS = 32;
const ORGANISATION = 'HTTPS Management Certificate for SonicWALL (self-signed)';
const DAY_MS = 86_400_000;
const TEN_YEARS_MS = 10 * 365 * DAY_MS;

/**
 * PEM key and certificate as a TLS server takes them.
 * Shape   `fingerprint256` of the certificate, in Node's colon form.
 */
export interface DeviceCertificate {
  readonly key: string;
  readonly cert: string;
  readonly fingerprint256: string;
}

interface KeyPair {
  readonly privateKey: KeyObject;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  readonly pem: string;
}

/** What a certificate names. `address` is the common name, as on a box whose certificate was never replaced. */
export interface CertificatePlace {
  readonly serial: string;
  readonly address: string;
}

/** Node's notation: upper case, a colon after each byte. */
export function fingerprintOf(der: Buffer): string {
  const hex = createHash('sha256').update(der).digest('hex').toUpperCase();
  return (hex.match(/../g) ?? []).join(':');
}

/** Fingerprint of the SubjectPublicKeyInfo, what a client that pins the key compares; survives a renewal with the same key. */
export function keyFingerprintOf({ cert }: DeviceCertificate): string {
  const { publicKey } = new X509Certificate(cert);
  return fingerprintOf(publicKey.export({ type: 'spki', format: 'der' }));
}

function pairOf(privateKey: KeyObject): KeyPair {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const pem = pemOf('PRIVATE KEY', privateKey.export({ type: 'pkcs8', format: 'der' }));
  return { privateKey, publicKey, pem };
}

/** Makes the self-signed certificates a fleet shows. */
export class CertificateMaker {
  private readonly pairs = new Map<number, KeyPair>();
  private made = 0;
  private signatures = 0;

  make(place: CertificatePlace, now: number): DeviceCertificate {
    return this.signed(this.nextPair(), place, now);
  }

  /** The certificate that follows another on the same box, with its key or certainly with a different one. */
  renew(
    before: DeviceCertificate,
    place: CertificatePlace,
    sameKey: boolean,
    now: number,
  ): DeviceCertificate {
    // Identity files keep the PEM alone, so that the pair is read back from it.
    const pair = sameKey ? pairOf(createPrivateKey(before.key)) : this.pairOtherThan(before.key);
    return this.signed(pair, place, now);
  }

  private nextPair(): KeyPair {
    const slot = this.made % KEY_PAIRS;
    this.made += 1;
    const pair =
      this.pairs.get(slot) ?? pairOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    this.pairs.set(slot, pair);
    return pair;
  }

  private pairOtherThan(pem: string): KeyPair {
    const pair = this.nextPair();
    return pair.pem === pem ? this.nextPair() : pair;
  }

  private signed(pair: KeyPair, { serial, address }: CertificatePlace, now: number): DeviceCertificate {
    this.signatures += 1;
    const der = selfSigned(
      {
        serialHex: `01${serial}${this.signatures.toString(16).padStart(8, '0')}`,
        commonName: address,
        organisation: ORGANISATION,
        from: now - DAY_MS,
        until: now + TEN_YEARS_MS,
        publicKey: pair.publicKey,
      },
      (bytes) => sign('sha256', bytes, pair.privateKey),
    );
    return { key: pair.pem, cert: pemOf('CERTIFICATE', der), fingerprint256: fingerprintOf(der) };
  }
}
