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
