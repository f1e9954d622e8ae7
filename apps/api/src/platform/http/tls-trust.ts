import { constants } from 'node:crypto';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';

export type TlsLevel = 'modern' | 'legacy';

/** Contexts of one program; one per level for all devices: making one per connection costs a fifth of a fresh-TLS poll (measured). */
export class TlsContexts {
  private readonly shared = new Map<string, SecureContext>();

  /** @param extraAuthorities PEM text of authorities beside the public ones, for `ca` only. */
  constructor(private readonly extraAuthorities: string = '') {}

  /** For a peer that is judged by its pin: no authority is loaded or searched. */
  pinned(level: TlsLevel): SecureContext {
    return this.kept(`${level}/pinned`, () => create(level, []));
  }

  /** For a peer whose chain OpenSSL is to judge as well. */
  withAuthorities(level: TlsLevel): SecureContext {
    const extra = this.extraAuthorities === '' ? [] : [this.extraAuthorities];
    return this.kept(`${level}/authorities`, () => create(level, [...rootCertificates, ...extra]));
  }

  private kept(name: string, make: () => SecureContext): SecureContext {
    const known = this.shared.get(name) ?? make();
    this.shared.set(name, known);
    return known;
  }
}

function create(level: TlsLevel, ca: string[]): SecureContext {
  if (level === 'modern') return createSecureContext({ minVersion: 'TLSv1.2', ca });
  return createSecureContext({
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT@SECLEVEL=0',
    // Boxes of that age know no secure renegotiation, which OpenSSL 3 otherwise refuses.
    secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
    ca,
  });
}
