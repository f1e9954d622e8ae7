import 'reflect-metadata';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  webcrypto,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';

/** How many key pairs a fleet shares: certificates differ per device, making keys is the slow part. */
export const KEY_PAIRS = 32;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const TEN_YEARS_MS = 10 * 365 * 86_400_000;

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
  readonly keys: webcrypto.CryptoKeyPair;
  readonly pem: string;
}

/** Node's notation: upper case, a colon after each byte. */
export function fingerprintOf(der: ArrayBuffer | Buffer): string {
  const bytes = Buffer.isBuffer(der) ? der : Buffer.from(der);
  const hex = createHash('sha256').update(bytes).digest('hex').toUpperCase();
  return (hex.match(/../g) ?? []).join(':');
}

/** Fingerprint of the SubjectPublicKeyInfo, what a client that pins the key compares; survives a renewal with the same key. */
export function keyFingerprintOf({ cert }: DeviceCertificate): string {
  const { publicKey } = new X509Certificate(cert);
  return fingerprintOf(publicKey.export({ type: 'spki', format: 'der' }));
}

async function makeKeyPair(): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = der.match(/.{1,64}/g) ?? [];
  return { keys, pem: `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n` };
}

/** The pair a certificate was made with, from its PEM: identity files keep nothing else. */
async function pairOf(pem: string): Promise<KeyPair> {
  const der = (key: KeyObject, type: 'pkcs8' | 'spki'): Buffer => key.export({ type, format: 'der' });
  const secret = createPrivateKey(pem);
  const [privateKey, publicKey] = await Promise.all([
    webcrypto.subtle.importKey('pkcs8', der(secret, 'pkcs8'), ALGORITHM, true, ['sign']),
    webcrypto.subtle.importKey('spki', der(createPublicKey(secret), 'spki'), ALGORITHM, true, ['verify']),
  ]);
  return { keys: { privateKey, publicKey }, pem };
}

/** Makes the self-signed certificates a fleet shows. */
export class CertificateMaker {
  private readonly pairs = new Map<number, Promise<KeyPair>>();
  private made = 0;
  private signatures = 0;

  /** `address` becomes the common name, as on a box whose certificate was never replaced. */
  async make(serial: string, address: string, now: number): Promise<DeviceCertificate> {
    return this.signed(await this.nextPair(), serial, address, now);
  }

  /** The certificate that follows another on the same box, with its key or certainly with a different one. */
  async renew(
    before: DeviceCertificate,
    place: { readonly serial: string; readonly address: string },
    sameKey: boolean,
    now: number,
  ): Promise<DeviceCertificate> {
    const pair = sameKey ? await pairOf(before.key) : await this.pairOtherThan(before.key);
    return this.signed(pair, place.serial, place.address, now);
  }

  private nextPair(): Promise<KeyPair> {
    const slot = this.made % KEY_PAIRS;
    this.made += 1;
    const pair = this.pairs.get(slot) ?? makeKeyPair();
    this.pairs.set(slot, pair);
    return pair;
  }

  private async pairOtherThan(pem: string): Promise<KeyPair> {
    const pair = await this.nextPair();
    return pair.pem === pem ? this.nextPair() : pair;
  }

  private async signed(
    { keys, pem }: KeyPair,
    serial: string,
    address: string,
    now: number,
  ): Promise<DeviceCertificate> {
    this.signatures += 1;
    const certificate = await X509CertificateGenerator.createSelfSigned(
      {
        serialNumber: `01${serial}${this.signatures.toString(16).padStart(8, '0')}`,
        name: `CN=${address}, O=HTTPS Management Certificate for SonicWALL (self-signed)`,
        notBefore: new Date(now - 86_400_000),
        notAfter: new Date(now + TEN_YEARS_MS),
        signingAlgorithm: ALGORITHM,
        keys,
      },
      webcrypto,
    );
    return {
      key: pem,
      cert: certificate.toString('pem'),
      fingerprint256: fingerprintOf(certificate.rawData),
    };
  }
}
