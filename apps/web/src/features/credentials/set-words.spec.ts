import { describe, expect, it } from 'vitest';
import { foundSets, setWords } from './set-words.js';

const WELL = { state: 'works', deviceCount: 12, refusedCount: 0, heldSince: null, probeAt: null } as const;
const AT = '2026-11-22T04:00:00.000Z';

describe('how it goes with a credential set', () => {
  it.each([
    [WELL, 'accepted by 12 firewalls', 'dim'],
    [{ ...WELL, state: 'untried' } as const, '12 firewalls, not tried yet', 'v-unknown'],
    [{ ...WELL, deviceCount: 0 }, 'used by no firewall', 'dim'],
    [{ ...WELL, state: 'failed', refusedCount: 1 } as const, 'refused by 1 of 12 firewalls', 'v-exposed'],
    [
      { ...WELL, state: 'failed', refusedCount: 2, heldSince: AT, probeAt: AT } as const,
      'refused by 2 firewalls and held back from the others; one firewall is tried now and then',
      'v-exposed',
    ],
    [
      { ...WELL, state: 'failed', refusedCount: 2, heldSince: AT } as const,
      'refused by 2 firewalls and held back from the others; no firewall has a try left',
      'v-exposed',
    ],
  ])('%j is "%s"', (set, text, tone) => {
    expect(setWords(set)).toEqual({ text, tone });
  });
});

describe('the search for a credential set', () => {
  const sets = [
    { name: 'Read only', customerName: null, vendor: 'sonicwall' },
    { name: 'Branches', customerName: 'Cedar Clinic', vendor: 'sonicwall' },
    { name: 'Branches', customerName: 'Alder Bank', vendor: 'fortigate' },
  ];

  it.each([
    ['', [0, 1, 2]],
    ['  ', [0, 1, 2]],
    ['READ', [0]],
    ['cedar branches', [1]],
    ['fortigate', [2]],
    ['nobody', []],
  ])('"%s" finds %j', (text, found) => {
    expect(foundSets(sets, text).map((set) => sets.indexOf(set))).toEqual(found);
  });
});
