import type { Baseline, Expectation } from '@firewatch/shared/domain/fact';
import { SERVICES, SERVICE_WORDS } from '@firewatch/shared/domain/service';
import { listed } from '../../../words/verdict-text.js';

const PARTS: readonly (readonly [Expectation, string])[] = [
  ['on', 'On'],
  ['off', 'Off on purpose'],
  ['never', 'Not bought'],
];

/** "On: Gateway AV and IPS. Not bought: Anti-spam." */
export function baselineWords(baseline: Baseline): string {
  return PARTS.map(([expectation, word]) => {
    const names = SERVICES.filter((service) => baseline[service] === expectation).map(
      (service) => SERVICE_WORDS[service].name,
    );
    return names.length === 0 ? '' : `${word}: ${listed(names)}.`;
  })
    .filter((part) => part !== '')
    .join(' ');
}
