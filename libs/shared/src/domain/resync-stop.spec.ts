import { describe, expect, it } from 'vitest';
import { T0, called, device } from '../../../../test/support/resync-builders.js';
import { DEFAULT_POLICY } from './policy.js';
import { stopReason } from './resync-stop.js';
import type { ResyncOutcome, RunDevice } from './resync.js';

const R = 'restored';
const U = 'unchanged';

/** Settled in this order, all in one wave. */
const settled = (outcomes: readonly ResyncOutcome[], wave = 1, from = 0): readonly RunDevice[] =>
  outcomes.map((outcome, index) =>
    device({
      deviceId: `w${wave}-${index}`,
      wave,
      phase: 'done',
      outcome,
      settledAt: T0 + (from + index) * 1_000,
    }),
  );
const canary = settled([R], 0);
const reason = (...waves: readonly (readonly RunDevice[])[]) =>
  stopReason([...canary, ...waves.flat()], DEFAULT_POLICY);

describe('stopReason', () => {
  it('goes on while all are restored, and with 1 failure of the first 5', () => {
    expect(reason(settled([R, R, R, R, R]))).toBeNull();
    expect(reason(settled([U, R, R, R, R, R]))).toBeNull();
  });

  it.each([['unchanged'], ['unreachable'], ['denied'], ['not-performed'], ['entitlement-problem']] as const)(
    'stops at 2 of the first 5 %s',
    (outcome) => {
      expect(reason(settled([R, outcome, R, outcome], 1, 1))).toBe(
        `2 of the first 5 firewalls are not restored: 2 ${outcome.replace('-', ' ')}.`,
      );
    },
  );

  it('stops at once when one got worse, wherever', () => {
    const many = settled(Array.from({ length: 40 }, () => R));
    expect(reason(many, settled(['worse'], 4, 100))).toBe(
      '1 firewall got worse than before, proven by a reading.',
    );
  });

  it('stops on one canary that took its call without effect', () => {
    expect(stopReason(settled([U], 0), DEFAULT_POLICY)).toMatch(/^A canary is unchanged after the call/);
  });

  it('stops when no canary is proven, once all of them are settled', () => {
    const lone = settled(['unreachable'], 0);
    expect(stopReason(lone, DEFAULT_POLICY)).toBe(
      'No canary is proven (1 unreachable), so the others are not touched.',
    );
    const waits = device({ deviceId: 'w0-9', wave: 0, phase: 'waiting' });
    expect(stopReason([...lone, waits], DEFAULT_POLICY)).toBeNull();
    expect(stopReason([...lone, ...settled([R], 0, 5)], DEFAULT_POLICY)).toBeNull();
  });

  it('2 of the first 5 of a later wave stop it: a relapse in wave 3', () => {
    const before = [settled([R, R, R], 1, 1), settled([R, R, R, R, R], 2, 10)];
    expect(reason(...before, settled([R, U], 3, 20))).toBeNull();
    expect(reason(...before, settled([R, U, R, R, U], 3, 20))).toBe(
      '2 of the first 5 firewalls of wave 3 are not restored: 2 unchanged.',
    );
  });

  it('later in a wave 2 failures may stand, 3 of 5 one after another stop it', () => {
    const first = Array.from({ length: 8 }, (): ResyncOutcome => R);
    expect(reason(settled([...first, U, R, U, R, R, R], 2, 10))).toBeNull();
    expect(reason(settled([...first, U, R, U, R, U], 2, 10))).toBe(
      '3 of 5 firewalls one after another in wave 2 are not restored: 3 unchanged.',
    );
    expect(reason(settled([...first, U, R, R, U, R, R, U, R, R, U], 2, 10))).toBeNull();
  });

  it('counts nobody who had nothing missing when the turn came', () => {
    const spared = settled(['not-performed', 'not-performed', 'not-performed'], 1, 1).map((one) => ({
      ...one,
      calls: [],
    }));
    expect(reason(spared)).toBeNull();
    const refused = spared.map((one) => ({
      ...one,
      calls: [called('sync', { answer: 'refused' as const })],
    }));
    expect(reason(refused)).toMatch(/3 not performed/);
  });

  it('counts nobody by hand, and in the order in which they were settled', () => {
    const hand = settled([U, U, U], 1, 1).map((one) => ({ ...one, wave: null }));
    expect(reason(hand)).toBeNull();
    expect(
      stopReason([...settled([U, U], 2, 50), ...settled([R, R, R, R, R], 1, 2), ...canary], DEFAULT_POLICY),
    ).toBe('2 of the first 2 firewalls of wave 2 are not restored: 2 unchanged.');
  });
});
