import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A certificate with its key, as a box of a test shows it. */
export interface TestIdentity {
  readonly key: string;
  readonly cert: string;
  readonly fingerprint: string;
  readonly keyFingerprint: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
export type Keys = webcrypto.CryptoKeyPair;
export const makeKeys = (): Promise<Keys> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
const colons = (bytes: ArrayBuffer): string =>
  Buffer.from(bytes)
    .toString('hex')
    .toUpperCase()
    .replaceAll(/(..)(?=.)/g, '$1:');

export interface Issue {
  readonly keys?: Keys;
  /** Who signs; absent = itself. */
  readonly by?: { readonly name: string; readonly keys: Keys };
  readonly isAuthority?: boolean;
  readonly notAfter?: Date;
  /** Host name it is for. */
  readonly dns?: string;
}

export async function makeIdentity(name: string, issue: Issue = {}): Promise<TestIdentity> {
  cryptoProvider.set(webcrypto);
  const keys = issue.keys ?? (await makeKeys());
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: `CN=${issue.by?.name ?? name}`,
    publicKey: keys.publicKey,
    signingKey: (issue.by?.keys ?? keys).privateKey,
    signingAlgorithm: ALGORITHM,
    ...(issue.notAfter === undefined ? {} : { notAfter: issue.notAfter }),
    extensions: [
      ...(issue.isAuthority ? [new BasicConstraintsExtension(true, 1, true)] : []),
      ...(issue.dns === undefined
        ? []
        : [new SubjectAlternativeNameExtension([{ type: 'dns', value: issue.dns }])]),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const spki = await webcrypto.subtle.exportKey('spki', keys.publicKey);
  return {
    key: PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    cert: certificate.toString('pem'),
    fingerprint: colons(await certificate.getThumbprint('SHA-256')),
    keyFingerprint: colons(await webcrypto.subtle.digest('SHA-256', spki)),
  };
}
