import { z } from 'zod';
import type { Clock } from '../clock.js';
import type { Device } from '../devices/device.js';
import { isOneTimeCode } from '../devices/one-time-code.js';
import { accepted, bare, loginPage, refused, type Answer } from './answer.js';
import { chapDigest, ChapTable } from './chap.js';
import { sameText } from './digest.js';
import { DigestCheck, digestOffer } from './digest-check.js';
import { Lockout } from './lockout.js';
import type { BoxRequest } from './request.js';

const REALM = 'SonicWALL';

type Check = 'right' | 'wrong' | 'challenge' | 'stale-nonce' | 'basic-under-digest';

const signInBody = z.looseObject({
  override: z.unknown().optional(),
  id: z.string().optional(),
  user: z.string().optional(),
  password: z.string().optional(),
  digest: z.string().optional(),
  tfa: z.string().optional(),
});
type SignInBody = z.output<typeof signInBody>;

/** `/auth` and `/tfa`: proves who asks, then hands out the box's one session. */
export class SignIn {
  private readonly digests: DigestCheck;
  private readonly chaps = new ChapTable();
  private readonly lockout: Lockout;

  constructor(
    private readonly device: Device,
    private readonly clock: Clock,
  ) {
    this.digests = new DigestCheck(REALM);
    this.lockout = new Lockout(clock);
  }

  /** `POST /auth`. */
  answer(request: BoxRequest): Answer {
    return this.withBody(request, (body) => {
      if (this.mode === 'two-factor') return this.twoFactorOnly();
      return this.outcome(request, body, this.check(request, body));
    });
  }

  /** `POST /tfa`. Source: vendor's description; user, password, one-time code and override in the body. */
  answerTwoFactor(request: BoxRequest): Answer {
    return this.withBody(request, (body) => {
      if (this.mode !== 'two-factor') {
        return refused({
          status: 403,
          code: 'E_DISABLED',
          message: 'Two-factor authentication is not enabled.',
          why: 'two-factor-off',
        });
      }
      const { profile } = this.device;
      const isRight =
        body.user === profile.user &&
        this.isPassword(body.password ?? '') &&
        isOneTimeCode(profile, body.tfa ?? '', this.device.view().now);
      return this.outcome(request, body, isRight ? 'right' : 'wrong');
    });
  }

  /** `GET /auth`: the CHAP challenge, else the 401 that offers the other ways. */
  challengeAnswer(): Answer {
    if (this.mode !== 'chap') return this.unauthorized('challenge');
    // Vendor's own client: an answer that is no JSON means that an administrator is logged in.
    if (this.device.sessions.live?.isAdmin) return loginPage('administrator-in');
    return bare(this.chaps.issue(this.clock.now()));
  }

  /** The 401 of any request that needs a session and has none. */
  unauthorized(why: string): Answer {
    return this.withChallenge(
      refused({ status: 401, code: 'E_UNAUTHORIZED', message: 'Unauthorized.', why }),
      false,
    );
  }

  private get mode(): Device['behaviour']['signIn'] {
    return this.device.behaviour.signIn;
  }

  private withBody(request: BoxRequest, then: (body: SignInBody) => Answer): Answer {
    // Write endpoints look at the body before they look at the sign-in (notes 2.3, seen live).
    const text = request.body.toString('utf8');
    if (text.trim() === '') return badBody('Request body is empty.', 'empty-body');
    const body = readBody(text);
    if (body === null) return badBody('Request body is not valid JSON.', 'bad-body');
    if (!this.lockout.isOn) return then(body);
    return refused({ status: 403, code: 'E_LOCKED', message: 'User is locked out.', why: 'locked-out' });
  }

  private outcome(request: BoxRequest, body: SignInBody, check: Check): Answer {
    if (check === 'right') return this.open(request, body.override === true);
    if (check === 'wrong' || check === 'basic-under-digest') {
      this.device.noteDeniedSignIn(request.remote);
      this.lockout.count();
    }
    return this.challenge(check);
  }

  private check(request: BoxRequest, body: SignInBody): Check {
    if (this.mode === 'chap') return this.checkChap(body);
    const header = request.authorization;
    if (!header) return 'challenge';
    const isBasic = /^basic\s/i.test(header);
    const offer = digestOffer(this.mode);
    if (offer) {
      if (isBasic) return 'basic-under-digest';
      return this.digests.check(request, offer, {
        user: this.device.profile.user,
        password: this.password,
        now: this.clock.now(),
      });
    }
    if (!isBasic) return 'challenge';
    const [user = '', ...rest] = Buffer.from(header.slice(6).trim(), 'base64').toString('utf8').split(':');
    return user === this.device.profile.user && this.isPassword(rest.join(':')) ? 'right' : 'wrong';
  }

  private checkChap({ id, user, digest }: SignInBody): Check {
    if (id === undefined || user === undefined || digest === undefined) return 'challenge';
    const challenge = this.chaps.take(id, this.clock.now());
    if (!challenge) return 'challenge';
    const { password } = this;
    const isRight = password !== null && sameText(digest.toLowerCase(), chapDigest(challenge, password));
    return isRight && user === this.device.profile.user ? 'right' : 'wrong';
  }

  /** Null while a fault makes every password wrong. */
  private get password(): string | null {
    return this.device.faults.has('wrong-password') ? null : this.device.password;
  }

  private isPassword(given: string): boolean {
    return this.password !== null && sameText(given, this.password);
  }

  private open(request: BoxRequest, override: boolean): Answer {
    const busy = this.device.faults.hit('busy', request.path) !== null;
    const mustChangePassword = this.mode === 'password-change';
    const session = busy
      ? null
      : this.device.sessions.open({
          remote: request.remote,
          wantsToken: this.device.profile.offersBearer || this.mode === 'two-factor',
          override,
          mustChangePassword,
        });
    if (!session) {
      return refused({
        status: 503,
        code: 'E_MAX_SESSIONS',
        message: 'Maximum number of sessions exceeded.',
        why: busy ? 'fault:busy' : 'session-taken',
      });
    }
    this.lockout.clear();
    const token = session.token ? { bearer_token: session.token } : {};
    return mustChangePassword
      ? { ...accepted({ ...token, auth_code: 'API_AUTH_PASSWORD_UPDATE' }), why: 'password-change' }
      : accepted({ ...token, auth_code: 'API_AUTH_SUCCESS' });
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
    const { mode } = this;
    // CHAP and one-time codes travel in bodies: there is nothing to offer in a header.
    if (mode === 'chap' || mode === 'two-factor') return answer;
    const offer = digestOffer(mode);
    const value = offer ? this.digests.header(offer, this.clock.now(), isStale) : `Basic realm="${REALM}"`;
    return { ...answer, headers: { 'WWW-Authenticate': value } };
  }

  /** Wording after the vendor's guide: "post sonicos/tfa directly instead of sonicos/auth". Status and code are not documented. */
  private twoFactorOnly(): Answer {
    return refused({
      status: 401,
      code: 'E_UNAUTHORIZED',
      message:
        'Two-Factor and Bearer Token Authentication is enabled: post sonicos/tfa directly instead of sonicos/auth.',
      why: 'two-factor',
    });
  }
}

function badBody(message: string, why: string): Answer {
  return refused({ status: 400, code: 'E_INVALID', message, why });
}

/** Null when the body is not a JSON object of the known fields. */
function readBody(text: string): SignInBody | null {
  try {
    const parsed = signInBody.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
