import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { TlsKind } from './behaviour.js';
import type { DeviceCertificate } from './certificate.js';

/** Security level 0 lets OpenSSL 3 speak what old boxes speak; the ciphers are those such boxes offer. */
const OLD_CIPHERS = 'ECDHE-ECDSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0';
const TLS_OPTIONS: Readonly<Record<TlsKind, SecureContextOptions>> = {
  modern: { minVersion: 'TLSv1.2' },
  'tls1.2': { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
  'tls1.1': { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: OLD_CIPHERS },
  'tls1.0': { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: OLD_CIPHERS },
};

/**
 * TLS contexts of a fleet. One takes 50 kB outside the heap, so that a large fleet keeps those of its first boxes and makes
 * the others for each connection. Nothing is pushed out: what has grown old is freed late, what is short-lived at once.
 */
export class ContextCache {
  static readonly KEPT = 1_000;
  private readonly contexts = new Map<string, SecureContext>();

  get size(): number {
    return this.contexts.size;
  }

  of({ key, cert, fingerprint256 }: DeviceCertificate, tls: TlsKind): SecureContext {
    const name = `${tls}/${fingerprint256}`;
    const known = this.contexts.get(name);
    if (known) return known;
    const context = createSecureContext({ key, cert, ...TLS_OPTIONS[tls] });
    if (this.contexts.size < ContextCache.KEPT) this.contexts.set(name, context);
    return context;
  }
}
