import { describe, expect, it } from 'vitest';
import {
  HOUR,
  MINUTE,
  PULSE_LOST,
  PULSE_OK,
  SECOND,
  T0,
  healthyRun,
  licence,
} from '../../../../test/support/domain-builders.js';
import { BAD, LOST, OK, OUT, lost } from '../../../../test/support/service-step-builders.js';

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
