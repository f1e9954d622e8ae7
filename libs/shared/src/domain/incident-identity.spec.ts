import { describe, expect, it } from 'vitest';
import { collectedAt, groupStrangers, type OpenStrangers, type StrangerInput } from './incident-identity.js';
import { DEFAULT_POLICY } from './policy.js';

const MINUTE = 60_000;
const open = (id: string, members: readonly (readonly [string, string])[], lastMetAt = 0): OpenStrangers => ({
  id,
  cohort: 'sonicwall/licence-manager',
  lastMetAt,
  members: members.map(([deviceId, customerId]) => ({ deviceId, customerId })),
});
const met = (deviceId: string, customerId: string, change: Partial<StrangerInput['device']> = {}) => ({
  deviceId,
  customerId,
  cohort: 'sonicwall/licence-manager',
  metAt: 0,
  ...change,
});
const group = (device: StrangerInput['device'], openOnes: readonly OpenStrangers[], cohortSize = 50) =>
  groupStrangers({ device, cohortSize, open: openOnes }, DEFAULT_POLICY);

describe('devices that show unknown certificates', () => {
  it('the first opens an incident, a second one of the same customer joins it', () => {
    expect(group(met('a', 'north'), [])).toEqual({ type: 'open' });
    expect(group(met('b', 'north'), [open('i1', [['a', 'north']])])).toEqual({
      type: 'join',
      incidentId: 'i1',
      absorbs: [],
    });
  });

  it('2 of 50 at 2 customers are 2 incidents; the third makes all of them the oldest one', () => {
    expect(group(met('b', 'south'), [open('i1', [['a', 'north']])])).toEqual({ type: 'open' });
    const two = [open('i1', [['a', 'north']]), open('i2', [['b', 'south']])];
    expect(group(met('c', 'west'), two)).toEqual({ type: 'join', incidentId: 'i1', absorbs: ['i2'] });
  });

  it('asks for 20 in a cohort of 1,000', () => {
    const of = (size: number) =>
      open(
        'i1',
        Array.from({ length: size }, (_, n) => [`d${n}`, 'north']),
      );
    expect(group(met('x', 'south'), [of(18)], 1_000)).toEqual({ type: 'open' });
    expect(group(met('x', 'south'), [of(19)], 1_000)).toMatchObject({ type: 'join', incidentId: 'i1' });
  });

  it('an incident over several customers takes in every further one', () => {
    const wide = open('i1', [
      ['a', 'north'],
      ['b', 'south'],
    ]);
    expect(group(met('c', 'west'), [wide], 1_000)).toMatchObject({ type: 'join', incidentId: 'i1' });
  });

  it.each([
    [30 * MINUTE, 'join'],
    [30 * MINUTE + 1, 'open'],
  ])('%i ms after the last one it is %s', (metAt, type) => {
    expect(group(met('b', 'north', { metAt }), [open('i1', [['a', 'north']])]).type).toBe(type);
  });

  it('does not mix vendors, and one that shows yet another certificate stays where it is', () => {
    const one = open('i1', [['a', 'north']]);
    expect(group(met('b', 'north', { cohort: 'acme/cloud' }), [one])).toEqual({ type: 'open' });
    expect(group(met('a', 'north', { metAt: 90 * MINUTE }), [one])).toEqual({
      type: 'amend',
      incidentId: 'i1',
    });
  });

  it('is told 75 s after the first: every box of the default interval had its turn', () => {
    expect(collectedAt(1_000, DEFAULT_POLICY)).toBe(76_000);
  });
});
