import { describe, expect, it } from 'vitest';
import { HAND, LOST, T0, WELL, called, device, bothSeen } from '../../../../test/support/resync-builders.js';
import { DEFAULT_POLICY } from './policy.js';
import { judgeByHand } from './resync-outcome.js';
import type { RunDevice } from './resync.js';

describe('judgeByHand', () => {
  const hand = (over: Partial<RunDevice>) =>
    judgeByHand(
      device({ phase: 'by-hand', wave: null, procedure: HAND, ...over }),
      T0 + 360_000,
      DEFAULT_POLICY,
    );

  it('waits for a person while nothing is ticked', () => {
    expect(hand({ calls: [] })).toBeNull();
  });

  it('a reading after a tick settles it as restored', () => {
    expect(hand({ calls: [called('open')], after: bothSeen(WELL, T0 + 1) })).toMatchObject({
      outcome: 'restored',
    });
  });

  it('is not given up while a step is not ticked; unchanged when all are', () => {
    const seen = { askedAt: T0 + 300_000, after: bothSeen(LOST, T0 + 301_000) };
    expect(hand({ calls: [called('open')], ...seen })).toBeNull();
    expect(hand({ calls: [called('open'), called('press')], ...seen })).toMatchObject({
      outcome: 'unchanged',
    });
  });

  it('reads the device after a tick', () => {
    expect(hand({ calls: [called('open')] })).toEqual({ do: 'read', deviceId: 'd1' });
  });

  it('one that nothing can read stays pending when its list is done, and is never read', () => {
    expect(hand({ calls: [called('open')], before: null })).toBeNull();
    expect(hand({ calls: [called('open'), called('press')], before: null })).toMatchObject({
      do: 'settle',
      outcome: 'assisted-pending',
    });
  });

  it('one that was taken over in its wave is settled by the first reading after a tick, and never called', () => {
    const taken = { wave: 2, attempt: 2, calls: [called('open')], outcome: 'denied', settledAt: T0 } as const;
    expect(hand(taken)).toEqual({ do: 'read', deviceId: 'd1' });
    expect(hand({ ...taken, after: bothSeen(WELL, T0 + 1) })).toMatchObject({ outcome: 'restored' });
    expect(hand({ ...taken, calls: [] })).toBeNull();
  });
});
