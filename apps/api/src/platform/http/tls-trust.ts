import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';

export type TlsLevel = 'modern' | 'legacy';

const shared: Partial<Record<TlsLevel, SecureContext>> = {};

function create(level: TlsLevel): SecureContext {
  // An empty `ca` keeps OpenSSL from loading and searching the public roots: trust is the pin alone.
  if (level === 'modern') return createSecureContext({ minVersion: 'TLSv1.2', ca: [] });
  return createSecureContext({
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT@SECLEVEL=0',
    // Boxes of that age know no secure renegotiation, which OpenSSL 3 otherwise refuses.
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
    ca: [],
  });
}

/** One context per level for all devices: making one per connection costs a fifth of a fresh-TLS poll (measured). */
export function sharedSecureContext(level: TlsLevel): SecureContext {
  return (shared[level] ??= create(level));
}
