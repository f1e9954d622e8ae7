import { describe, expect, it } from 'vitest';
import {
  HAND,
  LOST,
  MINUTE,
  SECOND,
  T0,
  WELL,
  called,
  snapshot,
  bothSeen,
  judgedWorking,
} from '../../../../test/support/resync-builders.js';
import { DEFAULT_POLICY } from './policy.js';
import { isCallOpen } from './resync-outcome.js';
import { STEP_ANSWERS } from './resync.js';

describe('judgeDevice before the first call', () => {
  const fresh = { calls: [] };

  it('calls the first step on a reading of before that is 5 min old, and reads again when it is older', () => {
    const at = T0 - 10_000;
    expect(judgedWorking(fresh, at + 5 * MINUTE)).toEqual({ do: 'call', deviceId: 'd1', stepId: 'sync' });
    expect(judgedWorking(fresh, at + 5 * MINUTE + 1)).toEqual({ do: 'read', deviceId: 'd1' });
    expect(judgedWorking({ ...fresh, before: null }, T0)).toEqual({ do: 'read', deviceId: 'd1' });
  });

  it('waits 60 s for the reading of before, then sends nothing', () => {
    const asked = { calls: [], before: null, askedAt: T0 };
    expect(judgedWorking(asked, T0 + 59_999)).toEqual({ do: 'wait', untilMs: T0 + 60_000 });
    expect(judgedWorking(asked, T0 + 60_000)).toMatchObject({ do: 'settle', outcome: 'unreachable' });
  });

  it.each([
    ['unreachable', 'unreachable'],
    ['denied', 'denied'],
    ['busy', 'not-performed'],
    ['other', 'unreachable'],
  ] as const)('a read that fails with %s settles it as %s, nothing sent', (unread, outcome) => {
    const act = judgedWorking({ calls: [], before: null, askedAt: T0, unread }, T0 + MINUTE);
    expect(act).toMatchObject({ do: 'settle', outcome });
  });

  it('calls nobody who has nothing to win: all protecting, or only what a person switched off', () => {
    const act = { do: 'settle', outcome: 'not-performed' };
    expect(judgedWorking({ calls: [], before: bothSeen(WELL, T0) }, T0)).toMatchObject(act);
    const off = snapshot(T0, { ips: ['exposed', 'switched-off', 'active'], 'web-filter': WELL });
    expect(judgedWorking({ calls: [], before: off }, T0)).toMatchObject(act);
  });

  it('calls nobody after a stop', () => {
    expect(judgedWorking(fresh, T0, false)).toMatchObject({ do: 'settle', outcome: 'not-performed' });
  });

  it('has nothing to call where every step is a person’s', () => {
    expect(judgedWorking({ calls: [], procedure: HAND }, T0)).toMatchObject({
      do: 'settle',
      outcome: 'not-performed',
    });
  });
});

describe('judgeDevice on an answer', () => {
  it('waits 120 s for an answer, then verifies as if it had been done', () => {
    const open = { calls: [called('sync', { answer: null, answeredAt: null })] };
    expect(judgedWorking(open, T0 + 119_999)).toEqual({ do: 'wait', untilMs: T0 + 120_000 });
    expect(judgedWorking(open, T0 + 120_000)).toEqual({ do: 'wait', untilMs: T0 + 140_000 });
    expect(isCallOpen({ intentAt: T0, answer: null }, T0 + 119_999, DEFAULT_POLICY)).toBe(true);
    expect(isCallOpen({ intentAt: T0, answer: null }, T0 + 120_000, DEFAULT_POLICY)).toBe(false);
  });

  it.each([
    ['refused', 'not-performed', 'Refused, nothing was done: "Unable to reach license manager".'],
    ['busy', 'not-performed', 'Busy, nothing was done: "Unable to reach license manager".'],
    ['denied', 'denied', 'Sign-in or right refused: "Unable to reach license manager".'],
    ['unreachable', 'unreachable', 'Not reached, nothing was sent: "Unable to reach license manager".'],
  ] as const)('%s settles as %s at once, and is not repeated', (answer, outcome, words) => {
    const act = judgedWorking(
      { calls: [called('sync', { answer, words: 'Unable to reach license manager' })] },
      T0,
    );
    expect(act).toEqual({ do: 'settle', deviceId: 'd1', outcome, words });
  });

  it('verifies what was accepted before a later step was refused', () => {
    const calls = [called('sync'), called('lmsync', { answer: 'refused' })];
    expect(judgedWorking({ calls }, T0)).toEqual({ do: 'wait', untilMs: T0 + 20_000 });
  });

  it.each(STEP_ANSWERS)('never restored on the answer %s alone, without a reading', (answer) => {
    for (let s = 0; s <= 600; s += 5) {
      const act = judgedWorking(
        { calls: [called('sync', { answer })], askedAt: T0 + s * SECOND },
        T0 + s * SECOND,
      );
      expect(act).not.toMatchObject({ outcome: 'restored' });
    }
  });
});

describe('judgeDevice re-reads', () => {
  it('at 20, 60, 180 and 300 s after the answer, each once', () => {
    const asked: number[] = [];
    let askedAt: number | null = null;
    for (let at = T0; at < T0 + 360 * SECOND; at += SECOND) {
      if (judgedWorking({ askedAt }, at).do !== 'read') continue;
      asked.push((at - T0) / SECOND);
      askedAt = at;
    }
    expect(asked).toEqual([20, 60, 180, 300]);
  });

  it('one read after a pause of the runner, not one for each that was missed', () => {
    const late = T0 + 250 * SECOND;
    expect(judgedWorking({ askedAt: T0 + 20 * SECOND }, late).do).toBe('read');
    expect(judgedWorking({ askedAt: late }, late)).toEqual({ do: 'wait', untilMs: T0 + 300 * SECOND });
  });

  it('gives the last one 60 s, then says unchanged by the reading there is', () => {
    const last = { askedAt: T0 + 300 * SECOND, after: bothSeen(LOST, T0 + 180 * SECOND) };
    expect(judgedWorking({ ...last, calls: [called('sync'), called('lmsync')] }, T0 + 359_999)).toEqual({
      do: 'wait',
      untilMs: T0 + 360_000,
    });
    expect(judgedWorking({ ...last, calls: [called('sync'), called('lmsync')] }, T0 + 360_000)).toEqual({
      do: 'settle',
      deviceId: 'd1',
      outcome: 'unchanged',
      words: 'AV and IPS still do not protect.',
    });
  });

  it('says unchanged as soon as the last one shows the loss', () => {
    const calls = [called('sync'), called('lmsync')];
    const act = judgedWorking(
      { calls, askedAt: T0 + 300_000, after: bothSeen(LOST, T0 + 301_000) },
      T0 + 302_000,
    );
    expect(act).toMatchObject({ do: 'settle', outcome: 'unchanged' });
  });

  it.each([
    ['unreachable', 'unreachable'],
    ['busy', 'unreachable'],
    ['denied', 'denied'],
    [null, 'unreachable'],
  ] as const)('no reading at all (%s) settles as %s', (unread, outcome) => {
    expect(judgedWorking({ unread, askedAt: T0 + 300_000 }, T0 + 360_000)).toMatchObject({
      do: 'settle',
      outcome,
    });
  });

  it('stopped answering after a reading in between: unreachable, not unchanged', () => {
    const calls = [called('sync'), called('lmsync')];
    const act = judgedWorking(
      { calls, unread: 'unreachable', askedAt: T0 + 300_000, after: bothSeen(LOST, T0 + 61_000) },
      T0 + 360_000,
    );
    expect(act).toMatchObject({ do: 'settle', outcome: 'unreachable' });
  });
});
