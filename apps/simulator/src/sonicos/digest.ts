import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export type DigestAlgorithm = 'MD5' | 'SHA-256';
export type DigestQop = 'auth' | 'auth-int';

/** The parts of an `Authorization: Digest` header this box looks at. */
export interface DigestResponse {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly qop: string;
  readonly nc: string;
  readonly cnonce: string;
  readonly response: string;
  readonly algorithm: string;
}

const HASH_NAME: Readonly<Record<DigestAlgorithm, string>> = { MD5: 'md5', 'SHA-256': 'sha256' };
// RFC 7616 3.4: quoted strings may hold escaped quotes, tokens end at a comma.
const PARAMETER = /([a-z0-9*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;

/** Null when the header is not Digest or lacks a part that qop needs. */
export function parseDigest(header: string): DigestResponse | null {
  if (!/^digest\s/i.test(header)) return null;
  const parts = new Map<string, string>();
  for (const [, name, quoted, token] of header.slice(7).matchAll(PARAMETER)) {
    if (name) parts.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? token ?? '');
  }
  const read = (name: string): string => parts.get(name) ?? '';
  const digest = {
    username: read('username'),
    realm: read('realm'),
    nonce: read('nonce'),
    uri: read('uri'),
    qop: read('qop'),
    nc: read('nc'),
    cnonce: read('cnonce'),
    response: read('response').toLowerCase(),
    algorithm: read('algorithm') || 'MD5',
  };
  const needed = [digest.username, digest.nonce, digest.uri, digest.cnonce, digest.response];
  const isComplete = needed.every((part) => part !== '') && /^[0-9a-f]{8}$/i.test(digest.nc);
  return isComplete ? digest : null;
}

function hash(algorithm: DigestAlgorithm, text: string | Buffer): string {
  return createHash(HASH_NAME[algorithm]).update(text).digest('hex');
}

export interface DigestInput {
  readonly algorithm: DigestAlgorithm;
  readonly method: string;
  readonly password: string;
  readonly body: Buffer;
  readonly digest: DigestResponse;
}

/**
 * The response value a client with the right password sends.
 * Source  RFC 7616 3.4.1 to 3.4.3.
 */
export function expectedResponse({ algorithm, method, password, body, digest }: DigestInput): string {
  const { username, realm, nonce, uri, qop, nc, cnonce } = digest;
  const a1 = hash(algorithm, `${username}:${realm}:${password}`);
  const suffix = qop === 'auth-int' ? `:${hash(algorithm, body)}` : '';
  const a2 = hash(algorithm, `${method}:${uri}${suffix}`);
  return hash(algorithm, `${a1}:${nonce}:${nc}:${cnonce}:${qop}:${a2}`);
}

export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Nonces a box has handed out: at most ten (`max_nonce`), each good for five minutes and for rising counts only. */
export class NonceTable {
  static readonly MAX_NONCES = 10;
  static readonly LIFETIME_MS = 300_000;
  private readonly nonces = new Map<string, { issuedAt: number; lastCount: number }>();

  issue(now: number): string {
    const nonce = randomBytes(16).toString('hex');
    this.nonces.set(nonce, { issuedAt: now, lastCount: 0 });
    for (const oldest of this.nonces.keys()) {
      if (this.nonces.size <= NonceTable.MAX_NONCES) break;
      this.nonces.delete(oldest);
    }
    return nonce;
  }

  /** False for a nonce that is unknown, too old, or used with a count already seen (a replay). */
  accept(nonce: string, count: string, now: number): boolean {
    const entry = this.nonces.get(nonce);
    if (!entry || now - entry.issuedAt > NonceTable.LIFETIME_MS) return false;
    const value = Number.parseInt(count, 16);
    if (value <= entry.lastCount) return false;
    entry.lastCount = value;
    return true;
  }
}
