import { describe, expect, it } from 'vitest';
import {
  HOUR,
  MINUTE,
  OWN,
  PULSE_LOST,
  PULSE_OK,
  T0,
  healthyRun,
  seen,
} from '../../../../test/support/domain-builders.js';
import type { DeviceRun } from '../../../../test/support/domain-builders.js';
import type { SeenReading } from './reading.js';

const NEXT = T0 + 2 * MINUTE;
const readAll = (run: DeviceRun, volatile: Readonly<Record<string, string>>, times: number) =>
  Array.from(
    { length: times },
    (_, index) => run.read(NEXT + index * MINUTE, PULSE_OK, { volatile }).disbelieved,
  );

describe('freshness of the answer', () => {
  it('believes the second identical answer and not the third: stale-answer', () => {
    const run = healthyRun();
    expect(readAll(run, { uptime: 'stuck' }, 3)).toEqual([null, null, 'stale-answer']);
    expect(run.state.core.contact).toMatchObject({
      state: 'failing',
      why: 'stale-answer',
      detail: '3 identical answers in a row; uptime should have moved',
    });
    expect(run.state.pulse.believedAt).toBe(NEXT + MINUTE);
  });

  it('believes again as soon as the answer moves', () => {
    const run = healthyRun();
    readAll(run, { uptime: 'stuck' }, 5);
    expect(run.read(NEXT + 10 * MINUTE, PULSE_OK).disbelieved).toBeNull();
    expect(run.state.core.contact.state).toBe('reachable');
  });

  it('an alarm follows a device whose cache never moves, and it is never shown well after that', () => {
    const run = healthyRun();
    readAll(run, { uptime: 'stuck' }, 10);
    expect(run.of('device.no-data')).toMatchObject([
      { why: 'stale-answer', firstFailedAt: NEXT + 2 * MINUTE },
    ]);
    expect(run.tick(NEXT + 10 * MINUTE).shown.worst.verdict).toBe('unknown');
  });

  it('is unproven, shown and not blocking without a field that was seen to move', () => {
    const run = healthyRun();
    run.state = { ...run.state, core: { ...run.state.core, moving: [], freshness: 'unproven' } };
    expect(readAll(run, { hostname: 'fw' }, 4)).toEqual([null, null, null, null]);
    expect(run.state.core.freshness).toBe('unproven');
    expect(readAll(run, {}, 1)).toEqual(['out-of-order']);
  });

  it('concludes nothing from an answer that no longer has the moving field', () => {
    const run = healthyRun();
    expect(readAll(run, { hostname: 'fw' }, 4)).toEqual([null, null, null, null]);
    expect(run.state.core).toMatchObject({ moving: ['uptime'], freshness: 'proven' });
  });

  it('one moving field among others is enough', () => {
    const run = healthyRun();
    const answers = [1, 2, 3, 4].map((count) => ({ uptime: 'stuck', connections: String(count) }));
    const done = answers.map(
      (volatile, index) => run.read(NEXT + index * MINUTE, PULSE_OK, { volatile }).disbelieved,
    );
    expect(done).toEqual([null, null, null, null]);
    expect(run.state.core.moving).toEqual(['connections', 'uptime']);
  });
});

describe('order', () => {
  it.each([
    ['older', T0 + MINUTE - 1],
    ['the same', T0 + MINUTE],
  ])('a reading begun %s than the last applied one changes nothing', (_title, startedAt) => {
    const run = healthyRun();
    const before = run.state;
    const done = run.apply(seen(startedAt, PULSE_LOST), T0 + 90_000);
    expect(done.disbelieved).toBe('out-of-order');
    expect(done.next.core).toBe(before.core);
    expect(done.next.pulse).toBe(before.pulse);
    expect([done.events, done.factChanges]).toEqual([[], []]);
  });
});

describe('what the answer says of the device', () => {
  const eventsOf = (more: Partial<SeenReading>) => healthyRun().read(NEXT, PULSE_OK, more).events;

  it('uptime going down is a reboot, standing still or absent is not', () => {
    expect(eventsOf({ uptimeSeconds: 1_000_059 })).toEqual([
      { type: 'device.rebooted', at: NEXT + 500, uptimeSeconds: 1_000_059 },
    ]);
    expect(eventsOf({ uptimeSeconds: 1_000_060 })).toEqual([]);
    expect(eventsOf({ uptimeSeconds: undefined })).toEqual([]);
  });

  it.each([300_000, -300_000])('a clock that moved by %d ms against ours is a jump', (jumpMs) => {
    expect(eventsOf({ deviceClockAt: NEXT + jumpMs })).toEqual([
      { type: 'device.clock-jumped', at: NEXT + 500, offsetMs: jumpMs },
    ]);
  });

  it.each([299_999, -299_999])('a clock that moved by %d ms against ours is none', (jumpMs) => {
    expect(eventsOf({ deviceClockAt: NEXT + jumpMs })).toEqual([]);
  });

  it('the first read sets the clock offset; drift does not jump, and is followed in steps of 5 min', () => {
    const run = healthyRun();
    expect(run.state.core.clockOffsetMs).toBe(0);
    for (let minute = 1; minute <= 9; minute += 1) {
      const at = T0 + MINUTE + minute * HOUR;
      run.read(at, PULSE_OK, { deviceClockAt: at + minute * MINUTE });
    }
    expect(run.of('device.clock-jumped')).toEqual([]);
    expect(run.state.core.clockOffsetMs).toBe(5 * MINUTE);
    expect(run.state.pulse.clockOffsetMs).toBe(9 * MINUTE);
    run.read(T0 + 24 * HOUR, PULSE_OK, { deviceClockAt: undefined });
    expect([run.state.core.clockOffsetMs, run.state.pulse.clockOffsetMs]).toEqual([5 * MINUTE, 9 * MINUTE]);
  });

  it('another firmware is an event and asks for a full read', () => {
    const run = healthyRun();
    const done = run.read(NEXT, PULSE_OK, { firmware: '7.0.2' });
    expect(done.events).toEqual([
      { type: 'device.firmware-changed', at: NEXT + 500, from: '7.0.1', to: '7.0.2' },
    ]);
    expect(done.nextRead).toEqual({ at: NEXT + 500, scope: 'full', why: 'due' });
    expect(run.state.core).toMatchObject({ firmware: '7.0.2', identity: OWN });
  });

  it('an empty firmware or model is not told, so the known one stays', () => {
    const run = healthyRun();
    expect(run.read(NEXT, PULSE_OK, { firmware: '', model: '' }).events).toEqual([]);
    expect(run.state.core).toMatchObject({ firmware: '7.0.1', model: 'TZ 270' });
  });
});
