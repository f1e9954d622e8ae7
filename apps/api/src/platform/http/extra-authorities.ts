import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { StartRefusal } from '../config/start-refusal.js';

/**
 * Authorities beside the public ones, for devices trusted by `ca` (an MSP's own authority, or a test's).
 * Errors  StartRefusal when the file cannot be read or holds no certificate; never quotes what is in it.
 */
export async function readExtraAuthorities(file: string | null): Promise<string> {
  if (file === null) return '';
  try {
    const pem = await readFile(file, 'utf8');
    for (const [certificate] of pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g))
      new X509Certificate(certificate);
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return pem;
  } catch {
    // Told below: which file, and what is accepted.
  }
  throw new StartRefusal('FIREWATCH_EXTRA_CA must be the path of a readable PEM file with certificates.');
}
