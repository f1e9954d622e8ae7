import { describe, expect, it } from 'vitest';
import { API, HAND, T0, WELL, bothSeen, called, device } from '../../../../test/support/resync-builders.js';
import { DEFAULT_POLICY } from './policy.js';
import { stopReason } from './resync-stop.js';
import { checklistOf, takeOver } from './resync-take-over.js';
import { countRun, nowDoing, retryAtOf, segmentsOf } from './resync-words.js';
import { RUN_STATES } from './resync.js';
import type { RunDevice } from './resync.js';

const failed = (over: Partial<RunDevice> = {}): RunDevice =>
  device({ phase: 'done', outcome: 'unchanged', settledAt: T0, ...over });
const procedures = [API, HAND];
const no = (over: Partial<RunDevice>): string => {
  const taken = takeOver(failed(over), { state: 'running', procedures });
  return taken.can ? 'yes' : taken.no;
};

describe('takeOver', () => {
  it.each(['unchanged', 'unreachable', 'denied', 'not-performed'] as const)(
    'gives a firewall whose calls ended %s the checklist of its product line',
    (outcome) => {
      expect(takeOver(failed({ outcome }), { state: 'finished', procedures })).toEqual({
        can: true,
        checklist: HAND,
      });
    },
  );

  it.each([
    ['still worked on', { phase: 'working', outcome: null }, 'is still worked on; it is taken over once'],
    ['not begun', { phase: 'waiting', outcome: null }, 'waits for its turn; it is taken over once'],
    ['left', { phase: 'left', outcome: null }, 'was not touched by this run; plan a new one'],
    ['by hand already', { phase: 'by-hand' }, 'is done by hand already'],
    ['planned by hand', { wave: null, procedure: HAND }, 'is done by hand already'],
    ['restored', { outcome: 'restored' }, 'is proven already; nothing is left to do by hand'],
    ['worse', { outcome: 'worse' }, 'got worse after its call; ask the vendor'],
    ['out of its licence', { outcome: 'entitlement-problem' }, 'an order mends that, no synchronise'],
    [
      'done by hand, unread',
      { outcome: 'assisted-pending' },
      'is done by hand already, and nothing can read',
    ],
    [
      'without a loss when its turn came',
      { outcome: 'not-performed', calls: [], before: bothSeen(WELL, T0) },
      'had nothing missing when its turn came',
    ],
    ['without a checklist', { procedure: { ...API, byHandId: 'acme/gone' } }, 'has no checklist in the plan'],
  ] as const)('refuses one that is %s, in words', (_what, over, words) => {
    expect(no(over)).toContain(words);
  });

  it('goes on in every state of a run that was begun, and ends with a cancelled one', () => {
    const refused = RUN_STATES.filter((state) => !takeOver(failed(), { state, procedures }).can);
    expect(refused).toEqual(['cancelled']);
  });

  it('may be done once more when the checklist did not help either', () => {
    expect(checklistOf(HAND, procedures)).toBe(HAND);
    expect(takeOver(failed({ procedure: HAND, attempt: 2 }), { state: 'finished', procedures })).toEqual({
      can: true,
      checklist: HAND,
    });
  });
});

describe('a firewall that a person took over', () => {
  const taken = (over: Partial<RunDevice> = {}): RunDevice =>
    failed({ phase: 'by-hand', procedure: HAND, attempt: 2, calls: [], before: null, ...over });

  it('is counted and told as by hand, one segment per step', () => {
    const one = taken({ calls: [called('open')] });
    expect(countRun([one])).toMatchObject({ byHand: 1, failed: 0, proven: 0 });
    expect(segmentsOf(one)).toEqual({ done: 1, total: 2 });
    expect(nowDoing(one, T0, DEFAULT_POLICY)).toBe('step 2 of 2: press Synchronize');
    expect(nowDoing(taken(), T0, DEFAULT_POLICY)).toBe('2 steps, needs a person');
  });

  it('may be called again, 5 min after its calls failed, as long as nothing is ticked', () => {
    expect(retryAtOf(taken(), DEFAULT_POLICY)).toBe(T0 + 300_000);
    expect(retryAtOf(taken({ calls: [called('open')] }), DEFAULT_POLICY)).toBeNull();
    expect(retryAtOf(taken({ phase: 'done', calls: [called('open')] }), DEFAULT_POLICY)).toBe(T0 + 300_000);
  });

  it('counts for the stop rule by what its calls came to, until it is settled anew', () => {
    const two = [failed({ deviceId: 'a' }), taken({ deviceId: 'b' })];
    expect(stopReason(two, DEFAULT_POLICY)).toBe(
      stopReason([failed(), failed({ deviceId: 'b' })], DEFAULT_POLICY),
    );
    expect(stopReason([failed(), taken({ outcome: null })], DEFAULT_POLICY)).toBeNull();
    const canary = { wave: 0, outcome: 'denied' } as const;
    expect(stopReason([taken(canary)], DEFAULT_POLICY)).toBe(
      'No canary is proven (1 denied), so the others are not touched.',
    );
    const restored = taken({ deviceId: 'b', phase: 'done', outcome: 'restored', settledAt: T0 + 1 });
    expect(stopReason([failed(), restored], DEFAULT_POLICY)).toBeNull();
  });
});
