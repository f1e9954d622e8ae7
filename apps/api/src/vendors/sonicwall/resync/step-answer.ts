import type { UnreadableReason } from '@firewatch/shared/domain/reading';
import type { StepAnswer } from '@firewatch/shared/domain/resync';
import type { DeviceAnswer } from '../../../platform/http/device-transport.js';
import type { StepOutcome } from '../../contract.js';
import { bodyOf, retryAfterMs, type Body } from '../answer-body.js';
import type { Clean } from '../evidence.js';
import { requestLineOf, type ApiStepId } from './calls.js';

const MAX_WORDS_CHARS = 300;

/** Somebody else may configure and we may not; also what some firmware says to a session that never asked for it. */
const CONFIG_MODE = /non[- ]?config|config(uration)? mode/i;
const HELD = /max\w* (?:number of )?sessions?|E_MAX_SESSIONS|another admin|preempt|already logged in/i;

/** Times and places of one answer. */
export interface Answered {
  readonly step: ApiStepId;
  readonly clean: Clean;
  /** Epoch ms. */
  readonly now: number;
}

/** The device's own sentences, as it wrote them. */
function sentences(body: Body): string {
  if (body.kind !== 'json' || !body.envelope) return '';
  return body.envelope.info
    .map(({ message = '', code = '' }) => message || String(code))
    .filter((told) => told !== '')
    .join(' ');
}

/** Codes count too where words are looked for. */
function everything(body: Body): string {
  if (body.kind !== 'json' || !body.envelope) return '';
  return body.envelope.info.map(({ message = '', code = '' }) => `${code} ${message}`).join('\n');
}

const isNotKnown = (status: number, words: string): boolean =>
  status === 404 || status === 405 || (status === 400 && /incomplete/i.test(words));

function patience(answer: DeviceAnswer, now: number): string {
  const wait = retryAfterMs(answer, now);
  const asks = wait === undefined ? '' : `, wait ${Math.ceil(wait / 1_000)} s`;
  return `The device asks for patience (HTTP ${answer.status}${asks}).`;
}

function refusalOf(status: number, words: string, step: ApiStepId): readonly [StepAnswer, string] {
  if (CONFIG_MODE.test(words))
    return ['busy', 'The device wants configuration mode for this, which is never taken from anybody.'];
  if (HELD.test(words)) return ['busy', 'Somebody else holds the device.'];
  if (isNotKnown(status, words))
    return [
      'refused',
      `This firmware does not know ${requestLineOf(step)}: what is left is the checklist by hand.`,
    ];
  if (status === 401) return ['busy', 'The session was taken away before the device took the order.'];
  if (status === 403) return ['denied', 'The account may not give this order.'];
  return ['refused', status === 200 ? 'Refused.' : `Refused (HTTP ${status}).`];
}

/** Statuses of which nobody can tell whether the order was taken. */
const isOpen = (status: number): boolean => status < 200 || status === 408 || (status >= 300 && status < 400);

function judged(answer: DeviceAnswer, body: Body, { step, now }: Answered): readonly [StepAnswer, string] {
  const { status } = answer;
  const success = body.kind === 'json' ? body.envelope?.success : undefined;
  if (status === 429 || status === 503) return ['busy', patience(answer, now)];
  if (isOpen(status) || status >= 500) return ['unsure', `Sent, and answered with HTTP ${status}.`];
  if (status >= 400 || success === false) return refusalOf(status, everything(body), step);
  if (success === true) return ['accepted', ''];
  return ['unsure', 'Sent, and the answer is no status of this vendor.'];
}

/**
 * How the device took the order.
 * Shape   accepted = its envelope says success, which says nothing of the effect. An answer that is not understood is
 *         `unsure`, never `accepted` and never `refused`.
 * Source  vendors/sonicwall 2.2, 2.4, 2.6, 4.1.
 */
export function outcomeOf(answer: DeviceAnswer, answered: Answered): StepOutcome {
  const body = bodyOf(answer);
  const [how, ours] = judged(answer, body, answered);
  const said = answered.clean(sentences(body), MAX_WORDS_CHARS);
  const words = [ours, said].filter((part) => part !== '').join(' ');
  return { answer: how, words: answered.clean(words, MAX_WORDS_CHARS) };
}

const DENIED: readonly UnreadableReason[] = [
  'auth-failed',
  'denied',
  'api-disabled',
  'password-change-required',
  'two-factor-required',
  'sign-in-not-supported',
  'credential-unavailable',
];

/** What a failure before the first byte of the order means. */
export function unsentAnswer(why: UnreadableReason): StepAnswer {
  if (why === 'busy') return 'busy';
  if (why === 'no-api' || why === 'not-readable') return 'refused';
  return DENIED.includes(why) ? 'denied' : 'unreachable';
}
