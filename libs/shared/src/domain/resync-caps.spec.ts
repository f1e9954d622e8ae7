import { describe, expect, it } from 'vitest';
import { Working, type Placed } from './resync-caps.js';
import { secondsFor, secondsForCanaries } from './resync-estimate.js';
import { DEFAULT_POLICY } from './policy.js';

const one = (over: Partial<Placed> = {}): Placed => ({
  vendor: 'acme',
  customerId: 'c1',
  controller: null,
  pair: null,
  ...over,
});
const caps = { atOnce: 4, perVendor: 3, perCustomer: 2, perController: 1 };
const timed = (seconds: number, over: Partial<Placed> = {}) => ({ ...one(over), estimateSeconds: seconds });

describe('Working', () => {
  it.each<[string, Placed, readonly Placed[], boolean]>([
    ['nobody works', one(), [], true],
    [
      'at once: 3 of 4',
      one({ vendor: 'x' }),
      ['a', 'b', 'c'].map((v) => one({ vendor: v, customerId: v })),
      true,
    ],
    [
      'at once: 4 of 4',
      one({ vendor: 'x' }),
      ['a', 'b', 'c', 'd'].map((v) => one({ vendor: v, customerId: v })),
      false,
    ],
    ['vendor full', one(), ['a', 'b', 'c'].map((c) => one({ customerId: c })), false],
    ['customer full', one({ vendor: 'x' }), [one(), one()], false],
    ['controller full', one({ controller: 'k', customerId: 'c9' }), [one({ controller: 'k' })], false],
    [
      'controller full, spelt otherwise',
      one({ controller: 'GMS', customerId: 'c9' }),
      [one({ controller: 'gms' })],
      false,
    ],
    ['no controller is no controller', one({ customerId: 'c9' }), [one()], true],
    ['partner works', one({ pair: 'p', customerId: 'c9' }), [one({ pair: 'p' })], false],
    ['another pair works', one({ pair: 'q', customerId: 'c9' }), [one({ pair: 'p' })], true],
  ])('%s', (_, device, working, may) => {
    expect(new Working(caps, working).fits(device)).toBe(may);
  });

  it('a place that is given back may be taken again', () => {
    const working = new Working(caps, [one({ pair: 'p' })]);
    working.remove(one({ pair: 'p' }));
    expect(working.fits(one({ pair: 'p' }))).toBe(true);
  });

  it('takes 10 at once, 5 of a vendor, 2 of a customer and 2 of a controller where nobody asks for fewer', () => {
    expect(DEFAULT_POLICY.resync.caps).toEqual({
      atOnce: 10,
      perVendor: 5,
      perCustomer: 2,
      perController: 2,
    });
  });
});

describe('secondsFor', () => {
  it('three of one customer, two at a time', () => {
    expect(secondsFor([timed(10), timed(30), timed(10)], caps)).toBe(30);
    expect(secondsFor([timed(10), timed(10), timed(10)], caps)).toBe(20);
    expect(secondsFor([], caps)).toBe(0);
  });

  it('canaries: the first of each vendor alone, then the others', () => {
    const fleet = ['c1', 'c2', 'c3'].map((customerId) => timed(10, { customerId }));
    expect(secondsForCanaries(fleet, caps)).toBe(20);
    expect(secondsForCanaries([...fleet, timed(10, { vendor: 'x', customerId: 'c4' })], caps)).toBe(20);
  });
});
