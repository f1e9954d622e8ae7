import { describe, expect, it } from 'vitest';
import {
  DAY,
  MINUTE,
  PULSE_LOST,
  PULSE_OK,
  T0,
  enabled,
  fullFacts,
  healthyRun,
  licence,
  signatures,
} from '../../../../test/support/domain-builders.js';
import { BAD, LOST, OUT, lost, suspected } from '../../../../test/support/service-step-builders.js';

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
