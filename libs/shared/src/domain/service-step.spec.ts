import { describe, expect, it } from 'vitest';
import {
  DAY,
  HOUR,
  MINUTE,
  PULSE_LOST,
  PULSE_OK,
  SECOND,
  T0,
  context,
  enabled,
  fullFacts,
  healthyRun,
  licence,
  signatures,
} from '../../../../test/support/domain-builders.js';
import type { DeviceRun } from '../../../../test/support/domain-builders.js';

const LOST = { verdict: 'exposed', reason: 'licence-lost' } as const;
const OK = { verdict: 'protecting', reason: 'ok' } as const;
/** Start of the first bad pulse; signed out 500 ms later. */
const BAD = T0 + 2 * MINUTE;
const OUT = BAD + 500;

const suspected = (): DeviceRun => {
  const run = healthyRun();
  run.read(BAD, PULSE_LOST);
  return run;
};
/** Lost at BAD, confirmed 2 s after sign-out. */
const lost = (): DeviceRun => {
  const run = suspected();
  run.read(OUT + 2_000, PULSE_LOST);
  return run.forget();
};

describe('a single bad answer', () => {
  it('is suspected: believed stays, confirmation after 2 s, deadline 10 s after sign-out', () => {
    const run = healthyRun();
    const done = run.read(BAD, PULSE_LOST);
    expect(done.events).toEqual([
      {
        type: 'service.suspected',
        at: OUT,
        service: 'ips',
        to: LOST,
        turn: 'licence',
        since: BAD,
        notBefore: T0 + MINUTE,
        deadlineAt: OUT + 10_000,
      },
    ]);
    expect(done.nextRead).toEqual({ at: OUT + 2_000, scope: 'pulse', why: 'confirm' });
    expect(done.wakeAt).toBe(OUT + 10_000);
    expect(done.shown.isSuspected).toBe(true);
    expect(run.service()?.believed).toEqual(OK);
    expect(run.service('web-filter')?.phase).toBe('steady');
  });

  it('is believed at the second bad answer, dated by the first, with the vendor word for word', () => {
    const run = suspected().forget();
    run.read(OUT + 2_000, PULSE_LOST);
    expect(run.events).toEqual([
      {
        type: 'service.changed',
        at: OUT + 2_500,
        service: 'ips',
        from: OK,
        to: LOST,
        turn: 'licence',
        since: BAD,
        notBefore: T0 + MINUTE,
        confirmedBy: 'repeat',
        raw: 'Not Licensed',
      },
    ]);
    expect(run.service()).toMatchObject({
      phase: 'steady',
      believed: LOST,
      since: BAD,
      lastGoodAt: T0 + MINUTE,
    });
  });

  it('is a glitch when the looks at +2 s and +5 s are good', () => {
    const run = suspected().forget();
    const first = run.read(OUT + 2_000, PULSE_OK);
    expect(first.events).toEqual([]);
    expect(first.nextRead).toEqual({ at: OUT + 5_000, scope: 'pulse', why: 'confirm' });
    const second = run.read(OUT + 5_000, PULSE_OK);
    expect(second.events).toEqual([
      {
        type: 'service.glitched',
        at: OUT + 5_500,
        service: 'ips',
        verdict: 'exposed',
        reason: 'licence-lost',
        since: BAD,
        glitchesLastHour: 1,
      },
    ]);
    expect(second.nextRead).toBeNull();
    expect(run.service()).toMatchObject({ phase: 'steady', believed: OK, suspect: null, problemFact: null });
  });

  it('is not cleared by good looks before +2 s and +5 s', () => {
    const run = suspected().forget();
    run.read(OUT + 1_999, PULSE_OK);
    run.read(OUT + 2_600, PULSE_OK);
    run.read(OUT + 4_999, PULSE_OK);
    expect(run.service()?.suspect?.goodSince).toBe(1);
    expect(run.events).toEqual([]);
    run.read(OUT + 5_600, PULSE_OK);
    expect(run.events.map(({ type }) => type)).toEqual(['service.glitched']);
  });

  it('is believed when a good look is followed by a bad one', () => {
    const run = suspected().forget();
    run.read(OUT + 2_000, PULSE_OK);
    run.read(OUT + 5_000, PULSE_LOST);
    expect(run.of('service.changed')).toMatchObject([{ since: BAD, confirmedBy: 'repeat' }]);
  });

  it('becomes "suspected, unverified" by silence exactly at the deadline', () => {
    const run = suspected().forget();
    run.fail(OUT + 2_000, 'refused');
    run.tick(OUT + 9_999);
    expect(run.of('service.changed')).toEqual([]);
    const done = run.tick(OUT + 10_000);
    expect(done.events).toEqual([
      {
        type: 'service.changed',
        at: OUT + 10_000,
        service: 'ips',
        from: OK,
        to: { verdict: 'exposed', reason: 'suspected-unverified' },
        turn: 'licence',
        since: BAD,
        notBefore: T0 + MINUTE,
        confirmedBy: 'silence',
        raw: 'Not Licensed',
      },
    ]);
  });

  it('becomes "suspected, unverified" when only one good look came before the deadline', () => {
    const run = suspected().forget();
    run.read(OUT + 2_000, PULSE_OK);
    run.tick(OUT + 10_000);
    expect(run.of('service.changed')).toMatchObject([{ confirmedBy: 'silence' }]);
  });

  it('keeps the alarm of a deadline passed in silence when the first good look comes after it', () => {
    const run = suspected().forget();
    run.read(OUT + 11_000, PULSE_OK);
    expect(run.events.map(({ type }) => type)).toEqual(['service.changed', 'service.recovering']);
    expect(run.service()?.believed?.reason).toBe('suspected-unverified');
    expect(run.service()?.recovery?.notBefore).toBe(BAD);
  });

  it('is over its deadline when the good look begins in that very millisecond', () => {
    const run = suspected().forget();
    run.read(OUT + 10_000, PULSE_OK);
    expect(run.of('service.changed')).toMatchObject([{ confirmedBy: 'silence' }]);
  });

  it('takes the real reason when an unverified loss is seen again, and keeps its beginning', () => {
    const run = suspected();
    run.tick(OUT + 10_000);
    run.forget().read(OUT + 20_000, PULSE_LOST);
    expect(run.of('service.changed')).toMatchObject([{ to: LOST, since: BAD, confirmedBy: 'repeat' }]);
  });

  it('looks again 2 s after sign-out once both planned looks are used up', () => {
    const run = suspected();
    run.fail(OUT + 2_000, 'busy');
    const late = run.read(OUT + 5_000, PULSE_OK);
    expect(late.nextRead).toEqual({ at: OUT + 7_500, scope: 'pulse', why: 'confirm' });
  });

  it('asks for the confirmation on a tick after a restart too', () => {
    expect(suspected().tick(OUT + 3_000).nextRead).toEqual({
      at: OUT + 3_000,
      scope: 'pulse',
      why: 'confirm',
    });
  });
});

describe('evidence that needs no second look', () => {
  it('believes two facts from two requests at once', () => {
    const run = healthyRun();
    const facts = { licence: licence('absent', { raw: 'Not Licensed' }), enabled: enabled('off') };
    run.read(BAD, { ...PULSE_OK, ips: facts });
    expect(run.events).toMatchObject([
      {
        type: 'service.changed',
        to: { verdict: 'exposed', reason: 'switched-off' },
        turn: 'switched',
        since: BAD,
        notBefore: T0 + MINUTE,
        confirmedBy: 'corroborated',
      },
    ]);
    expect(run.service()?.lastGoodAt).toBe(T0 + MINUTE);
  });

  it('believes a loss at once while a fleet incident of the same turn is open, and only of the same', () => {
    const open = healthyRun(context({ openTurns: ['licence'] }));
    open.read(BAD, PULSE_LOST);
    expect(open.of('service.changed')).toMatchObject([{ confirmedBy: 'corroborated' }]);
    const other = healthyRun(context({ openTurns: ['running'] }));
    other.read(BAD, PULSE_LOST);
    expect(other.of('service.changed')).toEqual([]);
  });

  it('confirms a suspicion as corroborated when the turn has opened meanwhile', () => {
    const run = suspected();
    run.ctx = context({ openTurns: ['licence'] });
    run.forget().read(OUT + 2_000, PULSE_LOST);
    expect(run.of('service.changed')).toMatchObject([{ confirmedBy: 'corroborated', since: BAD }]);
  });
});

describe('a fact that only full reads tell', () => {
  const off = { enabled: enabled('off', { raw: 'enable: false' }) };
  it('asks for full confirmations, and a pulse that is silent on it proves nothing', () => {
    const run = healthyRun();
    const done = run.full(BAD, off);
    expect(done.nextRead).toEqual({ at: OUT + 2_000, scope: 'full', why: 'confirm' });
    run.forget().read(OUT + 2_000, PULSE_OK);
    expect(run.events).toEqual([]);
    expect(run.service()?.suspect?.goodSince).toBe(0);
    run.full(OUT + 5_000, off);
    expect(run.of('service.changed')).toMatchObject([
      { to: { reason: 'switched-off' }, since: BAD, confirmedBy: 'repeat', raw: 'enable: false' },
    ]);
  });

  it('is given the time of a full read: deadline 5 s + 2 × the 8 s that the suspect read took', () => {
    const run = healthyRun();
    const done = run.full(BAD, off, { endedAt: BAD + 8_000 });
    expect(done.wakeAt).toBe(BAD + 8_000 + 21_000);
  });

  it('that broke in silence recovers only by reads that tell it', () => {
    const run = healthyRun();
    run.full(BAD, off);
    run.tick(OUT + 10_000);
    const good = run.full(BAD + MINUTE);
    expect(good.nextRead?.scope).toBe('full');
    for (const after of [5_500, 30_500, 60_500]) run.read(BAD + MINUTE + after, PULSE_OK);
    expect(run.service()?.recovery?.confirmed).toBe(0);
  });

  it('beside a lost licence is looked at by one full read that tells both', () => {
    const run = healthyRun();
    const facts = {
      ...fullFacts(BAD, off),
      'web-filter': { licence: licence('absent'), enabled: enabled('on') },
    };
    const done = run.read(BAD, facts, { scope: 'full' });
    expect(run.of('service.suspected').map(({ service }) => service)).toEqual(['ips', 'web-filter']);
    expect(done.nextRead).toEqual({ at: OUT + 2_000, scope: 'full', why: 'confirm' });
  });

  it('recovers only by reads that tell it', () => {
    const run = healthyRun();
    run.full(BAD, off);
    run.full(OUT + 2_000, off);
    const good = run.forget().full(BAD + MINUTE);
    const out = BAD + MINUTE + 500;
    expect(good.nextRead).toEqual({ at: out + 5_000, scope: 'full', why: 'confirm' });
    run.read(out + 5_000, PULSE_OK);
    expect(run.service()?.recovery?.confirmed).toBe(0);
    run.full(out + 10_500);
    run.full(out + 30_000);
    run.full(out + 60_000);
    expect(run.of('service.changed')).toMatchObject([{ confirmedBy: 'recovery', since: BAD + MINUTE }]);
  });
});

describe('a weakened service', () => {
  it('runs the same confirmations', () => {
    const run = healthyRun();
    run.full(BAD, { enabled: enabled('partial') });
    expect(run.of('service.suspected')).toMatchObject([{ to: { verdict: 'weakened', reason: 'partial' } }]);
    run.forget().full(OUT + 2_000, { enabled: enabled('partial') });
    expect(run.of('service.changed')).toMatchObject([{ to: { verdict: 'weakened' }, since: BAD }]);
  });

  it('that gets worse is suspected again, good until its last merely weakened reading', () => {
    const run = healthyRun();
    run.full(BAD, { enabled: enabled('partial') });
    run.full(OUT + 2_000, { enabled: enabled('partial') });
    run.forget().read(BAD + MINUTE, PULSE_LOST);
    expect(run.of('service.suspected')).toMatchObject([{ to: LOST, notBefore: OUT + 2_000 }]);
    run.read(BAD + MINUTE + 2_500, PULSE_LOST);
    expect(run.of('service.changed')).toMatchObject([{ from: { verdict: 'weakened' }, to: LOST }]);
  });

  it('suspected of exposure and merely weakened in two looks was a glitch', () => {
    const run = healthyRun();
    run.full(BAD, { enabled: enabled('partial') });
    run.full(OUT + 2_000, { enabled: enabled('partial') });
    const bad = BAD + MINUTE;
    run.read(bad, PULSE_LOST);
    run.forget().read(bad + 2_500, PULSE_OK);
    run.read(bad + 5_500, PULSE_OK);
    expect(run.events).toMatchObject([{ type: 'service.glitched', verdict: 'exposed' }]);
    expect(run.service()).toMatchObject({ believed: { verdict: 'weakened' }, problemFact: 'enabled' });
  });

  it('ages into staleness between full reads and is looked at by a full read', () => {
    const run = healthyRun();
    run.full(BAD, {
      signatures: signatures('fresh', { publishedAt: BAD - 7 * DAY + MINUTE, lastAttemptAt: BAD }),
    });
    expect(run.service()?.believed).toEqual({ verdict: 'protecting', reason: 'ageing' });
    const done = run.read(BAD + 2 * MINUTE, PULSE_OK);
    expect(done.events).toMatchObject([
      { type: 'service.suspected', to: { reason: 'stale' }, turn: 'signatures' },
    ]);
    expect(done.nextRead?.scope).toBe('full');
  });

  it('a bad service that is only weakened now recovers to weakened', () => {
    const run = lost();
    const at = BAD + MINUTE;
    const partial = { enabled: enabled('partial') };
    run.full(at, partial);
    for (const after of [5_000, 30_000, 60_000]) run.full(at + 500 + after, partial);
    expect(run.of('service.changed')).toMatchObject([
      { from: LOST, to: { verdict: 'weakened', reason: 'partial' }, since: at, confirmedBy: 'recovery' },
    ]);
  });

  it('a suspicion of exposure that turns out weakened twice is believed as weakened', () => {
    const run = suspected().forget();
    run.full(OUT + 2_000, { enabled: enabled('partial') });
    expect(run.of('service.changed')).toMatchObject([
      { to: { verdict: 'weakened', reason: 'partial' }, since: BAD },
    ]);
  });
});

describe('recovery', () => {
  const GOOD = BAD + MINUTE;
  const GOOD_OUT = GOOD + 500;

  it('is believed after good looks at +5, +30 and +60 s, dated by the first good reading', () => {
    const run = lost();
    const first = run.read(GOOD, PULSE_OK);
    expect(first.events).toEqual([{ type: 'service.recovering', at: GOOD_OUT, service: 'ips', since: GOOD }]);
    expect(first.nextRead).toEqual({ at: GOOD_OUT + 5_000, scope: 'pulse', why: 'confirm' });
    expect(run.read(GOOD_OUT + 5_000, PULSE_OK).nextRead?.at).toBe(GOOD_OUT + 30_000);
    expect(run.read(GOOD_OUT + 30_000, PULSE_OK).nextRead?.at).toBe(GOOD_OUT + 60_000);
    expect(run.service()?.believed).toEqual(LOST);
    const last = run.read(GOOD_OUT + 60_000, PULSE_OK);
    expect(last.events).toEqual([
      {
        type: 'service.changed',
        at: GOOD_OUT + 60_500,
        service: 'ips',
        from: LOST,
        to: OK,
        turn: null,
        since: GOOD,
        notBefore: OUT + 2_000,
        confirmedBy: 'recovery',
        raw: 'active',
      },
    ]);
    expect(run.service()).toMatchObject({ phase: 'steady', believed: OK, since: GOOD, recovery: null });
  });

  it('does not count looks before their time', () => {
    const run = lost();
    run.read(GOOD, PULSE_OK);
    for (const after of [4_999, 5_600, 29_999, 30_600, 59_999]) run.read(GOOD_OUT + after, PULSE_OK);
    expect(run.service()?.recovery?.confirmed).toBe(2);
    run.read(GOOD_OUT + 60_600, PULSE_OK);
    expect(run.service()?.believed).toEqual(OK);
  });

  it('relapses at any bad look and stays the same loss', () => {
    const run = lost();
    run.read(GOOD, PULSE_OK);
    run.read(GOOD_OUT + 5_000, PULSE_OK);
    run.forget().read(GOOD_OUT + 30_000, PULSE_LOST);
    expect(run.events).toEqual([{ type: 'service.relapsed', at: GOOD_OUT + 30_500, service: 'ips' }]);
    expect(run.service()).toMatchObject({ phase: 'steady', believed: LOST, since: BAD, recovery: null });
  });

  it('waits through unreadable looks without counting or relapsing', () => {
    const run = lost();
    run.read(GOOD, PULSE_OK);
    const failed = run.forget().fail(GOOD_OUT + 5_000, 'refused');
    expect(failed.nextRead?.at).toBe(GOOD_OUT + 6_000);
    expect(run.of('service.changed')).toEqual([]);
    expect(run.service()?.recovery?.confirmed).toBe(0);
  });

  it('goes on every 30 s when the looks come late', () => {
    const run = lost();
    run.read(GOOD, PULSE_OK);
    const late = run.read(GOOD_OUT + 40_000, PULSE_OK);
    expect(late.nextRead?.at).toBe(GOOD_OUT + 40_500 + 30_000);
  });

  it('asks for full reads every 30 s while a look cannot judge the service', () => {
    const run = lost();
    run.read(GOOD, PULSE_OK);
    const blurred = run.full(GOOD_OUT + 5_000, { enabled: undefined });
    expect(blurred.nextRead).toEqual({ at: GOOD_OUT + 35_500, scope: 'full', why: 'confirm' });
    expect(run.service()?.recovery?.confirmed).toBe(0);
  });

  it('dates the loss back to its beginning when unjudged readings lie between', () => {
    const run = lost();
    run.read(BAD + 30_000, { ...PULSE_OK, ips: { licence: licence('unknown') } });
    expect(run.service()?.lastGoodAt).toBe(T0 + MINUTE);
    run.read(GOOD, PULSE_OK);
    expect(run.service()?.recovery?.notBefore).toBe(BAD);
  });
});

describe('missing data', () => {
  it('never takes a loss back: bad, then an hour of unreadable, stays bad', () => {
    const run = lost();
    for (let at = BAD + MINUTE; at < BAD + HOUR; at += 30 * SECOND) run.fail(at, 'timeout');
    expect(run.service()).toMatchObject({ believed: LOST, phase: 'steady', since: BAD });
    expect(run.of('service.changed')).toEqual([]);
  });

  it('a licence that is not told keeps what was believed and is noted from its first reading on', () => {
    const run = healthyRun();
    run.read(BAD, { 'web-filter': { licence: licence('active') } });
    run.read(BAD + MINUTE, { 'web-filter': { licence: licence('active') } });
    expect(run.service()).toMatchObject({ believed: OK, unknownSince: BAD, lastGoodAt: T0 + MINUTE });
    expect(run.events).toEqual([]);
    run.read(BAD + 2 * MINUTE, PULSE_LOST);
    expect(run.of('service.suspected')).toMatchObject([{ notBefore: T0 + MINUTE }]);
  });
});

describe('a suspicion while another required fact is not told', () => {
  const silentOn = { ...PULSE_OK, ips: { licence: licence('active'), enabled: enabled('unknown') } };
  it('is dropped by two good looks at the suspected fact, and the service is unjudged, not well', () => {
    const run = suspected().forget();
    run.read(OUT + 2_000, silentOn);
    run.read(OUT + 5_000, silentOn);
    expect(run.events.map(({ type }) => type)).toEqual(['service.glitched']);
    expect(run.service()).toMatchObject({ phase: 'steady', believed: OK, unknownSince: OUT + 5_000 });
  });
  it('breaks at its deadline when the only good look comes after it, and recovers from nothing untold', () => {
    const run = suspected().forget();
    run.read(OUT + 11_000, silentOn);
    expect(run.events.map(({ type }) => type)).toEqual(['service.changed']);
    expect(run.service()?.phase).toBe('steady');
  });
});

describe('reasons within one verdict', () => {
  it('a licence that ran out while lost changes the reason and keeps the beginning', () => {
    const run = lost();
    run.read(T0 + 31 * DAY, PULSE_LOST);
    expect(run.of('service.changed')).toMatchObject([
      {
        from: LOST,
        to: { verdict: 'exposed', reason: 'licence-expired' },
        since: BAD,
        confirmedBy: 'repeat',
      },
    ]);
  });
  it('a licence that begins to expire changes the reason at once, without confirmation', () => {
    const run = healthyRun();
    run.read(BAD, { ...PULSE_OK, ips: { licence: licence('expiring') } });
    expect(run.of('service.changed')).toMatchObject([
      { to: { verdict: 'protecting', reason: 'ok-expiring' }, since: T0, confirmedBy: 'first-reading' },
    ]);
  });
});
