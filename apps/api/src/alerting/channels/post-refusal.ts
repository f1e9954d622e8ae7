import { PostFailure, type PostAnswer, type PostFault } from '../../platform/http/post-json.js';
import { refused, type Refusal, type Refused } from './contract.js';

const BY_FAULT: Readonly<Record<PostFault, readonly [Refusal, retry: boolean]>> = {
  egress: ['egress-denied', false],
  unreachable: ['unreachable', true],
  tls: ['tls', true],
  timeout: ['timeout', true],
  'no-answer': ['no-answer', true],
};

/** What was not reached, as a refusal. Errors: rethrows what is no PostFailure, because that is a bug of ours. */
export function refusedBy(error: unknown): Refused {
  if (!(error instanceof PostFailure)) throw error;
  const [reason, retry] = BY_FAULT[error.fault];
  return refused(reason, retry, error.message);
}

/** Throttled or unwell: to be tried again, when the far side says or after `otherwiseMs`. */
export function laterBy(answer: PostAnswer, who: string, otherwiseMs?: number): Refused | null {
  const isLater =
    answer.status === 408 || answer.status === 425 || answer.status === 429 || answer.status >= 500;
  if (!isLater) return null;
  const afterMs = answer.retryAfterMs ?? (answer.status === 429 ? otherwiseMs : undefined);
  return {
    ...refused('try-later', true, `${who} answered ${answer.status}.`),
    ...(afterMs === undefined ? {} : { afterMs }),
  };
}
