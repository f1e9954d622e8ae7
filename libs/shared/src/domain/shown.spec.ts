import { describe, expect, it } from 'vitest';
import {
  DeviceRun,
  HOUR,
  MINUTE,
  PULSE_LOST,
  PULSE_OK,
  T0,
  context,
  enabled,
  healthyRun,
  licence,
} from '../../../../test/support/domain-builders.js';
import { initialState } from './device-step.js';
import { DEFAULT_POLICY } from './policy.js';
import { shownOf } from './shown.js';

const OK = { verdict: 'protecting', reason: 'ok' } as const;
const LOST = { verdict: 'exposed', reason: 'licence-lost' } as const;
const GREY = { verdict: 'unknown', reason: 'no-believable-answer' } as const;
/** Start of the last reading of a healthy run; at 60 s it is shown for 2 × 60 s + 15 s. */
const LAST = T0 + MINUTE;
const shownAt = (run: DeviceRun, now: number) => shownOf(run.state, run.ctx, DEFAULT_POLICY, now);

describe('shown', () => {
  it('is never-read before the first reading, off by policy where the baseline says so', () => {
    const ctx = context({ baseline: { ips: 'off', 'web-filter': 'on' } });
    expect(shownOf(initialState(), ctx, DEFAULT_POLICY, T0)).toEqual({
      services: {
        ips: { verdict: 'off-by-policy', reason: 'off-by-policy' },
        'web-filter': { verdict: 'unknown', reason: 'never-read' },
      },
      worst: { verdict: 'unknown', reason: 'never-read' },
      isSuspected: false,
      until: null,
    });
  });

  it.each([
    [60_000, 135_000],
    [15_000, 45_000],
    [600_000, 1_215_000],
  ])(
    'at an interval of %d ms is what is believed for %d ms from the start of the read, then unknown',
    (intervalMs, ms) => {
      const run = healthyRun(context({ intervalMs }));
      expect(shownAt(run, LAST + ms - 1)).toEqual({
        services: { ips: OK, 'web-filter': OK },
        worst: OK,
        isSuspected: false,
        until: LAST + ms,
      });
      expect(shownAt(run, LAST + ms)).toEqual({
        services: { ips: GREY, 'web-filter': GREY },
        worst: GREY,
        isSuspected: false,
        until: null,
      });
    },
  );

  it('counts only services that need watching towards the worst', () => {
    const run = new DeviceRun(context({ baseline: { ips: 'off', 'web-filter': 'on' } }));
    run.full(T0);
    expect(shownAt(run, T0 + 500).worst).toEqual(OK);
    run.ctx = context({ baseline: { ips: 'off', 'web-filter': 'off' } });
    expect(run.tick(T0 + 600).shown.worst.verdict).toBe('off-by-policy');
  });

  it('keeps a service that was never had not-applicable while the device is grey', () => {
    const run = new DeviceRun(context({ baseline: { ips: 'never', 'web-filter': 'on' } }));
    run.full(T0, { licence: licence('absent') });
    expect(shownAt(run, T0 + HOUR).services).toEqual({
      ips: { verdict: 'not-applicable', reason: 'not-applicable' },
      'web-filter': GREY,
    });
  });

  it('says honestly what the very first reading saw while it is being confirmed', () => {
    const run = new DeviceRun();
    const done = run.full(T0, { licence: licence('absent') });
    expect(done.shown.services.ips).toEqual(LOST);
    expect(done.shown.isSuspected).toBe(true);
    expect(run.service()).toMatchObject({ believed: null, phase: 'suspect' });
  });

  it('is unknown at once where a required fact is no longer told, although the last verdict was well', () => {
    const run = healthyRun();
    const done = run.read(LAST + MINUTE, {
      ...PULSE_OK,
      ips: { licence: licence('unknown', { raw: 'Trialware' }) },
    });
    expect(done.shown.services).toEqual({
      ips: { verdict: 'unknown', reason: 'licence-unknown' },
      'web-filter': OK,
    });
    expect(done.shown.worst.verdict).toBe('unknown');
    expect(run.service()?.believed).toEqual(OK);
  });

  it('is unknown, not well, where a bad fact waits for its confirmation and another one is no longer told', () => {
    const run = healthyRun();
    run.full(LAST + MINUTE, { enabled: enabled('off') });
    const done = run.read(LAST + MINUTE + 2_500, { 'web-filter': { licence: licence('active') } });
    expect(done.shown.services.ips).toEqual({ verdict: 'unknown', reason: 'licence-unknown' });
    expect(run.service()?.phase).toBe('suspect');
  });

  it('is not-applicable for a service that was never had, whatever else is not told of it', () => {
    const run = new DeviceRun(context({ baseline: { ips: 'never', 'web-filter': 'on' } }));
    const done = run.full(T0, { licence: licence('absent'), enabled: enabled('unknown') });
    expect(done.shown.services.ips?.verdict).toBe('not-applicable');
  });

  it('keeps a loss for 2 × 60 s + 15 s after an answer that is silent on it, then greys', () => {
    const run = healthyRun();
    const silent = { 'web-filter': { licence: licence('active') } };
    const bad = LAST + MINUTE;
    run.read(bad, PULSE_LOST);
    run.read(bad + 2_500, PULSE_LOST);
    for (const minutes of [1, 2, 3]) run.read(bad + minutes * MINUTE, silent);
    expect(shownAt(run, bad + MINUTE + 134_999).services.ips).toEqual(LOST);
    expect(shownAt(run, bad + MINUTE + 135_000).services.ips).toEqual({
      verdict: 'unknown',
      reason: 'licence-unknown',
    });
    expect(run.service()?.believed).toEqual(LOST);
  });

  it('greys what only full reads tell after 3 full-read periods of 15 min, while pulses go on', () => {
    const run = healthyRun();
    for (let at = T0 + 2 * MINUTE; at <= T0 + 45 * MINUTE; at += MINUTE) run.read(at, PULSE_OK);
    expect(shownAt(run, T0 + 45 * MINUTE - 1).services.ips).toEqual(OK);
    expect(shownAt(run, T0 + 45 * MINUTE).services.ips).toEqual({
      verdict: 'unknown',
      reason: 'enabled-unknown',
    });
    expect(run.of('service.changed')).toEqual([]);
  });
});

describe('going blind and being seen again', () => {
  it('is told once each, at the age limit, and is no change of any service', () => {
    const run = healthyRun();
    run.fail(LAST + MINUTE, 'timeout');
    run.forget();
    expect(run.tick(LAST + 134_999).events).toEqual([]);
    run.tick(LAST + 135_000);
    run.tick(LAST + 140_000);
    expect(run.events).toEqual([
      { type: 'device.went-blind', at: LAST + 135_000, why: 'timeout', lastGoodAt: LAST },
    ]);
    run.forget().read(LAST + 170_000, PULSE_OK);
    expect(run.events).toEqual([
      { type: 'device.seen-again', at: LAST + 170_500, blindSince: LAST + 135_000 },
    ]);
  });

  it('is told of a device that nobody read at all, and dated by its age, however late the look', () => {
    const run = healthyRun();
    run.tick(LAST + HOUR);
    expect(run.events).toEqual([
      { type: 'device.went-blind', at: LAST + HOUR, why: 'never-read', lastGoodAt: LAST },
    ]);
    expect(run.state.core.blindSince).toBe(LAST + 135_000);
  });

  it('is not told of a device that was never read', () => {
    const run = new DeviceRun();
    run.fail(T0, 'refused');
    run.tick(T0 + HOUR);
    expect(run.events.map(({ type }) => type)).toEqual(['device.unreadable', 'device.no-data']);
  });

  it('wakes at the age limit while it is seen', () => {
    expect(healthyRun().tick(LAST + 1_000).wakeAt).toBe(LAST + 135_000);
  });
});
