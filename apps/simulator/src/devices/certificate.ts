import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';

/** How many key pairs a fleet shares: certificates differ per device, making keys is the slow part. */
export const KEY_PAIRS = 32;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const TEN_YEARS_MS = 10 * 365 * 86_400_000;

/** PEM key and certificate as a TLS server takes them; `fingerprint256` in Node's colon form. */
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
export function fingerprintOf(der: ArrayBuffer): string {
  const hex = createHash('sha256').update(Buffer.from(der)).digest('hex').toUpperCase();
  return (hex.match(/../g) ?? []).join(':');
}

async function makeKeyPair(): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = der.match(/.{1,64}/g) ?? [];
  return { keys, pem: `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n` };
}

/** Makes the self-signed certificates a fleet shows. */
export class CertificateMaker {
  private readonly pairs = new Map<number, Promise<KeyPair>>();
  private made = 0;

  /** `address` becomes the common name, as on a box whose certificate was never replaced. */
  async make(serial: string, address: string, now: number): Promise<DeviceCertificate> {
    const slot = this.made % KEY_PAIRS;
    this.made += 1;
    const pair = this.pairs.get(slot) ?? makeKeyPair();
    this.pairs.set(slot, pair);
    const { keys, pem } = await pair;
    const certificate = await X509CertificateGenerator.createSelfSigned(
      {
        serialNumber: `01${serial}${this.made.toString(16).padStart(8, '0')}`,
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
