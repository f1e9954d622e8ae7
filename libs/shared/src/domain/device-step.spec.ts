import { describe, expect, it } from 'vitest';
import {
  DAY,
  DeviceRun,
  HOUR,
  MINUTE,
  OWN,
  PULSE_LOST,
  PULSE_OK,
  T0,
  context,
  enabled,
  fullFacts,
  healthyRun,
  licence,
} from '../../../../test/support/domain-builders.js';
import type { Baseline } from './fact.js';

const NEXT = T0 + 2 * MINUTE;
const LOST = { verdict: 'exposed', reason: 'licence-lost' } as const;

describe('the first reading', () => {
  it('that is well is believed at once', () => {
    const run = new DeviceRun();
    const done = run.full(T0);
    expect(
      done.events.map((event) => ('service' in event ? `${event.type} ${event.service}` : event.type)),
    ).toEqual(['service.changed ips', 'service.changed web-filter']);
    expect(done.events[0]).toMatchObject({
      from: null,
      to: { verdict: 'protecting', reason: 'ok' },
      since: T0,
      notBefore: null,
      confirmedBy: 'first-reading',
    });
    expect(run.state.core).toMatchObject({
      identity: OWN,
      model: 'TZ 270',
      firmware: '7.0.1',
      clockOffsetMs: 0,
      sessionBound: true,
      contact: { state: 'reachable', since: T0 },
    });
  });

  it('that is bad is confirmed before it is believed', () => {
    const run = new DeviceRun();
    const lost = { licence: licence('absent') };
    expect(run.full(T0, lost).events[0]).toMatchObject({ type: 'service.suspected', notBefore: null });
    run.full(T0 + 2_500, lost);
    expect(run.of('service.changed').find(({ service }) => service === 'ips')).toMatchObject({
      from: null,
      to: LOST,
      since: T0,
      confirmedBy: 'repeat',
    });
  });

  it('that was a glitch is believed as the good readings showed', () => {
    const run = new DeviceRun();
    run.full(T0, { licence: licence('absent') });
    run.full(T0 + 2_500);
    expect(run.service()?.believed).toBeNull();
    run.forget().full(T0 + 5_500);
    expect(run.events).toMatchObject([
      { type: 'service.glitched' },
      { type: 'service.changed', from: null, to: { verdict: 'protecting' }, since: T0 + 5_500 },
    ]);
  });

  it('that cannot judge a service leaves it never judged', () => {
    const run = new DeviceRun();
    run.full(T0, { enabled: enabled('unknown') });
    expect(run.service()).toMatchObject({ believed: null, phase: 'never', unknownSince: T0 });
  });
});

describe('what the store must write', () => {
  it('a quiet good pulse moves the pulse and leaves the core the same object', () => {
    const run = healthyRun();
    const before = run.state;
    const done = run.read(NEXT, PULSE_OK);
    expect(done.next.core).toBe(before.core);
    expect(done.next.pulse).toEqual({ ...before.pulse, ...done.next.pulse, believedAt: NEXT });
    expect([done.events, done.factChanges, done.nextRead, done.holdUntil]).toEqual([[], [], null, null]);
    expect(done.wakeAt).toBe(NEXT + 135_000);
  });

  it('an idle tick moves nothing', () => {
    const run = healthyRun();
    const before = run.state;
    const done = run.tick(NEXT);
    expect([done.next.core === before.core, done.next.pulse === before.pulse]).toEqual([true, true]);
  });

  it('a full read that repeats itself leaves the core the same object', () => {
    const run = healthyRun();
    const before = run.state.core;
    run.read(NEXT, fullFacts(T0), { scope: 'full' });
    expect(run.state.core).toBe(before);
    expect(run.state.pulse.fullAt).toBe(NEXT);
  });

  it('a second failed read of the same kind leaves the core the same object', () => {
    const run = healthyRun();
    run.fail(NEXT, 'refused');
    const before = run.state.core;
    run.fail(NEXT + 1_000, 'refused');
    expect(run.state.core).toBe(before);
    expect(run.state.pulse.failures).toBe(2);
  });
});

describe('oddities', () => {
  it('of pulses are added up to 20, those of a full read replace all', () => {
    const run = healthyRun();
    run.read(NEXT, PULSE_OK, { oddities: ['a'] });
    run.read(NEXT + MINUTE, PULSE_OK, { oddities: ['a', 'b'] });
    expect(run.state.core.oddities).toEqual(['a', 'b']);
    run.read(NEXT + 2 * MINUTE, PULSE_OK, {
      oddities: Array.from({ length: 30 }, (_, index) => `x${index}`),
    });
    expect(run.state.core.oddities).toHaveLength(20);
    run.full(NEXT + 3 * MINUTE, {}, { oddities: ['c'] });
    expect(run.state.core.oddities).toEqual(['c']);
  });
});

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

describe('a process killed in mid-suspicion', () => {
  it('goes on from the stored state: same events as the one that lived', () => {
    const lived = healthyRun();
    lived.read(NEXT, PULSE_LOST);
    const woken = healthyRun();
    woken.state = JSON.parse(JSON.stringify(lived.state));
    for (const run of [lived, woken]) run.forget().tick(NEXT + 10_500);
    expect(woken.events).toEqual(lived.events);
    expect(woken.state).toEqual(lived.state);
  });
});

describe('a device that cannot be read by nature', () => {
  const checklist = context({ readability: 'checklist', baseline: {} });

  it('is reached and nothing more: unknown for that reason, no event, no further look, never a deadline', () => {
    const run = new DeviceRun(checklist);
    const done = run.fail(T0, 'not-readable');
    expect(run.state.core.contact.state).toBe('reachable');
    expect(done.shown.services).toEqual({
      ips: { verdict: 'unknown', reason: 'not-readable' },
      'web-filter': { verdict: 'unknown', reason: 'not-readable' },
    });
    expect([done.nextRead, done.holdUntil, done.wakeAt]).toEqual([null, null, null]);
    run.tick(T0 + 30 * DAY);
    expect(run.events).toEqual([]);
    const core = run.state.core;
    run.fail(T0 + MINUTE, 'not-readable');
    expect(run.state.core).toBe(core);
  });

  it('alarms when it stops answering, and is told when it answers again', () => {
    const run = new DeviceRun(checklist);
    run.fail(T0, 'not-readable');
    run.fail(T0 + MINUTE, 'timeout');
    run.tick(T0 + HOUR);
    expect(run.of('device.no-data').length).toBe(1);
    expect(run.fail(T0 + 2 * HOUR, 'not-readable').shown.worst.reason).toBe('not-readable');
    expect(run.of('device.answers-again').length).toBe(1);
  });

  it('without being on a checklist alarms as any device that shows nothing', () => {
    const run = new DeviceRun();
    run.fail(T0, 'not-readable');
    run.tick(T0 + HOUR);
    expect(run.of('device.no-data').length).toBe(1);
  });
});

describe('what a full read tells beside the facts', () => {
  it('keeps the partner of a pair through pulses, and forgets it when a full read tells none', () => {
    const run = new DeviceRun();
    run.full(T0, {}, { peerSerial: 'P2' });
    run.read(T0 + MINUTE, PULSE_OK);
    expect(run.state.core.peerSerial).toBe('P2');
    run.full(T0 + HOUR);
    expect(run.state.core.peerSerial).toBeNull();
  });

  it('keeps which log events are not sent, with the time it told, until it tells anew', () => {
    const run = new DeviceRun();
    const events = { missing: [{ id: 810, text: 'x' }] };
    run.full(T0, {}, { events });
    run.full(T0 + HOUR);
    expect(run.state.core.events).toEqual({ ...events, at: T0 });
    run.full(T0 + DAY, {}, { events: { missing: [] } });
    expect(run.state.core.events).toEqual({ missing: [], at: T0 + DAY });
  });
});
