import { describe, expect, it } from 'vitest';
import { MINUTE, T0 } from '../../../../test/support/domain-builders.js';
import { isSetRefused, nextProbeAt, setState } from './credential-set.js';
import { DEFAULT_POLICY } from './policy.js';

const isRefused = (refusedAt: readonly number[], acceptedAt: number | null) =>
  isSetRefused({ refusedAt, acceptedAt }, DEFAULT_POLICY);

describe('whether a credential set is wrong, or one box', () => {
  it.each([
    ['1 box refuses', [T0], null, false],
    ['2 boxes refuse, nobody ever accepted', [T0, T0 + 1_000], null, true],
    ['2 boxes refuse, the last acceptance was before', [T0, T0 + 1_000], T0 - 1, true],
    ['2 boxes refuse, a third accepted between them', [T0, T0 + 1_000], T0 + 500, false],
    ['2 boxes refused long ago, others go on accepting', [T0, T0 + 1_000], T0 + MINUTE, false],
    ['3 boxes refuse, one of them before the last acceptance', [T0, T0 + 2_000, T0 + 3_000], T0 + 1, true],
  ])('%s', (_, refusedAt, acceptedAt, expected) => {
    expect(isRefused(refusedAt, acceptedAt)).toBe(expected);
  });

  it.each([
    ['held', 'works', { isHeld: true, devices: 40, refusing: 2, worked: false }, 'failed'],
    ['its only box refuses', 'works', { isHeld: false, devices: 1, refusing: 1, worked: false }, 'failed'],
    ['one of 40 refuses', 'works', { isHeld: false, devices: 40, refusing: 1, worked: false }, 'works'],
    ['first acceptance', 'untried', { isHeld: false, devices: 2, refusing: 0, worked: true }, 'works'],
    ['accepted again', 'failed', { isHeld: false, devices: 2, refusing: 1, worked: true }, 'works'],
    [
      'a second box was added',
      'failed',
      { isHeld: false, devices: 2, refusing: 1, worked: false },
      'untried',
    ],
    ['nobody uses it', 'untried', { isHeld: false, devices: 0, refusing: 0, worked: false }, 'untried'],
  ] as const)('%s', (_, before, now, expected) => {
    expect(setState(before, now)).toBe(expected);
  });

  it('a held set is probed at one box every 30 min', () => {
    expect(nextProbeAt(T0, DEFAULT_POLICY)).toBe(T0 + 30 * MINUTE);
  });
});
