import { describe, expect, it } from 'vitest';
import {
  API,
  DARK,
  ENDED,
  HAND,
  LOST,
  MINUTE,
  OLD,
  SECOND,
  T0,
  WELL,
  called,
  device,
  snapshot,
  step,
} from '../../../../test/support/resync-builders.js';
import { DEFAULT_POLICY } from './policy.js';
import { isCallOpen, judgeByHand, judgeDevice } from './resync-outcome.js';
import { STEP_ANSWERS } from './resync.js';
import type { RunDevice } from './resync.js';

const judge = (over: Partial<RunDevice>, now: number, mayCall = true) =>
  judgeDevice(device(over), now, DEFAULT_POLICY, { mayCall });
const both = (seen: typeof LOST, at: number) =>
  snapshot(at, { 'gateway-av': seen, ips: seen, 'web-filter': WELL });

describe('judgeDevice before the first call', () => {
  const fresh = { calls: [] };

  it('calls the first step on a reading of before that is 5 min old, and reads again when it is older', () => {
    const at = T0 - 10_000;
    expect(judge(fresh, at + 5 * MINUTE)).toEqual({ do: 'call', deviceId: 'd1', stepId: 'sync' });
    expect(judge(fresh, at + 5 * MINUTE + 1)).toEqual({ do: 'read', deviceId: 'd1' });
    expect(judge({ ...fresh, before: null }, T0)).toEqual({ do: 'read', deviceId: 'd1' });
  });

  it('waits 60 s for the reading of before, then sends nothing', () => {
    const asked = { calls: [], before: null, askedAt: T0 };
    expect(judge(asked, T0 + 59_999)).toEqual({ do: 'wait', untilMs: T0 + 60_000 });
    expect(judge(asked, T0 + 60_000)).toMatchObject({ do: 'settle', outcome: 'unreachable' });
  });

  it.each([
    ['unreachable', 'unreachable'],
    ['denied', 'denied'],
    ['busy', 'not-performed'],
    ['other', 'unreachable'],
  ] as const)('a read that fails with %s settles it as %s, nothing sent', (unread, outcome) => {
    const act = judge({ calls: [], before: null, askedAt: T0, unread }, T0 + MINUTE);
    expect(act).toMatchObject({ do: 'settle', outcome });
  });

  it('calls nobody who has nothing to win: all protecting, or only what a person switched off', () => {
    const act = { do: 'settle', outcome: 'not-performed' };
    expect(judge({ calls: [], before: both(WELL, T0) }, T0)).toMatchObject(act);
    const off = snapshot(T0, { ips: ['exposed', 'switched-off', 'active'], 'web-filter': WELL });
    expect(judge({ calls: [], before: off }, T0)).toMatchObject(act);
  });

  it('calls nobody after a stop', () => {
    expect(judge(fresh, T0, false)).toMatchObject({ do: 'settle', outcome: 'not-performed' });
  });

  it('has nothing to call where every step is a person’s', () => {
    expect(judge({ calls: [], procedure: HAND }, T0)).toMatchObject({
      do: 'settle',
      outcome: 'not-performed',
    });
  });
});

describe('judgeDevice on an answer', () => {
  it('waits 120 s for an answer, then verifies as if it had been done', () => {
    const open = { calls: [called('sync', { answer: null, answeredAt: null })] };
    expect(judge(open, T0 + 119_999)).toEqual({ do: 'wait', untilMs: T0 + 120_000 });
    expect(judge(open, T0 + 120_000)).toEqual({ do: 'wait', untilMs: T0 + 140_000 });
    expect(isCallOpen({ intentAt: T0, answer: null }, T0 + 119_999, DEFAULT_POLICY)).toBe(true);
    expect(isCallOpen({ intentAt: T0, answer: null }, T0 + 120_000, DEFAULT_POLICY)).toBe(false);
  });

  it.each([
    ['refused', 'not-performed', 'Refused, nothing was done: "Unable to reach license manager".'],
    ['busy', 'not-performed', 'Busy, nothing was done: "Unable to reach license manager".'],
    ['denied', 'denied', 'Sign-in or right refused: "Unable to reach license manager".'],
    ['unreachable', 'unreachable', 'Not reached, nothing was sent: "Unable to reach license manager".'],
  ] as const)('%s settles as %s at once, and is not repeated', (answer, outcome, words) => {
    const act = judge({ calls: [called('sync', { answer, words: 'Unable to reach license manager' })] }, T0);
    expect(act).toEqual({ do: 'settle', deviceId: 'd1', outcome, words });
  });

  it('verifies what was accepted before a later step was refused', () => {
    const calls = [called('sync'), called('lmsync', { answer: 'refused' })];
    expect(judge({ calls }, T0)).toEqual({ do: 'wait', untilMs: T0 + 20_000 });
  });

  it.each(STEP_ANSWERS)('never restored on the answer %s alone, without a reading', (answer) => {
    for (let s = 0; s <= 600; s += 5) {
      const act = judge({ calls: [called('sync', { answer })], askedAt: T0 + s * SECOND }, T0 + s * SECOND);
      expect(act).not.toMatchObject({ outcome: 'restored' });
    }
  });
});

describe('judgeDevice re-reads', () => {
  it('at 20, 60, 180 and 300 s after the answer, each once', () => {
    const asked: number[] = [];
    let askedAt: number | null = null;
    for (let at = T0; at < T0 + 360 * SECOND; at += SECOND) {
      if (judge({ askedAt }, at).do !== 'read') continue;
      asked.push((at - T0) / SECOND);
      askedAt = at;
    }
    expect(asked).toEqual([20, 60, 180, 300]);
  });

  it('one read after a pause of the runner, not one for each that was missed', () => {
    const late = T0 + 250 * SECOND;
    expect(judge({ askedAt: T0 + 20 * SECOND }, late).do).toBe('read');
    expect(judge({ askedAt: late }, late)).toEqual({ do: 'wait', untilMs: T0 + 300 * SECOND });
  });

  it('gives the last one 60 s, then says unchanged by the reading there is', () => {
    const last = { askedAt: T0 + 300 * SECOND, after: both(LOST, T0 + 180 * SECOND) };
    expect(judge({ ...last, calls: [called('sync'), called('lmsync')] }, T0 + 359_999)).toEqual({
      do: 'wait',
      untilMs: T0 + 360_000,
    });
    expect(judge({ ...last, calls: [called('sync'), called('lmsync')] }, T0 + 360_000)).toEqual({
      do: 'settle',
      deviceId: 'd1',
      outcome: 'unchanged',
      words: 'AV and IPS still do not protect.',
    });
  });

  it('says unchanged as soon as the last one shows the loss', () => {
    const calls = [called('sync'), called('lmsync')];
    const act = judge({ calls, askedAt: T0 + 300_000, after: both(LOST, T0 + 301_000) }, T0 + 302_000);
    expect(act).toMatchObject({ do: 'settle', outcome: 'unchanged' });
  });

  it.each([
    ['unreachable', 'unreachable'],
    ['busy', 'unreachable'],
    ['denied', 'denied'],
    [null, 'unreachable'],
  ] as const)('no reading at all (%s) settles as %s', (unread, outcome) => {
    expect(judge({ unread, askedAt: T0 + 300_000 }, T0 + 360_000)).toMatchObject({ do: 'settle', outcome });
  });

  it('stopped answering after a reading in between: unreachable, not unchanged', () => {
    const calls = [called('sync'), called('lmsync')];
    const act = judge(
      { calls, unread: 'unreachable', askedAt: T0 + 300_000, after: both(LOST, T0 + 61_000) },
      T0 + 360_000,
    );
    expect(act).toMatchObject({ do: 'settle', outcome: 'unreachable' });
  });
});

describe('judgeDevice on a reading', () => {
  it('restored when all that was lost protects in a reading after the answer', () => {
    expect(judge({ after: both(WELL, T0 + 1) }, T0 + 2)).toEqual({
      do: 'settle',
      deviceId: 'd1',
      outcome: 'restored',
      words: 'AV and IPS protecting, seen in a reading after the call.',
    });
  });

  it('a reading that began before the answer proves nothing', () => {
    expect(judge({ after: both(WELL, T0 - 1) }, T0 + 2).do).toBe('wait');
  });

  it('one of two back is not restored', () => {
    const half = snapshot(T0 + 300_500, { 'gateway-av': WELL, ips: LOST, 'web-filter': WELL });
    const act = judge(
      { calls: [called('sync'), called('lmsync')], askedAt: T0 + 300_000, after: half },
      T0 + 301_000,
    );
    expect(act).toMatchObject({ outcome: 'unchanged', words: 'AV came back; IPS still does not protect.' });
  });

  it('a service that the reading does not tell of is not back', () => {
    expect(judge({ after: snapshot(T0 + 1, { 'gateway-av': WELL }) }, T0 + 2).do).toBe('wait');
  });

  it('does not wait for what a person switched off', () => {
    const off = ['exposed', 'switched-off', 'active'] as const;
    const act = judge(
      {
        before: snapshot(T0 - 1, { 'gateway-av': LOST, ips: off }),
        after: snapshot(T0 + 1, { 'gateway-av': WELL, ips: off }),
      },
      T0 + 2,
    );
    expect(act).toMatchObject({
      outcome: 'restored',
      words: 'AV protecting, seen in a reading after the call.',
    });
  });

  it.each([
    ['protecting', 'exposed'],
    ['protecting', 'weakened'],
    ['weakened', 'exposed'],
    ['exposed', 'blocking'],
  ] as const)('%s → %s is worse, told at once though the rest is back', (from, to) => {
    const act = judge(
      {
        before: snapshot(T0 - 1, { 'gateway-av': LOST, 'web-filter': [from, 'frozen', 'expired'] }),
        after: snapshot(T0 + 1, { 'gateway-av': WELL, 'web-filter': [to, 'licence-lost', 'absent'] }),
      },
      T0 + 2,
    );
    expect(act).toMatchObject({
      do: 'settle',
      outcome: 'worse',
      words: 'Web filter worse than before the call.',
    });
  });

  it('unknown now is not worse', () => {
    const after = snapshot(T0 + 1, { 'gateway-av': LOST, ips: LOST, 'web-filter': DARK });
    expect(judge({ after }, T0 + 2).do).toBe('wait');
  });

  it('expired or deactivated at the end is a problem of the entitlement', () => {
    const calls = [called('sync'), called('lmsync')];
    const act = judge({ calls, askedAt: T0 + 300_000, after: both(ENDED, T0 + 300_500) }, T0 + 301_000);
    expect(act).toMatchObject({ do: 'settle', outcome: 'entitlement-problem' });
    const gone = snapshot(T0 + 300_500, {
      'gateway-av': ['exposed', 'licence-lost', 'deactivated'],
      ips: ENDED,
    });
    expect(judge({ calls, askedAt: T0 + 300_000, after: gone }, T0 + 301_000)).toMatchObject({
      outcome: 'entitlement-problem',
    });
    const mixed = snapshot(T0 + 300_500, { 'gateway-av': LOST, ips: ENDED });
    expect(judge({ calls, askedAt: T0 + 300_000, after: mixed }, T0 + 301_000)).toMatchObject({
      outcome: 'unchanged',
    });
  });
});

describe('judgeDevice on later steps', () => {
  const asked = T0 + 60 * SECOND;

  it('lmsync once the reading from 60 s on still shows the loss, not on the one at 59.999 s', () => {
    expect(judge({ askedAt: asked, after: both(LOST, asked - 1) }, asked + 1).do).toBe('wait');
    expect(judge({ askedAt: asked, after: both(LOST, asked) }, asked + 1)).toEqual({
      do: 'call',
      deviceId: 'd1',
      stepId: 'lmsync',
    });
  });

  it('no lmsync on a reading that cannot tell, nor after a stop', () => {
    expect(judge({ askedAt: asked, after: both(DARK, asked) }, asked + 1).do).toBe('wait');
    expect(judge({ askedAt: asked, after: both(LOST, asked) }, asked + 1, false).do).toBe('wait');
  });

  it('signatures only with the licence of all that was lost verified back, and only where they are missing', () => {
    const after = snapshot(T0 + 20_000, { 'gateway-av': WELL, ips: OLD, 'web-filter': WELL });
    expect(judge({ after }, T0 + 21_000)).toEqual({ do: 'call', deviceId: 'd1', stepId: 'sign-ips' });
    const half = snapshot(T0 + 20_000, { 'gateway-av': LOST, ips: OLD, 'web-filter': WELL });
    expect(judge({ after: half, askedAt: T0 + 20_000 }, T0 + 21_000).do).toBe('wait');
    const hidden = snapshot(T0 + 20_000, {
      'gateway-av': ['exposed', 'no-signatures', 'absent'],
      ips: OLD,
      'web-filter': WELL,
    });
    expect(judge({ after: hidden, askedAt: T0 + 20_000 }, T0 + 21_000).do).toBe('wait');
  });

  it('the other signatures follow on the same proof, unless the call was not accepted', () => {
    const signed = (answer: 'accepted' | 'unsure') => [
      called('sync'),
      called('sign-av', { intentAt: T0 + 21_000, answeredAt: T0 + 22_000, answer }),
    ];
    expect(judge({ calls: signed('accepted') }, T0 + 22_000)).toMatchObject({
      do: 'call',
      stepId: 'sign-ips',
    });
    expect(judge({ calls: signed('unsure') }, T0 + 22_000)).toEqual({ do: 'wait', untilMs: T0 + 42_000 });
  });

  it('no signatures when everything protects already', () => {
    expect(judge({ after: both(WELL, T0 + 1) }, T0 + 2)).toMatchObject({ outcome: 'restored' });
  });

  it('a second step that is always done follows an accepted answer at once, an unsure one only on a reading', () => {
    const procedure = { ...API, steps: [step('sync'), step('second')] };
    const calls = (answer: 'accepted' | 'unsure') => [called('sync', { answer })];
    expect(judge({ procedure, calls: calls('accepted') }, T0)).toMatchObject({
      do: 'call',
      stepId: 'second',
    });
    expect(judge({ procedure, calls: calls('unsure') }, T0).do).toBe('wait');
    expect(judge({ procedure, calls: calls('unsure'), after: both(LOST, T0 + 1) }, T0 + 2)).toMatchObject({
      stepId: 'second',
    });
  });
});

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
    expect(hand({ calls: [called('open')], after: both(WELL, T0 + 1) })).toMatchObject({
      outcome: 'restored',
    });
  });

  it('is not given up while a step is not ticked; unchanged when all are', () => {
    const seen = { askedAt: T0 + 300_000, after: both(LOST, T0 + 301_000) };
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
});
