import type { BaselineSource } from '@firewatch/shared/domain/baseline';
import type { Baseline, Expectation } from '@firewatch/shared/domain/fact';
import { SERVICES, SERVICE_WORDS } from '@firewatch/shared/domain/service';
import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { listed } from '../words/verdict-text.js';

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

/** "2 said for it alone, 1 by its group Branches, 6 from its first reading": where the expectations come from. */
export function sourceWords({ baselineFrom, row }: Pick<DeviceDetail, 'baselineFrom' | 'row'>): string {
  const said = Object.values(baselineFrom);
  const parts: readonly (readonly [BaselineSource, string])[] = [
    ['own', 'said for it alone'],
    ['group', row.group === null ? 'by its group' : `by its group ${row.group.name}`],
    ['proposed', 'from its first reading'],
  ];
  return parts
    .map(([source, words]) => {
      const many = said.filter((one) => one === source).length;
      if (many === 0) return '';
      return `${many === said.length ? 'all' : many} ${words}`;
    })
    .filter((part) => part !== '')
    .join(', ');
}
