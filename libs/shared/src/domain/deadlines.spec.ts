import { describe, expect, it } from 'vitest';
import {
  DAY,
  DeviceRun,
  HOUR,
  MINUTE,
  PULSE_LOST,
  PULSE_OK,
  T0,
  context,
  healthyRun,
  licence,
} from '../../../../test/support/domain-builders.js';
import { needsFull, p95, suspectDeadline } from './deadlines.js';
import { DEFAULT_POLICY } from './policy.js';

/** Every device with the same period. */
const ALIKE = { ...DEFAULT_POLICY, fullRead: { ...DEFAULT_POLICY.fullRead, spread: 0 } };

describe('suspectDeadline', () => {
  it.each([
    ['no pulse known', 0, [], 10_000],
    ['fast pulses', 300, [200, 300], 10_000],
    ['pulses of 2.5 s, where the sum meets the least', 0, [2_500], 10_000],
    ['pulses of 4 s', 0, [4_000], 13_000],
    ['pulses of 15 s', 0, [15_000], 35_000],
    ['pulses of 17.5 s', 0, [17_500], 40_000],
    ['pulses of 60 s', 0, [60_000], 40_000],
    ['a suspect read slower than the pulses', 6_000, [1_000], 17_000],
  ])('%s', (_title, readMs, pulseMs, afterMs) => {
    expect(suspectDeadline({ signedOutAt: T0, readMs, pulseMs }, DEFAULT_POLICY)).toBe(T0 + afterMs);
  });
  it('takes the 95th percentile: one slow pulse of 20 does not count, two do', () => {
    const fast = Array.from({ length: 18 }, () => 100);
    expect(p95([...fast, 100, 9_000])).toBe(100);
    expect(p95([...fast, 9_000, 9_000])).toBe(9_000);
    expect(p95([])).toBe(0);
  });
  it('counts from the last 20 good pulses of the device', () => {
    const run = healthyRun();
    for (let index = 0; index < 25; index += 1) {
      const at = T0 + (2 + index) * MINUTE;
      run.read(at, PULSE_OK, { endedAt: at + 8_000 });
    }
    expect(run.state.pulse.pulseMs).toEqual(Array.from({ length: 20 }, () => 8_000));
    const bad = T0 + 30 * MINUTE;
    const done = run.read(bad, PULSE_LOST);
    expect(done.wakeAt).toBe(bad + 500 + 21_000);
  });
});

describe('needsFull', () => {
  const due = (run: DeviceRun, now: number, policy = ALIKE): boolean =>
    needsFull(run.state, now, run.ctx.intervalMs, policy);

  it.each([
    [15_000, 900_000],
    [60_000, 900_000],
    [3_600_000, 3_600_000],
  ])('at an interval of %d ms is due every %d ms', (intervalMs, everyMs) => {
    const run = new DeviceRun(context({ intervalMs }));
    run.full(T0);
    expect(due(run, T0 + everyMs - 1)).toBe(false);
    expect(due(run, T0 + everyMs)).toBe(true);
  });

  it('comes to 1,000 devices enrolled at once in turn, evenly between 10 and 15 min', () => {
    const { state, ctx } = healthyRun();
    const after = Array.from({ length: 1_000 }, (_, index) => {
      const identity = { serial: `0017C5${index.toString(16).padStart(6, '0')}`, fingerprint: 'AA:01' };
      const own = { ...state, core: { ...state.core, identity } };
      const full = own.pulse.fullAt ?? 0;
      const isDue = (ms: number) => needsFull(own, full + ms, ctx.intervalMs, DEFAULT_POLICY);
      let ms = 0;
      while (!isDue(ms)) ms += 5_000;
      return ms;
    });
    const perMinute = Array.from(
      { length: 20 },
      (_, minute) => after.filter((ms) => Math.ceil(ms / MINUTE) === minute + 1).length,
    );
    expect(perMinute.map((count) => count > 150 && count < 250)).toEqual(
      perMinute.map((_, minute) => minute >= 10 && minute < 15),
    );
    expect(perMinute.reduce((sum, count) => sum + count)).toBe(1_000);
    expect(perMinute.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
  });

  it('is due for a device never read in full, and asked for after its first pulse', () => {
    const run = new DeviceRun();
    expect(due(run, T0)).toBe(true);
    expect(run.read(T0, PULSE_OK).nextRead).toEqual({ at: T0 + 500, scope: 'full', why: 'due' });
  });

  it('waits while a service is suspected and is asked for when the suspicion is over', () => {
    const run = healthyRun();
    const bad = T0 + 20 * MINUTE;
    run.read(bad, PULSE_LOST);
    expect(due(run, bad + 1_000)).toBe(false);
    expect(run.read(bad + 2_500, PULSE_LOST).nextRead).toEqual({
      at: bad + 3_000,
      scope: 'full',
      why: 'due',
    });
  });

  it('is tried again 5 min after a full read that failed, not at once', () => {
    const run = healthyRun();
    const at = T0 + 15 * MINUTE;
    run.fail(at, 'timeout', { scope: 'full' });
    expect(run.read(at + 1_000, PULSE_OK).nextRead).toBeNull();
    expect(due(run, at + 5 * MINUTE - 1)).toBe(false);
    expect(due(run, at + 5 * MINUTE)).toBe(true);
  });

  it('is due at once when a licence date passes after the last full read', () => {
    const run = new DeviceRun();
    run.full(T0, { licence: licence('active', { expiresAt: T0 + 3 * MINUTE }) });
    expect(due(run, T0 + 3 * MINUTE - 1)).toBe(false);
    expect(due(run, T0 + 3 * MINUTE)).toBe(true);
    run.full(T0 + 3 * MINUTE + 1, { licence: licence('active', { expiresAt: T0 + 3 * MINUTE }) });
    expect(due(run, T0 + 4 * MINUTE)).toBe(false);
  });

  it('is not asked for while the device does not answer', () => {
    const run = healthyRun();
    expect(run.fail(T0 + HOUR, 'refused').nextRead?.scope).toBe('pulse');
    expect(run.fail(T0 + DAY, 'no-api').nextRead).toBeNull();
  });
});
