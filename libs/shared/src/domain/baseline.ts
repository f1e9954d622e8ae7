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
