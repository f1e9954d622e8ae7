import { describe, expect, it } from 'vitest';
import {
  MINUTE,
  PULSE_LOST,
  PULSE_OK,
  T0,
  context,
  enabled,
  healthyRun,
  licence,
} from '../../../../test/support/domain-builders.js';
import { BAD, LOST, OK, OUT, suspected } from '../../../../test/support/service-step-builders.js';

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
