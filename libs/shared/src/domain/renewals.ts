import type { Entitlement, ExpiryRules, ExpiryStep } from './expiry.js';
import { stepOf } from './expiry.js';
import { daysUntil } from './expiry-days.js';

/** Entitlements of one device that end together: what a customer renews with one order. */
export interface Bundle {
  readonly items: readonly string[];
  readonly names: readonly string[];
  /** Earliest end of its entitlements, epoch ms; null = the device says it ended, without a date. */
  readonly endsAt: number | null;
  /** Calendar days left in the zone asked for; negative = ended. Null without a date. */
  readonly daysLeft: number | null;
  /** Null = further off than the first rung. */
  readonly step: ExpiryStep | null;
}

const order = (bundle: Bundle): number => bundle.endsAt ?? Number.NEGATIVE_INFINITY;

/**
 * Entitlements by the day on which they end and the rung they stand on, the first end first.
 * Shape   what has no date and did not end is in no bundle.
 */
export function bundlesOf(entitlements: readonly Entitlement[], rules: ExpiryRules): readonly Bundle[] {
  const bundles = new Map<string, Bundle>();
  for (const entitlement of entitlements) {
    const { item, name, endsAt } = entitlement;
    const step = stepOf(entitlement, rules);
    if (endsAt === null && step === null) continue;
    const daysLeft = endsAt === null ? null : daysUntil(rules.zone, rules.now, endsAt);
    const key = `${daysLeft}/${step}`;
    const known = bundles.get(key);
    bundles.set(key, {
      items: [...(known?.items ?? []), item],
      names: [...(known?.names ?? []), name],
      endsAt: endsAt === null ? null : Math.min(known?.endsAt ?? endsAt, endsAt),
      daysLeft,
      step,
    });
  }
  return [...bundles.values()].sort((a, b) => order(a) - order(b));
}

/** Rungs in which firewalls are counted on the page. Each counts under its most pressing bundle of a rung or nearer. */
export interface DueCounts {
  readonly expired: number;
  readonly grace: number;
  /** Cumulative: what ends within 30 days also ends within 60. Ended ones are not among them. */
  readonly within30: number;
  readonly within60: number;
  readonly within90: number;
}

const isWithin = (bundle: Bundle, days: number): boolean =>
  bundle.step !== 'expired' &&
  bundle.step !== 'grace' &&
  bundle.daysLeft !== null &&
  bundle.daysLeft >= 0 &&
  bundle.daysLeft <= days;

/** Counts over devices, each given by its bundles. */
export function dueCounts(devices: readonly (readonly Bundle[])[]): DueCounts {
  const having = (is: (bundle: Bundle) => boolean): number =>
    devices.filter((bundles) => bundles.some(is)).length;
  return {
    expired: having((bundle) => bundle.step === 'expired'),
    grace: having((bundle) => bundle.step === 'grace'),
    within30: having((bundle) => isWithin(bundle, 30)),
    within60: having((bundle) => isWithin(bundle, 60)),
    within90: having((bundle) => isWithin(bundle, 90)),
  };
}

/** Whether a bundle belongs in a list of what ends within so many days (null = every date): ended and grace always do. */
export const isDue = (bundle: Bundle, days: number | null): boolean =>
  days === null || bundle.step === 'expired' || bundle.step === 'grace' || isWithin(bundle, days);
