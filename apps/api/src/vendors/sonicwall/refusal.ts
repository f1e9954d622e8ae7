import type { UnreadableReason } from '@firewatch/shared/domain/reading';
import { TransportFailure, type DeviceAnswer } from '../../platform/http/device-transport.js';
import { bodyOf, retryAfterMs, wordsOf, type Body } from './answer-body.js';
import type { Part } from './part.js';

const API_DISABLED = /E_DISABLED|service disabled/i;
const API_OFF =
  'The SonicOS API is switched off on the device: enable it there under Administration, SonicOS API.';
const UNLICENSED = /E_UNLICENSED|licensing must be activated/i;
const TWO_FACTOR = /two.?factor|\b2fa\b|\btfa\b|_TFA\b|one.?time|\b[t]?otp\b|_OTP\b/i;
const PASSWORD_CHANGE =
  /API_AUTH_PASSWORD_UPDATE|password (?:has )?(?:expired|must be changed|change required)/i;
const LOCKED = /lock(?:ed|out)/i;
const TAKEN = /max\w* (?:number of )?sessions?|E_MAX_SESSIONS|another admin|preempt|already logged in/i;
const WRONG_PASSWORD = /password|unauthori[sz]ed|credential|log ?in failed|authentication failed/i;

const BY_BODY: Readonly<Record<Exclude<Body['kind'], 'json'>, readonly [UnreadableReason, string]>> = {
  empty: ['malformed', 'The device answered with an empty body.'],
  html: ['not-json', 'The device answered with a web page instead of data, as for a login page.'],
  text: ['not-json', 'The device answered with text instead of JSON.'],
  truncated: ['truncated', 'The JSON of the answer ends early.'],
  malformed: ['malformed', 'The answer is not valid JSON.'],
};

/** What the words of a refusal say, whatever its status; absent = nothing known. */
function byWords(words: string): TransportFailure | undefined {
  if (API_DISABLED.test(words)) return new TransportFailure('api-disabled', API_OFF);
  if (PASSWORD_CHANGE.test(words)) {
    return new TransportFailure(
      'password-change-required',
      'The device wants a new password for this account first: sign in to its web page once and set it.',
    );
  }
  if (TWO_FACTOR.test(words)) {
    return new TransportFailure('two-factor-required', 'The device wants a one-time code for this account.');
  }
  if (LOCKED.test(words))
    return new TransportFailure('denied', 'The device has locked this account or our address out.');
  if (TAKEN.test(words))
    return new TransportFailure('busy', 'Somebody else holds the only management session.');
  return undefined;
}

const busy = (answer: DeviceAnswer, now: number): TransportFailure =>
  new TransportFailure(
    'busy',
    `The device has no management session free or asks for patience (HTTP ${answer.status}).`,
    undefined,
    retryAfterMs(answer, now),
  );

/**
 * Firmware of generation 5 and older answers the API's path with its web server's 404 page; anything else with a 404 may be
 * another product (vendors/sonicwall 1 and 2.6).
 */
function noApi(body: Body): TransportFailure {
  return body.kind === 'json'
    ? new TransportFailure('no-api', 'The device does not know the sign-in path of the SonicOS API.')
    : new TransportFailure(
        'not-readable',
        'The device has no SonicOS API (generation 5 or older): it cannot be read, only kept on a checklist.',
      );
}

/**
 * Why an answer to `POST /auth` is no sign-in.
 * Source  vendors/sonicwall 2.6. One departure: a web page with HTTP 200 is `not-json`, not `busy`, because busy never
 *         pages and a captive page would hide behind it.
 */
export function signInRefusal(answer: DeviceAnswer, now: number): TransportFailure {
  const body = bodyOf(answer);
  const words = wordsOf(body);
  const named = byWords(words);
  if (named) return named;
  const { status } = answer;
  if (status === 401)
    return new TransportFailure('auth-failed', 'The device refused the user name or password.');
  if (status === 403)
    return new TransportFailure('denied', 'The device forbids this account or our address to sign in.');
  if (status === 404) return noApi(body);
  if (status === 429 || status === 503) return busy(answer, now);
  if (status < 200 || status > 299) {
    return new TransportFailure('http-status', `The device answered the sign-in with HTTP ${status}.`);
  }
  // Known of the API's own session check: plain text means that an administrator is logged in.
  if (body.kind === 'text')
    return new TransportFailure('busy', 'An administrator is logged in to the device.');
  if (body.kind !== 'json') return new TransportFailure(...BY_BODY[body.kind]);
  if (!body.envelope)
    return new TransportFailure('malformed', 'The answer to the sign-in is not a status of this vendor.');
  return WRONG_PASSWORD.test(words)
    ? new TransportFailure('auth-failed', 'The device refused the user name or password.')
    : new TransportFailure('denied', 'The device did not let this account sign in.');
}

const failed = (status: number, why: UnreadableReason, how: string): Part => ({
  kind: 'failed',
  status,
  why,
  how,
});

function refusedPart(status: number, words: string): Part {
  if (UNLICENSED.test(words)) return { kind: 'unlicensed', words: 'Licensing must be activated' };
  if (status === 404 || status === 405) return { kind: 'missing' };
  if (status === 400 && /incomplete/i.test(words)) return { kind: 'missing' };
  if (status === 401 || status === 403)
    return failed(status, 'denied', `the account may not read this (HTTP ${status})`);
  if (status === 200) return failed(status, 'denied', 'refused with success false');
  return failed(status, 'http-status', `HTTP ${status}`);
}

/** When a request was made, and how evidence names it. */
export interface Asked {
  readonly now: number;
  readonly from: string;
}

/**
 * What a GET brought. Errors  throws TransportFailure only for what ends the whole read: API off, session or patience run
 * out, a web page where data should be. Everything else is a Part, so that one bad endpoint costs one fact.
 */
export function partOf(answer: DeviceAnswer, { now, from }: Asked): Part {
  const part = unnamedPart(answer, now);
  return part.kind === 'missing' ? part : { ...part, from };
}

function unnamedPart(answer: DeviceAnswer, now: number): Part {
  const { status } = answer;
  const body = bodyOf(answer);
  const words = wordsOf(body);
  if (status === 429 || status === 503) throw busy(answer, now);
  if (status === 403 && API_DISABLED.test(words)) {
    throw new TransportFailure('api-disabled', API_OFF);
  }
  if (status !== 200) return refusedPart(status, words);
  if (body.kind === 'html') throw new TransportFailure(...BY_BODY.html);
  if (body.kind !== 'json') return failed(status, ...BY_BODY[body.kind]);
  if (!body.envelope) return { kind: 'value', value: body.value };
  return refusedPart(status, words);
}
