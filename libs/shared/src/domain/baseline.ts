import type {
  Baseline,
  Expectation,
  FactsByService,
  ServiceFacts,
  ServiceProfile,
  VendorProfile,
} from './fact.js';
import { SERVICES } from './service.js';
import type { Service } from './service.js';

/** What stands at a device itself: proposals, and the entries that a person gave for it (`own`). */
export interface OwnBaseline {
  readonly baseline: Baseline;
  readonly own: readonly Service[];
}

/**
 * A person states what a device should run. What is stated becomes its own; an own entry that is not stated any more is
 * given up and stands as on beneath the group's, so that nothing stays quiet by a word that was taken back.
 */
export function restate(before: OwnBaseline, stated: Baseline): OwnBaseline {
  const givenUp = before.own.filter((service) => stated[service] === undefined);
  const loud = Object.fromEntries(givenUp.map((service) => [service, 'on' as const]));
  return {
    baseline: { ...before.baseline, ...loud, ...stated },
    own: SERVICES.filter((service) => stated[service] !== undefined),
  };
}

/** Services whose loss alarmed before and does not any more. What nothing is said about is expected to protect. */
export const quieted = (before: Baseline, after: Baseline): Service[] =>
  SERVICES.filter((service) => (before[service] ?? 'on') === 'on' && (after[service] ?? 'on') !== 'on');

/** Where the expectation of each service comes from: the device's own word over its group's over the proposal. */
export type BaselineSource = 'own' | 'group' | 'proposed';
export function baselineSources(
  device: OwnBaseline,
  ofGroup: Baseline,
): Partial<Record<Service, BaselineSource>> {
  const sources: Partial<Record<Service, BaselineSource>> = {};
  for (const service of SERVICES) {
    if (device.own.includes(service) && device.baseline[service] !== undefined) sources[service] = 'own';
    else if (ofGroup[service] !== undefined) sources[service] = 'group';
    else if (device.baseline[service] !== undefined) sources[service] = 'proposed';
  }
  return sources;
}

/**
 * What one service should do, guessed from its facts; null when the licence is unknown (a guess would hide a loss).
 * A lapsed licence was bought once, so it is expected on until a person says otherwise.
 */
export function proposeExpectation(facts: ServiceFacts, profile: ServiceProfile): Expectation | null {
  const licence =
    facts.licence?.value ?? (profile.notOffered.includes('licence') ? 'not-offered' : 'unknown');
  if (licence === 'absent' || licence === 'not-applicable') return 'never';
  if (licence === 'expired' || licence === 'deactivated') return 'on';
  if (licence === 'unknown') return null;
  return facts.enabled?.value === 'off' ? 'off' : 'on';
}

/**
 * Baseline to show at enrolment, from the first full read: licensed and not off is on, licensed and off is off,
 * absent is never. A service whose licence is unknown gets no entry.
 */
export function proposeBaseline(facts: FactsByService, profile: VendorProfile): Baseline {
  const proposed: Partial<Record<Service, Expectation>> = {};
  for (const service of SERVICES) {
    const own = profile[service];
    const guess = own === undefined ? null : proposeExpectation(facts[service] ?? {}, own);
    if (guess !== null) proposed[service] = guess;
  }
  return proposed;
}
