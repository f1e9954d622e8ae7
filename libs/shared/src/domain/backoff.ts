import type { Policy } from './policy.js';

/**
 * How long to wait before the next attempt of a message, ms: the steps of the policy, ± its jitter.
 * Shape   `attempts` made so far (≥ 1); `askedMs` = what the next hop asked for, granted up to the longest step;
 *         `random` in [0, 1).
 */
export function backoffMs(
  of: { readonly attempts: number; readonly askedMs: number | undefined; readonly random: number },
  { stepsMs, jitter }: Policy['delivery'],
): number {
  const longest = Math.max(...stepsMs);
  const step = stepsMs[Math.min(of.attempts, stepsMs.length) - 1] ?? longest;
  const jittered = step * (1 - jitter + 2 * jitter * of.random);
  return Math.round(Math.max(jittered, Math.min(of.askedMs ?? 0, longest)));
}

/** Is a message that failed for now tried again, or given up? Ms since it was made. */
export const isGivenUp = (ageMs: number, { giveUpAfterMs }: Policy['delivery']): boolean =>
  ageMs >= giveUpAfterMs;
