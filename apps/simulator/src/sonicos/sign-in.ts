import type { Clock } from '../clock.js';
import type { Device } from '../devices/device.js';
import type { SignInMode } from '../devices/firmware-profiles.js';
import { accepted, refused, type Answer } from './answer.js';
import {
  expectedResponse,
  NonceTable,
  parseDigest,
  sameText,
  type DigestAlgorithm,
  type DigestQop,
} from './digest.js';
import type { BoxRequest } from './request.js';

const REALM = 'SonicWALL';
export const LOCKOUT_AFTER = 5;
const LOCKOUT_MS = 300_000;

interface DigestOffer {
  readonly algorithm: DigestAlgorithm;
  readonly qop: DigestQop;
}

const DIGEST_OFFERS: Readonly<Record<Exclude<SignInMode, 'basic'>, DigestOffer>> = {
  'digest-md5': { algorithm: 'MD5', qop: 'auth' },
  'digest-sha256': { algorithm: 'SHA-256', qop: 'auth' },
  'digest-md5-int': { algorithm: 'MD5', qop: 'auth-int' },
  'digest-sha256-int': { algorithm: 'SHA-256', qop: 'auth-int' },
};

type Check = 'right' | 'wrong' | 'challenge' | 'stale-nonce' | 'basic-under-digest';

/** `POST /auth`: proves who asks, then hands out the box's one session. */
export class SignIn {
  private readonly nonces = new NonceTable();
  private failures: number[] = [];

  constructor(
    private readonly device: Device,
    private readonly clock: Clock,
  ) {}

  answer(request: BoxRequest): Answer {
    // Write endpoints look at the body before they look at the sign-in (notes 2.3, seen live).
    const body = request.body.toString('utf8');
    if (body.trim() === '') {
      return refused({
        status: 400,
        code: 'E_INVALID',
        message: 'Request body is empty.',
        why: 'empty-body',
      });
    }
    const override = readOverride(body);
    if (override === null) {
      return refused({
        status: 400,
        code: 'E_INVALID',
        message: 'Request body is not valid JSON.',
        why: 'bad-body',
      });
    }
    if (this.isLockedOut()) {
      return refused({ status: 403, code: 'E_LOCKED', message: 'User is locked out.', why: 'locked-out' });
    }
    const check = this.check(request);
    if (check === 'right') return this.open(request, override);
    if (check === 'wrong' || check === 'basic-under-digest') this.countFailure();
    return this.challenge(check);
  }

  /** The 401 of any request that needs a session and has none. */
  unauthorized(why: string): Answer {
    return this.withChallenge(
      refused({ status: 401, code: 'E_UNAUTHORIZED', message: 'Unauthorized.', why }),
      false,
    );
  }

  private check(request: BoxRequest): Check {
    const { signIn, user } = this.device.profile;
    const header = request.authorization;
    if (!header) return 'challenge';
    const password = this.device.faults.has('wrong-password') ? null : this.device.profile.password;
    if (signIn === 'basic') {
      if (!/^basic\s/i.test(header)) return 'challenge';
      const given = Buffer.from(header.slice(6).trim(), 'base64').toString('utf8');
      return password !== null && sameText(given, `${user}:${password}`) ? 'right' : 'wrong';
    }
    if (/^basic\s/i.test(header)) return 'basic-under-digest';
    const digest = parseDigest(header);
    const { algorithm, qop } = DIGEST_OFFERS[signIn];
    if (!digest || digest.qop !== qop || digest.algorithm.toUpperCase() !== algorithm) return 'challenge';
    const expected = expectedResponse({
      algorithm,
      method: request.method,
      password: password ?? '',
      body: request.body,
      digest,
    });
    const isRight = digest.username === user && digest.realm === REALM && digest.uri.endsWith(request.path);
    if (password === null || !isRight || !sameText(digest.response, expected)) return 'wrong';
    return this.nonces.accept(digest.nonce, digest.nc, this.clock.now()) ? 'right' : 'stale-nonce';
  }

  private open(request: BoxRequest, override: boolean): Answer {
    const busy = this.device.faults.hit('busy', request.path) !== null;
    const wantsToken = this.device.profile.offersBearer;
    const session = busy ? null : this.device.sessions.open({ remote: request.remote, wantsToken, override });
    if (!session) {
      return refused({
        status: 503,
        code: 'E_MAX_SESSIONS',
        message: 'Maximum number of sessions exceeded.',
        why: busy ? 'fault:busy' : 'session-taken',
      });
    }
    this.failures = [];
    return accepted(session.token ? { bearer_token: session.token } : {});
  }

  private challenge(check: Exclude<Check, 'right'>): Answer {
    if (check === 'basic-under-digest') {
      // Notes 2.6: a box with Digest on answers Basic with an empty 401.
      const empty = { status: 401, body: '', type: 'application/json; charset=UTF-8', why: check };
      return this.withChallenge(empty, false);
    }
    const answer = this.unauthorized(check === 'wrong' ? 'bad-credentials' : check);
    return check === 'stale-nonce' ? this.withChallenge(answer, true) : answer;
  }

  private withChallenge(answer: Answer, isStale: boolean): Answer {
    const { signIn } = this.device.profile;
    if (signIn === 'basic') return { ...answer, headers: { 'WWW-Authenticate': `Basic realm="${REALM}"` } };
    const { algorithm, qop } = DIGEST_OFFERS[signIn];
    const nonce = this.nonces.issue(this.clock.now());
    const stale = isStale ? ', stale=true' : '';
    return {
      ...answer,
      headers: {
        'WWW-Authenticate': `Digest realm="${REALM}", qop="${qop}", algorithm=${algorithm}, nonce="${nonce}", opaque="${nonce.slice(0, 8)}"${stale}`,
      },
    };
  }

  private countFailure(): void {
    const now = this.clock.now();
    this.device.authFailures += 1;
    this.failures = [...this.failures.filter((at) => now - at < LOCKOUT_MS), now];
  }

  private isLockedOut(): boolean {
    const now = this.clock.now();
    return this.failures.filter((at) => now - at < LOCKOUT_MS).length >= LOCKOUT_AFTER;
  }
}

/** Null when the body is not a JSON object. */
function readOverride(body: string): boolean | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return null;
    return 'override' in parsed && parsed.override === true;
  } catch {
    return null;
  }
}
