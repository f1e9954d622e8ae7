import { randomBytes } from 'node:crypto';
import { TransportFailure, type DeviceAnswer } from '../../platform/http/device-transport.js';
import { AUTH, wirePath } from './allowed.js';
import { bodyOf, wordsOf } from './answer-body.js';
import type { SonicOsClient } from './client.js';
import {
  digestAuthorization,
  parseChallenges,
  strongestDigest,
  type Challenge,
  type DigestChallenge,
} from './digest.js';
import { signInRefusal } from './refusal.js';

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** `override: false` never pushes a person out of the box; the full body goes even with the first, bare try. */
const SIGN_IN_BODY = '{"override":false}';

type Way = { readonly by: 'digest'; readonly challenge: DigestChallenge } | { readonly by: 'basic' };

const BASIC: Way = { by: 'basic' };

function challengesOf(answer: DeviceAnswer): Challenge[] {
  return parseChallenges(answer.headers['www-authenticate']);
}

function notSupported(challenges: readonly Challenge[]): TransportFailure {
  const isIntegrityOnly = challenges.some(
    ({ scheme, params }) => scheme === 'digest' && params['qop'] !== undefined,
  );
  return new TransportFailure(
    'sign-in-not-supported',
    isIntegrityOnly
      ? 'The device takes only Digest with enforced integrity (auth-int); set integrity protection to allowed or disabled.'
      : 'The device takes neither Digest nor Basic sign-in; switch one of them on for the SonicOS API.',
  );
}

/** Strongest way the box offers; one that names none is old firmware that takes Basic. */
function chooseWay(challenges: readonly Challenge[]): Way {
  const challenge = strongestDigest(challenges);
  if (challenge) return { by: 'digest', challenge };
  if (challenges.length === 0 || challenges.some(({ scheme }) => scheme === 'basic')) return BASIC;
  throw notSupported(challenges);
}

function authorizationFor(way: Way, { user, password }: Account): string {
  if (way.by === 'basic') return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const cnonce = randomBytes(16).toString('hex');
  return digestAuthorization(way.challenge, { user, password, method: 'POST', uri: wirePath(AUTH), cnonce });
}

/**
 * One session on the box: at most one try with the password per read, and given back afterwards.
 * A Digest challenge is no try; neither is a nonce the box calls stale (RFC 7616 3.4).
 */
export class SonicOsSession {
  /** True from the first byte that may open a session until the box has refused it: an unanswered try may still have opened one. */
  private mayBeOpen = false;

  constructor(
    private readonly client: SonicOsClient,
    private readonly now: () => number,
  ) {}

  /** Errors  TransportFailure with the named reason; afterwards `signOut` is due all the same. */
  async signIn(account: Account): Promise<void> {
    const bare = await this.client.postAuth({ body: SIGN_IN_BODY });
    if (bare.status !== 401) return this.accept(bare);
    const way = chooseWay(challengesOf(bare));
    const answer = await this.answerWith(way, account);
    const fresh = answer.status === 401 ? strongestDigest(challengesOf(answer)) : undefined;
    if (way.by === 'digest' && fresh?.isStale) {
      return this.accept(await this.answerWith({ by: 'digest', challenge: fresh }, account));
    }
    return this.accept(answer);
  }

  /** Whether the box bound the session to a token; otherwise anything behind our address shares it. */
  get isBound(): boolean {
    return this.client.token !== undefined;
  }

  /** Gives the only session back, on a deadline of its own: the read's may have run out. Resolves to whether the box agreed. */
  async signOut(signal: AbortSignal): Promise<boolean> {
    if (!this.mayBeOpen) return true;
    this.mayBeOpen = false;
    const { status } = await this.client.deleteAuth(signal);
    // 401: the session is gone already, which is what was wanted.
    return (status >= 200 && status < 300) || status === 401;
  }

  private async answerWith(way: Way, account: Account): Promise<DeviceAnswer> {
    this.mayBeOpen = true;
    return this.client.postAuth({ body: SIGN_IN_BODY, authorization: authorizationFor(way, account) });
  }

  private accept(answer: DeviceAnswer): void {
    const body = bodyOf(answer);
    const isIn =
      answer.status >= 200 && answer.status < 300 && body.kind === 'json' && body.envelope?.success === true;
    // "Success" with a forced password change opens a session that may do nothing else.
    if (!isIn || /API_AUTH_(?!SUCCESS)/.test(wordsOf(body))) {
      this.mayBeOpen &&= isIn;
      throw signInRefusal(answer, this.now());
    }
    this.mayBeOpen = true;
    this.client.token = body.envelope?.info.find((info) => info.bearer_token)?.bearer_token;
  }
}
