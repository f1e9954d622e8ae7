import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { API, HAND, candidate } from '../../../../test/support/resync-builders.js';
import { DEFAULT_POLICY } from './policy.js';
import { canonicalPlan, firmwareFamily, planResync } from './resync-plan.js';
import type { ResyncCandidate, ResyncPlan } from './resync.js';

const { caps } = DEFAULT_POLICY.resync;
const plan = (candidates: readonly ResyncCandidate[]): ResyncPlan =>
  planResync(candidates, caps, DEFAULT_POLICY);
const sizes = (made: ResyncPlan): readonly number[] => made.waves.map((wave) => wave.devices.length);
const ids = (made: ResyncPlan, wave: number): readonly string[] =>
  made.waves[wave]?.devices.map((device) => device.deviceId) ?? [];
/** Of one family, each with a customer of its own. */
const fleet = (count: number, over: Partial<ResyncCandidate> = {}): readonly ResyncCandidate[] =>
  Array.from({ length: count }, (_, i) =>
    candidate(`d${String(i).padStart(4, '0')}`, { customerId: `c${i}`, ...over }),
  );

describe('planResync', () => {
  it.each([
    [1, [1]],
    [4, [1, 3]],
    [5, [1, 3, 1]],
    [14, [1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    [34, [1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]],
    [50, [1, 3, 5, 5, 5, 5, 5, 5, 5, 5, 5, 1]],
    [1_004, [1, 3, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100]],
  ])('%i of one family go in waves of %j', (count, expected) => {
    expect(sizes(plan(fleet(count)))).toEqual(expected);
  });

  it('one canary per vendor, model and firmware family', () => {
    const made = plan([
      ...fleet(5),
      candidate('e1', { firmware: '7.1.3-7015' }),
      candidate('e2', { firmware: '7.0.9', customerId: 'c8' }),
      candidate('e3', { model: 'TZ 570' }),
      candidate('e4', { vendor: 'other' }),
      candidate('e5', { model: null, firmware: null }),
    ]);
    expect([...ids(made, 0)].sort()).toEqual(['d0000', 'e1', 'e3', 'e4', 'e5']);
    expect(made.waves[0]?.devices.every((device) => device.isCanary)).toBe(true);
    expect(made.waves[0]?.devices[0]?.reason).toBe('Canary for 6 firewalls: TZ 470 on firmware 7.0.');
  });

  it.each([
    ['7.0.1-5030', '7.0'],
    ['SonicOS Enhanced 5.9.1.13', '5.9'],
    ['R1', 'R1'],
    [null, null],
  ])('firmware %s is of family %s', (firmware, family) => {
    expect(firmwareFamily(firmware)).toBe(family);
  });

  it('worst first, then every customer once before one comes twice, then by name', () => {
    const made = plan([
      candidate('a', { worst: { verdict: 'weakened', reason: 'stale' }, customerId: 'c9' }),
      candidate('b'),
      candidate('c'),
      candidate('d', { customerId: 'c2' }),
      candidate('e', { customerId: 'c2' }),
    ]);
    expect(made.waves.flatMap((wave) => wave.devices.map((one) => one.deviceId))).toEqual([
      'b',
      'd',
      'c',
      'a',
      'e',
    ]);
  });

  it('no wave holds all of a customer while others may stand there', () => {
    const pairOf = (customerId: string) =>
      [1, 2, 3].map((n) => candidate(`${customerId}-${n}`, { customerId }));
    const made = plan([...pairOf('c1'), ...pairOf('c2'), ...pairOf('c3')]);
    for (const wave of made.waves) {
      for (const customer of ['c1', 'c2', 'c3']) {
        expect(wave.devices.filter((one) => one.deviceId.startsWith(customer)).length).toBeLessThan(3);
      }
    }
  });

  it('both units of a pair never stand in one wave, also when nobody else is left', () => {
    const made = plan([candidate('a', { pair: 'p' }), candidate('b', { pair: 'p', model: 'TZ 570' })]);
    expect([ids(made, 0), ids(made, 1)]).toEqual([['a'], ['b']]);
    expect(made.waves[0]?.devices[0]?.reason).toContain(
      'Its partner of the pair never stands in the same wave.',
    );
  });

  it('assisted ones go by hand, what may not be touched is left out with the reason', () => {
    const words = 'Flagged by Mara until Friday.';
    const made = plan([
      candidate('a'),
      candidate('b', { procedure: HAND }),
      candidate('c', { leftOut: { why: 'do-not-touch', words } }),
      candidate('d', { procedure: null }),
    ]);
    expect(sizes(made)).toEqual([1]);
    expect(made.byHand).toEqual([
      {
        deviceId: 'b',
        procedureId: 'acme/hand',
        isCanary: false,
        reason: 'By hand: Acme 5 has no interface for it.',
        estimateSeconds: 70,
      },
    ]);
    expect(made.leftOut).toEqual([
      { deviceId: 'c', why: 'do-not-touch', words },
      { deviceId: 'd', why: 'no-procedure', words: 'No procedure fits its product line.' },
    ]);
  });

  it('estimates each wave under the caps: 5 of a vendor at once, 70 s each', () => {
    const made = plan(fleet(104));
    expect(made.waves.map((wave) => wave.estimateSeconds)).toEqual([
      70,
      70,
      ...Array.from({ length: 10 }, () => 140),
    ]);
    expect(made.estimateSeconds).toBe(1_540);
  });

  it('firewalls of one controller work one after the other where the cap is 1, and the plan says so at each', () => {
    const hung = fleet(4, { controller: 'GMS Portland' });
    const made = planResync(hung, { ...caps, perController: 1 }, DEFAULT_POLICY);
    expect(made.waves.map((wave) => wave.estimateSeconds)).toEqual([70, 210]);
    expect(made.waves[1]?.devices[0]?.reason).toBe(
      'Among the first three after the canaries. At most 1 of GMS Portland works at once.',
    );
    expect(plan(hung).waves[1]?.devices[0]?.reason).toContain('At most 2 of GMS Portland work at once.');
    expect(plan(fleet(4)).waves[1]?.devices[0]?.reason).toBe('Among the first three after the canaries.');
  });

  it('nothing to do is a plan of nothing', () => {
    expect(plan([])).toEqual({ waves: [], byHand: [], leftOut: [], caps, estimateSeconds: 0 });
  });

  const anyone = fc.record({
    customerId: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
    vendor: fc.constantFrom('acme', 'other'),
    model: fc.constantFrom('TZ 470', 'TZ 570', null),
    firmware: fc.constantFrom('7.0.1', '6.5', null),
    pair: fc.constantFrom('p', 'q', null, null, null),
    procedure: fc.constantFrom(API, API, API, HAND, null),
    leftOut: fc.constantFrom(null, null, null, { why: 'never-read' as const, words: 'Never read.' }),
  });

  it('any list: everybody stands exactly once, pairs apart, in any order of the list the same', () => {
    fc.assert(
      fc.property(fc.array(anyone, { maxLength: 60 }), fc.nat(), (list, seed) => {
        const candidates = list.map((over, i) => candidate(`d${i}`, over));
        const made = plan(candidates);
        const places = [...made.waves.flatMap((wave) => wave.devices), ...made.byHand, ...made.leftOut];
        expect(places.map((one) => one.deviceId).sort()).toEqual(
          candidates.map((one) => one.deviceId).sort(),
        );
        const pairs = new Map(candidates.map((one) => [one.deviceId, one.pair]));
        for (const wave of made.waves) {
          const inside = wave.devices.map((one) => pairs.get(one.deviceId)).filter((pair) => pair !== null);
          expect(new Set(inside).size).toBe(inside.length);
          expect(wave.devices.length).toBeGreaterThan(0);
        }
        const turned = candidates.map((_, i, all) => all[(i + seed) % all.length] ?? candidate('x'));
        expect(plan(turned)).toEqual(made);
      }),
      { numRuns: 200 },
    );
  });

  it('plans 10,000 firewalls, of 40 models and 300 customers', () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      candidate(`d${i}`, { customerId: `c${i % 300}`, model: `M${i % 40}`, controller: `k${i % 9}` }),
    );
    const made = plan(many);
    expect(made.waves[0]?.devices).toHaveLength(40);
    expect(made.waves).toHaveLength(12);
  });
});

describe('canonicalPlan', () => {
  const list = fleet(6);
  const text = (candidates: readonly ResyncCandidate[], over = caps, procedures = [API, HAND]) =>
    canonicalPlan(planResync(candidates, over, DEFAULT_POLICY), procedures);
  const base = text(list);

  it('is the same for another order of the list, other estimates, sentences, and who is left out', () => {
    const left = { why: 'protecting' as const, words: 'Well.' };
    expect(text([...list].reverse())).toBe(base);
    expect(text(list, caps, [HAND, { ...API, estimateSeconds: 9, expects: 'x', page: 'y' }])).toBe(base);
    expect(text([...list, candidate('x', { leftOut: left })])).toBe(base);
    expect(text(list, caps, [API])).toBe(base);
  });

  it.each<[string, string]>([
    ['a device more', text([...list, candidate('x')])],
    ['a device fewer', text(list.slice(1))],
    ['another order', text(list.map((one, i) => (i === 5 ? { ...one, name: 'AA' } : one)))],
    [
      'another procedure',
      text(list.map((one, i) => (i === 5 ? { ...one, procedure: { ...API, id: 'z' } } : one))),
    ],
    ['by hand', text(list.map((one, i) => (i === 5 ? { ...one, procedure: HAND } : one)))],
    ['another step', text(list, caps, [{ ...API, steps: API.steps.slice(1) }, HAND])],
    ['atOnce', text(list, { ...caps, atOnce: 9 })],
    ['perVendor', text(list, { ...caps, perVendor: 9 })],
    ['perCustomer', text(list, { ...caps, perCustomer: 9 })],
    ['perController', text(list, { ...caps, perController: 9 })],
  ])('changes with %s', (_, changed) => {
    expect(changed).not.toBe(base);
  });
});
