import type { ResyncSnapshot } from './resync.js';
import { SERVICES } from './service.js';
import type { Service } from './service.js';
import type { Judgement, Verdict, VerdictReason } from './verdict-words.js';

/** What is set on the device by a person: no synchronise mends it, so nobody waits for it. */
const SET_BY_A_PERSON: ReadonlySet<VerdictReason> = new Set(['switched-off', 'partial', 'detect-only']);
const WITHOUT_LICENCE: ReadonlySet<VerdictReason> = new Set([
  'licence-lost',
  'licence-expired',
  'frozen',
  'licence-unknown',
]);
const HELD: ReadonlySet<string> = new Set(['active', 'expiring', 'grace']);
const ENDED: ReadonlySet<string> = new Set(['expired', 'deactivated']);
/** How much a customer misses; verdicts that are absent say nothing either way. */
const HARM: Readonly<Partial<Record<Verdict, number>>> = {
  protecting: 0,
  weakened: 1,
  exposed: 2,
  blocking: 3,
};

const isLost = (judgement: Judgement): boolean =>
  (HARM[judgement.verdict] ?? 0) > 0 && !SET_BY_A_PERSON.has(judgement.reason);

/** Services that do not protect and that a synchronise may bring back, in the order of every screen. */
export function lostIn(snapshot: ResyncSnapshot | null): readonly Service[] {
  return SERVICES.filter((service) => {
    const seen = snapshot?.services[service];
    return seen !== undefined && isLost(seen);
  });
}

/** Of `lost`, those that do not protect in this reading; one that it does not tell of is not back. */
export const notBackIn = (lost: readonly Service[], after: ResyncSnapshot): readonly Service[] =>
  lost.filter((service) => after.services[service]?.verdict !== 'protecting');

/**
 * Services that harm the customer more than before: protecting → weakened → exposed → blocking.
 * What was unknown or not wanted before, or is unknown now, is no proof of harm.
 */
export function worseIn(before: ResyncSnapshot | null, after: ResyncSnapshot): readonly Service[] {
  return SERVICES.filter((service) => {
    const was = before?.services[service];
    const is = after.services[service];
    const [from, to] = [was && HARM[was.verdict], is && HARM[is.verdict]];
    return from !== undefined && to !== undefined && to > from;
  });
}

/** Whether the device holds a licence for each of these services in this reading. */
export function isLicensedFor(services: readonly Service[], after: ResyncSnapshot): boolean {
  return services.every((service) => {
    const seen = after.services[service];
    if (seen === undefined || WITHOUT_LICENCE.has(seen.reason)) return false;
    return seen.licence === null || HELD.has(seen.licence);
  });
}

/** Whether this reading proves that one of these services still has no licence; an unknown one proves nothing. */
export function showsLoss(services: readonly Service[], after: ResyncSnapshot): boolean {
  return services.some((service) => {
    const seen = after.services[service];
    return seen !== undefined && isLost(seen) && !isLicensedFor([service], after);
  });
}

/** Whether all that is missing ended or was withdrawn by the licence authority: an order mends that, no synchronise. */
export function isEntitlementProblem(missing: readonly Service[], after: ResyncSnapshot): boolean {
  return (
    missing.length > 0 &&
    missing.every((service) => {
      const seen = after.services[service];
      if (seen === undefined) return false;
      return seen.reason === 'licence-expired' || (seen.licence !== null && ENDED.has(seen.licence));
    })
  );
}
