import type { ServiceProfile, SignatureFact } from './fact.js';
import type { Policy } from './policy.js';

/** What was seen of one signature database over time. Instants epoch ms. */
export interface SignatureWatch {
  readonly publishedAt: number;
  readonly attemptedAt: number | null;
  /** Tries to update since the database last changed. */
  readonly checks: number;
}

/**
 * The watch after a reading.
 * Shape   a database that changed starts anew with 0 tries; a fact without a date (not read, vendor-managed) tells nothing
 *         and leaves the watch as it was; no database at all (factory) ends it.
 */
export function watchSignatures(
  before: SignatureWatch | null,
  fact: SignatureFact | undefined,
  policy: Policy['signatures'],
): SignatureWatch | null {
  if (fact?.value === 'factory') return null;
  if (fact?.publishedAt === undefined) return before;
  const { publishedAt, lastAttemptAt } = fact;
  if (before === null || Math.abs(publishedAt - before.publishedAt) > policy.sameTryMs) {
    return { publishedAt, attemptedAt: lastAttemptAt ?? null, checks: 0 };
  }
  if (lastAttemptAt === undefined) return before;
  if (before.attemptedAt === null) return { ...before, attemptedAt: lastAttemptAt };
  if (lastAttemptAt - before.attemptedAt <= policy.sameTryMs) return before;
  return { ...before, attemptedAt: lastAttemptAt, checks: before.checks + 1 };
}

/**
 * Updates are tried and succeed, and the database stands still longer than the vendor's own limit: the box believes that
 * it is current. The limit is the vendor's (`ageingMs`); a vendor without one cannot freeze.
 */
export function isFrozen(
  watch: SignatureWatch,
  freshness: ServiceProfile['freshness'],
  { policy, now }: { readonly policy: Policy['signatures']; readonly now: number },
): boolean {
  if (freshness === undefined || watch.checks < policy.frozenChecks) return false;
  return now - watch.publishedAt >= freshness.ageingMs;
}

/** One database among its sisters: same vendor, model, firmware and service. */
export interface Sister {
  readonly deviceId: string;
  readonly service: string;
  /** Equal for devices that ought to have the same database. */
  readonly kin: string;
  readonly publishedAt: number;
}

export interface Laggard {
  readonly deviceId: string;
  readonly service: string;
  /** Median of the sisters minus its own date, ms. */
  readonly behindMs: number;
}

/**
 * Databases that are behind the median of their sisters. One pass over the fleet, sorted once per group.
 * Shape   of an even number the newer of the two in the middle counts: half of them have that one already. When the
 *         vendor itself stands still, nobody is behind.
 */
export function laggards(sisters: readonly Sister[], policy: Policy['signatures']): readonly Laggard[] {
  const groups = new Map<string, Sister[]>();
  for (const sister of sisters) {
    const key = `${sister.kin}\n${sister.service}`;
    const group = groups.get(key);
    if (group) group.push(sister);
    else groups.set(key, [sister]);
  }
  return [...groups.values()].flatMap((group) => {
    if (group.length < policy.sistersMin) return [];
    const dates = group.map((one) => one.publishedAt).sort((a, b) => a - b);
    const median = dates[Math.floor(dates.length / 2)] ?? 0;
    return group.flatMap(({ deviceId, service, publishedAt }) => {
      const behindMs = median - publishedAt;
      return behindMs >= policy.behindMs ? [{ deviceId, service, behindMs }] : [];
    });
  });
}
