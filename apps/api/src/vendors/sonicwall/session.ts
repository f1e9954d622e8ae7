import { randomBytes } from 'node:crypto';
import { TransportFailure, type DeviceAnswer } from '../../platform/http/device-transport.js';
import type { Target } from '../contract.js';
import { AUTH, wirePath } from './allowed.js';
import { bodyOf, wordsOf } from './answer-body.js';
import { chapDigest } from './chap.js';
import type { Post, SonicOsClient } from './client.js';
import {
  digestAuthorization,
  parseChallenges,
  strongestDigest,
  type Challenge,
  type DigestChallenge,
} from './digest.js';
import { chapSchema, type ChapChallenge } from './raw.schema.js';
import { signInRefusal } from './refusal.js';

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** Errors  TransportFailure `credential-unavailable` where a required field is missing. */
export function accountOf({ credential }: Target): Account {
  const { user, password } = credential;
  if (user && password) return { user, password };
  throw new TransportFailure(
    'credential-unavailable',
    'The credential of this device lacks a user name or a password.',
  );
}

/** `override: false` never pushes a person out of the box; the full body goes even with the first, bare try. */
const SIGN_IN_BODY = '{"override":false}';

type Way =
  | { readonly by: 'digest'; readonly challenge: DigestChallenge }
  | { readonly by: 'basic' }
  | { readonly by: 'chap'; readonly challenge: ChapChallenge };

const BASIC: Way = { by: 'basic' };

function challengesOf(answer: DeviceAnswer): Challenge[] {
  return parseChallenges(answer.headers['www-authenticate']);
}

/** Strongest way that the box names in its 401; undefined = it names none that a header can answer. */
function offeredWay(challenges: readonly Challenge[]): Way | undefined {
  const challenge = strongestDigest(challenges);
  if (challenge) return { by: 'digest', challenge };
  return challenges.some(({ scheme }) => scheme === 'basic') ? BASIC : undefined;
}

/** The request that answers what the box asked for. */
function proofOf(way: Way, { user, password }: Account): Post {
  switch (way.by) {
    case 'basic':
      return {
        body: SIGN_IN_BODY,
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      };
    case 'digest': {
      const call = { user, password, method: 'POST', uri: wirePath(AUTH), body: SIGN_IN_BODY };
      const cnonce = randomBytes(16).toString('hex');
      return { body: SIGN_IN_BODY, authorization: digestAuthorization(way.challenge, { ...call, cnonce }) };
    }
    case 'chap': {
      const digest = chapDigest(way.challenge, password);
      return { body: JSON.stringify({ override: false, id: way.challenge.id, user, digest }) };
    }
  }
}

/**
 * One session on the box: at most one try with the password per read, and given back afterwards.
 * A challenge is no try; neither is a nonce the box calls stale (RFC 7616 3.4).
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
    const way = offeredWay(challengesOf(bare)) ?? (await this.unnamedWay(bare));
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
    return this.client.postAuth(proofOf(way, account));
  }

  /**
   * CHAP stands in no header: a box that has it hands out a challenge at `GET /auth`. One that names nothing and hands out
   * nothing is old firmware that takes Basic. A refusal in words (a one-time code is wanted) comes before any of it.
   */
  private async unnamedWay(bare: DeviceAnswer): Promise<Way> {
    const told = signInRefusal(bare, this.now());
    if (told.why !== 'auth-failed') throw told;
    const offer = await this.client.getAuth();
    const body = bodyOf(offer);
    const challenge = body.kind === 'json' ? chapSchema.safeParse(body.value).data : undefined;
    if (challenge) return { by: 'chap', challenge };
    // The vendor's own client: no JSON at this place means that an administrator is logged in (vendors/sonicwall 2.6).
    // A captive page would have answered the POST before it.
    if (offer.status === 200 && (body.kind === 'html' || body.kind === 'text'))
      throw new TransportFailure('busy', 'An administrator is logged in to the device.');
    const named = challengesOf(bare);
    if (named.length === 0) return BASIC;
    throw new TransportFailure(
      'sign-in-not-supported',
      'The device takes neither Digest, CHAP nor Basic sign-in; switch one of them on for the SonicOS API.',
    );
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
