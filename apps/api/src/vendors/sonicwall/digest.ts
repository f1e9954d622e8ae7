import { createHash } from 'node:crypto';

export interface Challenge {
  /** Lower case: `digest`, `basic`, … */
  readonly scheme: string;
  readonly params: Readonly<Record<string, string>>;
}

export type DigestAlgorithm = 'SHA-256' | 'SHA-256-sess' | 'MD5' | 'MD5-sess';

export interface DigestChallenge {
  readonly algorithm: DigestAlgorithm;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque?: string;
  /** Absent on boxes of RFC 2069, which know no qop. */
  readonly qop?: 'auth' | 'auth-int';
  readonly isStale: boolean;
}

/** Strongest first. */
const ALGORITHMS: readonly DigestAlgorithm[] = ['SHA-256', 'SHA-256-sess', 'MD5', 'MD5-sess'];

const TOKEN = /([\w!#$%&'*+.^`|~-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?\s*(,)?\s*/y;

/**
 * Splits one or more `WWW-Authenticate` values into challenges (RFC 9110 11.6.1): a word without `=` begins a new one.
 * Errors  never throws; what does not parse ends the list.
 */
export function parseChallenges(header: string | readonly string[] | undefined): Challenge[] {
  const values = typeof header === 'string' ? [header] : (header ?? []);
  return values.flatMap(parseValue);
}

function parseValue(value: string): Challenge[] {
  const found: { scheme: string; params: Record<string, string> }[] = [];
  TOKEN.lastIndex = 0;
  for (let at = TOKEN.exec(value); at !== null; at = TOKEN.exec(value)) {
    const [, name = '', quoted, bare] = at;
    const text = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
    const current = found.at(-1);
    if (text === undefined) found.push({ scheme: name.toLowerCase(), params: {} });
    else if (current) current.params[name.toLowerCase()] = text;
    if (TOKEN.lastIndex >= value.length) break;
  }
  return found;
}

function usable({ scheme, params }: Challenge): DigestChallenge | undefined {
  if (scheme !== 'digest' || params['nonce'] === undefined) return undefined;
  const wanted = (params['algorithm'] ?? 'MD5').toLowerCase();
  const algorithm = ALGORITHMS.find((known) => known.toLowerCase() === wanted);
  const qops = params['qop']?.split(',').map((word) => word.trim().toLowerCase());
  // Plain `auth` where it is offered: integrity adds nothing inside TLS, and fewer boxes get it right.
  const qop = qops && (['auth', 'auth-int'] as const).find((known) => qops.includes(known));
  if (algorithm === undefined || (qops && qop === undefined)) return undefined;
  return {
    algorithm,
    realm: params['realm'] ?? '',
    nonce: params['nonce'],
    ...(params['opaque'] === undefined ? {} : { opaque: params['opaque'] }),
    ...(qop === undefined ? {} : { qop }),
    isStale: params['stale']?.toLowerCase() === 'true',
  };
}

/** The strongest Digest challenge this client can answer (SHA-256 before MD5, qop `auth` before `auth-int`); absent = none. */
export function strongestDigest(challenges: readonly Challenge[]): DigestChallenge | undefined {
  const known = challenges.flatMap((challenge) => usable(challenge) ?? []);
  return known.toSorted((a, b) => ALGORITHMS.indexOf(a.algorithm) - ALGORITHMS.indexOf(b.algorithm))[0];
}

export interface DigestCall {
  readonly user: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  readonly cnonce: string;
  /** Entity body exactly as it is sent: part of the answer under `auth-int`. */
  readonly body: string;
}

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/**
 * The `Authorization` value that answers a challenge, first use of its nonce (nc=00000001).
 * Source  RFC 7616 3.4; its vectors are the spec beside this file.
 */
export function digestAuthorization(challenge: DigestChallenge, call: DigestCall): string {
  const { algorithm, realm, nonce, opaque, qop } = challenge;
  const hash = (...parts: string[]): string =>
    createHash(algorithm.startsWith('SHA-256') ? 'sha256' : 'md5')
      .update(parts.join(':'))
      .digest('hex');
  const secret = hash(call.user, realm, call.password);
  const ha1 = algorithm.endsWith('-sess') ? hash(secret, nonce, call.cnonce) : secret;
  const ha2 = qop === 'auth-int' ? hash(call.method, call.uri, hash(call.body)) : hash(call.method, call.uri);
  const response = qop ? hash(ha1, nonce, '00000001', call.cnonce, qop, ha2) : hash(ha1, nonce, ha2);
  return [
    `Digest username=${quote(call.user)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(call.uri)}`,
    `algorithm=${algorithm}`,
    `response="${response}"`,
    ...(qop ? [`qop=${qop}`, 'nc=00000001', `cnonce=${quote(call.cnonce)}`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
  ].join(', ');
}
