import type { SignInMode } from '../devices/firmware-profiles.js';
import {
  expectedResponse,
  NonceTable,
  parseDigest,
  sameText,
  type DigestAlgorithm,
  type DigestQop,
} from './digest.js';
import type { BoxRequest } from './request.js';

export interface DigestOffer {
  readonly algorithm: DigestAlgorithm;
  readonly qop: DigestQop;
}

/** What a box set to this mode offers, null where it is no Digest mode. */
export function digestOffer(mode: SignInMode): DigestOffer | null {
  switch (mode) {
    case 'digest-md5':
      return { algorithm: 'MD5', qop: 'auth' };
    case 'digest-sha256':
      return { algorithm: 'SHA-256', qop: 'auth' };
    case 'digest-md5-int':
      return { algorithm: 'MD5', qop: 'auth-int' };
    case 'digest-sha256-int':
      return { algorithm: 'SHA-256', qop: 'auth-int' };
    case 'basic':
    case 'chap':
    case 'two-factor':
    case 'password-change':
      return null;
  }
}

/** `password` null = every answer is wrong. */
export interface DigestAccount {
  readonly user: string;
  readonly password: string | null;
  readonly now: number;
}

/** Hands out nonces and judges the answers to them. */
export class DigestCheck {
  private readonly nonces = new NonceTable();

  constructor(private readonly realm: string) {}

  header({ algorithm, qop }: DigestOffer, now: number, isStale: boolean): string {
    const nonce = this.nonces.issue(now);
    const stale = isStale ? ', stale=true' : '';
    return `Digest realm="${this.realm}", qop="${qop}", algorithm=${algorithm}, nonce="${nonce}", opaque="${nonce.slice(0, 8)}"${stale}`;
  }

  check(
    request: BoxRequest,
    { algorithm, qop }: DigestOffer,
    { user, password, now }: DigestAccount,
  ): 'right' | 'wrong' | 'challenge' | 'stale-nonce' {
    const digest = parseDigest(request.authorization ?? '');
    if (!digest || digest.qop !== qop || digest.algorithm.toUpperCase() !== algorithm) return 'challenge';
    const expected = expectedResponse({
      algorithm,
      method: request.method,
      password: password ?? '',
      body: request.body,
      digest,
    });
    const isRight =
      digest.username === user && digest.realm === this.realm && digest.uri.endsWith(request.path);
    if (password === null || !isRight || !sameText(digest.response, expected)) return 'wrong';
    return this.nonces.accept(digest.nonce, digest.nc, now) ? 'right' : 'stale-nonce';
  }
}
