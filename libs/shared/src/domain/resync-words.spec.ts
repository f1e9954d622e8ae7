import { describe, expect, it } from 'vitest';
import {
  HAND,
  LOST,
  OLD,
  T0,
  WELL,
  called,
  device,
  snapshot,
} from '../../../../test/support/resync-builders.js';
import { DEFAULT_POLICY } from './policy.js';
import {
  LEFT_OUT_WORDS,
  OUTCOME_WORDS,
  countRun,
  nowDoing,
  retryAtOf,
  runHeadline,
  segmentsOf,
  waveName,
} from './resync-words.js';
import { LEFT_OUT_REASONS, RESYNC_OUTCOMES, RUN_STATES } from './resync.js';
import type { ResyncOutcome, RunDevice } from './resync.js';

const doing = (over: Partial<RunDevice>, now = T0) => nowDoing(device(over), now, DEFAULT_POLICY);
const all = (seen: typeof LOST) => snapshot(T0 + 1, { 'gateway-av': seen, ips: seen, 'web-filter': WELL });
const counts = { total: 38, proven: 16, working: 6, failed: 1, worse: 0, waiting: 12, byHand: 3, spared: 0 };
const hand = { phase: 'by-hand', wave: null, procedure: HAND } as const;

describe('runHeadline', () => {
  it.each([
    ['planned', 'Resynchronise 38 SonicWalls: planned, nothing has moved'],
    ['approved', 'Resynchronise 38 SonicWalls: approved, nothing has moved'],
    ['scheduled', 'Resynchronise 38 SonicWalls: scheduled, nothing has moved'],
    ['counting-down', 'Resynchronise 38 SonicWalls: about to begin, nothing has moved'],
    ['running', 'Resynchronising 38 SonicWalls: 16 proven, 1 failed, nothing got worse'],
    ['pausing', 'Pausing the resync of 38 SonicWalls: 16 proven, 1 failed, nothing got worse'],
    ['paused', 'Paused resync of 38 SonicWalls: 16 proven, 1 failed, nothing got worse'],
    ['stopping', 'Stopping the resync of 38 SonicWalls: 16 proven, 1 failed, nothing got worse'],
    [
      'stopped',
      'Stopped resync of 38 SonicWalls: 16 proven, 1 failed, nothing got worse, 12 not touched, 3 to do by hand',
    ],
    ['cancelled', 'Cancelled resync of 38 SonicWalls: nothing has moved'],
    ['finished', 'Resynchronised 38 SonicWalls: 16 proven, 1 failed, nothing got worse, 3 to do by hand'],
  ] as const)('%s: %s', (state, words) => {
    expect(runHeadline(state, counts, 'SonicWall')).toBe(words);
  });

  it('every state has one', () => {
    expect(new Set(RUN_STATES.map((state) => runHeadline(state, counts, null))).size).toBe(RUN_STATES.length);
  });

  it('says what got worse, what had nothing missing, and firewalls of several vendors', () => {
    const other = { ...counts, total: 1, failed: 0, worse: 2, spared: 3 };
    expect(runHeadline('running', other, null)).toBe(
      'Resynchronising 1 firewall: 16 proven, 3 had nothing missing, 2 got worse',
    );
    expect(runHeadline('planned', counts, 'Sophos')).toContain('38 Sophos firewalls');
  });
});

describe('countRun', () => {
  it('each device counts once', () => {
    const done = (outcome: ResyncOutcome, over: Partial<RunDevice> = {}) =>
      device({ phase: 'done', outcome, ...over });
    expect(
      countRun([
        done('restored'),
        done('unchanged'),
        done('worse'),
        done('not-performed'),
        done('not-performed', { calls: [], before: all(WELL) }),
        done('not-performed', { calls: [] }),
        done('assisted-pending', hand),
        device(hand),
        device(),
        device({ phase: 'waiting' }),
        device({ phase: 'left' }),
      ]),
    ).toEqual({ total: 11, proven: 1, working: 1, failed: 4, worse: 1, waiting: 2, byHand: 2, spared: 1 });
  });
});

describe('nowDoing', () => {
  it.each<[string, Partial<RunDevice>, number]>([
    ['waits for wave 1', { phase: 'waiting' }, T0],
    ['waits for canary', { phase: 'waiting', wave: 0 }, T0],
    ['not touched', { phase: 'left' }, T0],
    ['reading it before anything is sent', { calls: [] }, T0],
    ['do sync', { calls: [called('sync', { answer: null, answeredAt: null })] }, T0],
    ['taken, not proven yet, next reading in 20 s', {}, T0],
    ['taken, not proven yet, reading it now', {}, T0 + 20_000],
    [
      'perhaps taken, not proven yet, next reading in 20 s',
      { calls: [called('sync', { answer: 'unsure' })] },
      T0,
    ],
    ['AV and IPS: no licence yet, next reading in 10 s', { after: all(LOST) }, T0 + 10_000],
    ['AV and IPS: licence back, reading it now', { after: all(OLD) }, T0 + 10_000],
    ['AV and IPS protecting', { after: all(WELL) }, T0 + 10_000],
    ['AV and IPS protecting', { phase: 'done', outcome: 'restored' }, T0],
    ['unchanged', { phase: 'done', outcome: 'unchanged' }, T0],
    ['sign-in refused', { phase: 'done', outcome: 'denied' }, T0],
    [
      'refused, nothing was done',
      { phase: 'done', outcome: 'not-performed', calls: [called('sync', { answer: 'refused' })] },
      T0,
    ],
    [
      'busy, nothing was done',
      { phase: 'done', outcome: 'not-performed', calls: [called('sync', { answer: 'busy' })] },
      T0,
    ],
    [
      'nothing was missing any more',
      { phase: 'done', outcome: 'not-performed', calls: [], before: all(WELL) },
      T0,
    ],
    ['not performed', { phase: 'done', outcome: 'not-performed', calls: [] }, T0],
    ['2 steps, needs a person', { ...hand, calls: [] }, T0],
    ['step 2 of 2: press Synchronize', { ...hand, calls: [called('open')] }, T0],
    [
      '2 steps done by hand, waiting for a reading',
      { ...hand, calls: [called('open'), called('press')] },
      T0,
    ],
  ])('%s', (words, over, now) => {
    expect(doing(over, now)).toBe(words);
  });
});

describe('segmentsOf', () => {
  it.each<[number, number, Partial<RunDevice>]>([
    [0, 4, { phase: 'waiting', calls: [], before: null }],
    [0, 4, { calls: [], before: null }],
    [1, 4, { calls: [] }],
    [1, 4, { calls: [called('sync', { answer: null })] }],
    [2, 4, {}],
    [2, 4, { after: all(LOST) }],
    [3, 4, { after: all(OLD) }],
    [4, 4, { phase: 'done', outcome: 'restored' }],
    [1, 2, { ...hand, calls: [called('open')] }],
  ])('%i of %i', (done, total, over) => {
    expect(segmentsOf(device(over))).toEqual({ done, total });
  });
});

describe('retryAtOf', () => {
  it('5 min after it was settled, and never one that is restored, runs, or is done by hand', () => {
    const settled = { phase: 'done', outcome: 'unchanged', settledAt: T0 } as const;
    expect(retryAtOf(device(settled), DEFAULT_POLICY)).toBe(T0 + 300_000);
    expect(retryAtOf(device({ ...settled, outcome: 'restored' }), DEFAULT_POLICY)).toBeNull();
    expect(retryAtOf(device({ ...settled, wave: null }), DEFAULT_POLICY)).toBeNull();
    expect(retryAtOf(device(), DEFAULT_POLICY)).toBeNull();
  });
});

describe('words', () => {
  it('every outcome and every reason to leave out has its own', () => {
    expect(new Set(RESYNC_OUTCOMES.map((outcome) => OUTCOME_WORDS[outcome])).size).toBe(
      RESYNC_OUTCOMES.length,
    );
    expect(new Set(LEFT_OUT_REASONS.map((why) => LEFT_OUT_WORDS[why])).size).toBe(LEFT_OUT_REASONS.length);
    expect([waveName(0, 1), waveName(0, 4), waveName(3, 10)]).toEqual(['Canary', 'Canaries', 'Wave 3']);
  });

  it('a run is cancelled within 60 s of its start', () => {
    expect(DEFAULT_POLICY.resync.cancelWindowMs).toBe(60_000);
  });
});
