const SECOND = 1_000;
const STEPS_MS = [1, 2, 5, 10, 30, 60, 120, 300].map((seconds) => seconds * SECOND);
const LONGEST_MS = 300 * SECOND;
const JITTER = 0.2;
/** A transient failure is tried this long, ms; then it is dead and visible. */
export const GIVE_UP_AFTER_MS = 24 * 3_600 * SECOND;

/**
 * How long to wait before the next attempt, ms: 1, 2, 5, 10, 30, 60 s, then up to 5 min, ±20 %.
 * Shape   `attempts` made so far (≥ 1); `askedMs` = what the next hop asked for (at most 5 min is granted);
 *         `random` in [0, 1).
 */
export function backoffMs(attempts: number, askedMs: number | undefined, random: number): number {
  const step = STEPS_MS[Math.min(attempts, STEPS_MS.length) - 1] ?? LONGEST_MS;
  const jittered = step * (1 - JITTER + 2 * JITTER * random);
  return Math.round(Math.max(jittered, Math.min(askedMs ?? 0, LONGEST_MS)));
}
