import type { Policy } from './policy.js';

/** The sentence for an interval that is not accepted (ms); null when it is. */
export function intervalFault(intervalMs: number, policy: Policy): string | null {
  const { minMs, maxMs } = policy.interval;
  if (Number.isInteger(intervalMs) && intervalMs >= minMs && intervalMs <= maxMs) return null;
  return `interval must be between ${minMs / 1_000} and ${maxMs / 1_000} seconds, not ${intervalMs / 1_000}`;
}
