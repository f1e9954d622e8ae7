import type { LicenceValue } from './fact.js';
import type { Policy } from './policy.js';
import type { Service } from './service.js';
import { daysUntil } from './expiry-days.js';
import { isLapsed } from './verdict.js';

/** One thing that is paid for until a date: a security service, or something without a verdict (support, node count). */
export interface Entitlement {
  /** Stable on one device: the service, or `other:` and the vendor's name. */
  readonly item: string;
  /** Null for what carries no verdict. */
  readonly service: Service | null;
  /** Word for screens and mails. */
  readonly name: string;
  /** As the device last said; `unknown` where it could not be read. */
  readonly value: LicenceValue;
  /** Paid until, epoch ms, the last end that was read; null = the device never gave one. */
  readonly endsAt: number | null;
}

/** Rung of the ladder: at most so many days are left, or it ended. */
export type ExpiryStep = number | 'grace' | 'expired';

const RANK = { grace: 0, expired: -1 } as const;

/** Later rungs rank lower: 90 … 1, grace 0, expired −1. The form in which a rung is stored. */
export const rankOf = (step: ExpiryStep): number => (typeof step === 'number' ? step : RANK[step]);

/** By which calendar and rungs a look goes. `now` epoch ms. */
export interface ExpiryRules {
  readonly now: number;
  readonly zone: string;
  readonly policy: Policy['expiry'];
}

/**
 * The rung an entitlement stands on; null = none yet, or nothing is known that could end.
 * Shape   the device's own word (grace, expired) goes before its date. A licence that is gone before its end is on no rung:
 *         that is a loss, which the verdict tells at once.
 * Units   calendar days of the zone, so that an end is told up to a day early and never late.
 */
export function stepOf(entitlement: Entitlement, { now, zone, policy }: ExpiryRules): ExpiryStep | null {
  const { value, endsAt } = entitlement;
  if (value === 'grace' || value === 'expired') return value;
  if (endsAt === null || value === 'not-applicable' || value === 'not-offered') return null;
  if (endsAt <= now) return 'expired';
  if (isLapsed(value)) return null;
  const left = daysUntil(zone, now, endsAt);
  const reached = policy.daysBefore.filter((days) => left <= days);
  return reached.length === 0 ? null : Math.min(...reached);
}

/** What was told of one entitlement and one end of it: the lowest rank so far. */
export interface ToldStep {
  readonly item: string;
  readonly endsAt: number | null;
  readonly rank: number;
}

export interface StepToTell<E extends Entitlement = Entitlement> {
  readonly entitlement: E;
  readonly step: ExpiryStep;
}

/**
 * The steps of one device that are news: reached, and neither they nor a later one told for the same end.
 * Shape   of rungs passed since the last look only the last one comes; an end that moved starts anew.
 */
export function ladder<E extends Entitlement>(
  entitlements: readonly E[],
  told: readonly ToldStep[],
  rules: ExpiryRules,
): readonly StepToTell<E>[] {
  return entitlements.flatMap((entitlement) => {
    const step = stepOf(entitlement, rules);
    if (step === null) return [];
    const isTold = told.some(
      (one) => one.item === entitlement.item && one.endsAt === entitlement.endsAt && one.rank <= rankOf(step),
    );
    return isTold ? [] : [{ entitlement, step }];
  });
}
