import { describe, expect, it } from 'vitest';
import {
  API,
  DARK,
  ENDED,
  LOST,
  OLD,
  SECOND,
  T0,
  WELL,
  called,
  snapshot,
  step,
  bothSeen,
  judgedWorking,
} from '../../../../test/support/resync-builders.js';

describe('judgeDevice on a reading', () => {
  it('restored when all that was lost protects in a reading after the answer', () => {
    expect(judgedWorking({ after: bothSeen(WELL, T0 + 1) }, T0 + 2)).toEqual({
      do: 'settle',
      deviceId: 'd1',
      outcome: 'restored',
      words: 'AV and IPS protecting, seen in a reading after the call.',
    });
  });

  it('a reading that began before the answer proves nothing', () => {
    expect(judgedWorking({ after: bothSeen(WELL, T0 - 1) }, T0 + 2).do).toBe('wait');
  });

  it('one of two back is not restored', () => {
    const half = snapshot(T0 + 300_500, { 'gateway-av': WELL, ips: LOST, 'web-filter': WELL });
    const act = judgedWorking(
      { calls: [called('sync'), called('lmsync')], askedAt: T0 + 300_000, after: half },
      T0 + 301_000,
    );
    expect(act).toMatchObject({ outcome: 'unchanged', words: 'AV came back; IPS still does not protect.' });
  });

  it('a service that the reading does not tell of is not back', () => {
    expect(judgedWorking({ after: snapshot(T0 + 1, { 'gateway-av': WELL }) }, T0 + 2).do).toBe('wait');
  });

  it('does not wait for what a person switched off', () => {
    const off = ['exposed', 'switched-off', 'active'] as const;
    const act = judgedWorking(
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
    const act = judgedWorking(
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
    expect(judgedWorking({ after }, T0 + 2).do).toBe('wait');
  });

  it('expired or deactivated at the end is a problem of the entitlement', () => {
    const calls = [called('sync'), called('lmsync')];
    const act = judgedWorking(
      { calls, askedAt: T0 + 300_000, after: bothSeen(ENDED, T0 + 300_500) },
      T0 + 301_000,
    );
    expect(act).toMatchObject({ do: 'settle', outcome: 'entitlement-problem' });
    const gone = snapshot(T0 + 300_500, {
      'gateway-av': ['exposed', 'licence-lost', 'deactivated'],
      ips: ENDED,
    });
    expect(judgedWorking({ calls, askedAt: T0 + 300_000, after: gone }, T0 + 301_000)).toMatchObject({
      outcome: 'entitlement-problem',
    });
    const mixed = snapshot(T0 + 300_500, { 'gateway-av': LOST, ips: ENDED });
    expect(judgedWorking({ calls, askedAt: T0 + 300_000, after: mixed }, T0 + 301_000)).toMatchObject({
      outcome: 'unchanged',
    });
  });
});

describe('judgeDevice on later steps', () => {
  const asked = T0 + 60 * SECOND;

  it('lmsync once the reading from 60 s on still shows the loss, not on the one at 59.999 s', () => {
    expect(judgedWorking({ askedAt: asked, after: bothSeen(LOST, asked - 1) }, asked + 1).do).toBe('wait');
    expect(judgedWorking({ askedAt: asked, after: bothSeen(LOST, asked) }, asked + 1)).toEqual({
      do: 'call',
      deviceId: 'd1',
      stepId: 'lmsync',
    });
  });

  it('no lmsync on a reading that cannot tell, nor after a stop', () => {
    expect(judgedWorking({ askedAt: asked, after: bothSeen(DARK, asked) }, asked + 1).do).toBe('wait');
    expect(judgedWorking({ askedAt: asked, after: bothSeen(LOST, asked) }, asked + 1, false).do).toBe('wait');
  });

  it('signatures only with the licence of all that was lost verified back, and only where they are missing', () => {
    const after = snapshot(T0 + 20_000, { 'gateway-av': WELL, ips: OLD, 'web-filter': WELL });
    expect(judgedWorking({ after }, T0 + 21_000)).toEqual({ do: 'call', deviceId: 'd1', stepId: 'sign-ips' });
    const half = snapshot(T0 + 20_000, { 'gateway-av': LOST, ips: OLD, 'web-filter': WELL });
    expect(judgedWorking({ after: half, askedAt: T0 + 20_000 }, T0 + 21_000).do).toBe('wait');
    const hidden = snapshot(T0 + 20_000, {
      'gateway-av': ['exposed', 'no-signatures', 'absent'],
      ips: OLD,
      'web-filter': WELL,
    });
    expect(judgedWorking({ after: hidden, askedAt: T0 + 20_000 }, T0 + 21_000).do).toBe('wait');
  });

  it('the other signatures follow on the same proof, unless the call was not accepted', () => {
    const signed = (answer: 'accepted' | 'unsure') => [
      called('sync'),
      called('sign-av', { intentAt: T0 + 21_000, answeredAt: T0 + 22_000, answer }),
    ];
    expect(judgedWorking({ calls: signed('accepted') }, T0 + 22_000)).toMatchObject({
      do: 'call',
      stepId: 'sign-ips',
    });
    expect(judgedWorking({ calls: signed('unsure') }, T0 + 22_000)).toEqual({
      do: 'wait',
      untilMs: T0 + 42_000,
    });
  });

  it('no signatures when everything protects already', () => {
    expect(judgedWorking({ after: bothSeen(WELL, T0 + 1) }, T0 + 2)).toMatchObject({ outcome: 'restored' });
  });

  it('a second step that is always done follows an accepted answer at once, an unsure one only on a reading', () => {
    const procedure = { ...API, steps: [step('sync'), step('second')] };
    const calls = (answer: 'accepted' | 'unsure') => [called('sync', { answer })];
    expect(judgedWorking({ procedure, calls: calls('accepted') }, T0)).toMatchObject({
      do: 'call',
      stepId: 'second',
    });
    expect(judgedWorking({ procedure, calls: calls('unsure') }, T0).do).toBe('wait');
    expect(
      judgedWorking({ procedure, calls: calls('unsure'), after: bothSeen(LOST, T0 + 1) }, T0 + 2),
    ).toMatchObject({
      stepId: 'second',
    });
  });
});
