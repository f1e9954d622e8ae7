import { describe, expect, it } from 'vitest';
import {
  DeviceRun,
  MINUTE,
  PULSE_LOST,
  PULSE_OK,
  T0,
  context,
  enabled,
  healthyRun,
  licence,
} from '../../../../test/support/domain-builders.js';
import type { Baseline } from './fact.js';

const NEXT = T0 + 2 * MINUTE;
const LOST = { verdict: 'exposed', reason: 'licence-lost' } as const;

describe('a changed baseline', () => {
  const as = (ips: 'on' | 'off' | 'never'): Baseline => ({ ips, 'web-filter': 'on' });
  const lost = (): DeviceRun => {
    const run = healthyRun();
    run.read(NEXT, PULSE_LOST);
    run.read(NEXT + 2_500, PULSE_LOST);
    return run.forget();
  };

  it('ends a loss at the next tick, by a person, not by recovery', () => {
    const run = lost();
    run.ctx = context({ baseline: as('off') });
    run.tick(NEXT + MINUTE);
    expect(run.events).toEqual([
      {
        type: 'service.changed',
        at: NEXT + MINUTE,
        service: 'ips',
        from: LOST,
        to: { verdict: 'off-by-policy', reason: 'off-by-policy' },
        turn: null,
        since: NEXT + MINUTE,
        notBefore: null,
        confirmedBy: 'baseline',
        raw: 'Not Licensed',
      },
    ]);
    expect(run.tick(NEXT + 2 * MINUTE).events).toEqual([]);
  });

  it('begins a loss at once where the kept facts show one', () => {
    const run = lost();
    run.ctx = context({ baseline: as('never') });
    run.tick(NEXT + MINUTE);
    run.ctx = context({ baseline: as('on') });
    run.forget().tick(NEXT + 2 * MINUTE);
    expect(run.of('service.changed')).toMatchObject([
      { from: { verdict: 'not-applicable' }, to: LOST, confirmedBy: 'baseline', since: NEXT + 2 * MINUTE },
    ]);
  });

  it('ends a first suspicion and a recovery too when the service is meant to be off', () => {
    const first = new DeviceRun();
    first.full(T0, { licence: licence('absent') });
    const recovering = lost();
    recovering.read(NEXT + MINUTE, PULSE_OK);
    for (const run of [first, recovering]) {
      run.ctx = context({ baseline: as('off') });
      run.forget().tick(NEXT + 2 * MINUTE);
      expect(run.of('service.changed')).toMatchObject([
        { to: { verdict: 'off-by-policy' }, confirmedBy: 'baseline' },
      ]);
      expect(run.service()).toMatchObject({ phase: 'steady', suspect: null, recovery: null });
    }
  });

  it('that makes no difference says nothing', () => {
    const run = healthyRun();
    run.ctx = context({ baseline: as('never') });
    expect(run.tick(NEXT).events).toEqual([]);
    expect(run.service()?.expectation).toBe('never');
  });

  it('and the first confirmed state count towards no flapping', () => {
    const run = new DeviceRun();
    run.full(T0, { licence: licence('absent') });
    run.full(T0 + 2_500, { licence: licence('absent') });
    for (const [index, ips] of (['off', 'on', 'off', 'on'] as const).entries()) {
      run.ctx = context({ baseline: as(ips) });
      run.tick(NEXT + index * 1_000);
    }
    expect(run.of('service.changed').filter(({ service }) => service === 'ips')).toHaveLength(5);
    expect(run.service()).toMatchObject({ changesAt: [], isFlapping: false });
  });

  it('drops a suspicion about a service that is meant to be off', () => {
    const run = healthyRun();
    run.read(NEXT, PULSE_LOST);
    run.ctx = context({ baseline: as('off') });
    const done = run.tick(NEXT + 1_000);
    expect(done.nextRead).toBeNull();
    expect(run.service()).toMatchObject({ phase: 'steady', suspect: null });
  });

  it('keeps a suspicion that the new baseline does not answer', () => {
    const run = healthyRun(context({ baseline: as('never') }));
    run.full(NEXT, { enabled: enabled('off') });
    run.ctx = context({ baseline: as('on') });
    run.tick(NEXT + 1_000);
    expect(run.service()).toMatchObject({ phase: 'suspect', expectation: 'on' });
  });

  it('leaves a recovery to its own looks', () => {
    const run = healthyRun(context({ baseline: as('never') }));
    run.full(NEXT, { enabled: enabled('off') });
    run.full(NEXT + 2_500, { enabled: enabled('off') });
    run.full(NEXT + MINUTE);
    run.ctx = context({ baseline: as('on') });
    run.forget().tick(NEXT + MINUTE + 1_000);
    expect([run.events, run.service()?.phase]).toEqual([[], 'recovering']);
  });

  it.each(['off', 'never'] as const)('from %s makes a service unknown whose facts are not told', (before) => {
    const run = new DeviceRun(context({ baseline: as(before) }));
    run.full(T0, { licence: licence('absent') });
    run.read(T0 + MINUTE, PULSE_LOST);
    run.forget().read(NEXT, { 'web-filter': { licence: licence('active') } });
    run.ctx = context({ baseline: as('on') });
    run.tick(NEXT + 1_000);
    expect(run.of('service.changed')).toMatchObject([
      { to: { verdict: 'unknown', reason: 'licence-unknown' }, confirmedBy: 'baseline' },
    ]);
    run.forget().read(NEXT + MINUTE, PULSE_OK);
    expect(run.of('service.changed')).toMatchObject([{ to: { verdict: 'protecting' } }]);
  });

  it('without an entry a service found switched off stays off by policy', () => {
    const run = new DeviceRun(context({ baseline: {} }));
    run.full(T0, { enabled: enabled('off') });
    run.read(T0 + MINUTE, PULSE_OK);
    expect(run.service()).toMatchObject({ believed: { verdict: 'off-by-policy' }, expectation: 'off' });
  });

  it('without an entry the first facts decide once, and a later loss is a loss', () => {
    const run = new DeviceRun(context({ baseline: {} }));
    run.full(T0, { licence: licence('absent') });
    expect(run.service()).toMatchObject({ believed: { verdict: 'not-applicable' }, expectation: 'never' });
    run.full(T0 + MINUTE);
    expect(run.service()).toMatchObject({ believed: { verdict: 'protecting' }, expectation: 'on' });
    run.read(NEXT, PULSE_LOST);
    run.read(NEXT + 2_500, PULSE_LOST);
    expect(run.service()?.believed).toEqual(LOST);
  });
});
