import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, PULSE_OK, T0, context, healthyRun } from '../../../../test/support/domain-builders.js';
import { releaseHold } from './device-step.js';
import { DEFAULT_POLICY } from './policy.js';
import { UNREADABLE_REASONS } from './reading.js';
import type { UnreadableReason } from './reading.js';

const FOREVER = Number.MAX_SAFE_INTEGER;
const FAIL = T0 + 2 * MINUTE;

describe('a read that shows nothing', () => {
  it('is told once, with its deadline, and re-read at +1, +3, +10 s, then every 30 s', () => {
    const run = healthyRun();
    const at: (number | undefined)[] = [];
    let next = run.fail(FAIL, 'refused').nextRead;
    expect(run.events).toEqual([
      {
        type: 'device.unreadable',
        at: FAIL,
        why: 'refused',
        detail: 'because refused',
        deadlineAt: FAIL + 120_000,
      },
    ]);
    for (let tries = 0; tries < 5 && next !== null; tries += 1) {
      at.push(next.at - FAIL);
      next = run.fail(next.at, 'refused').nextRead;
    }
    expect(at).toEqual([1_000, 3_000, 10_000, 40_000, 70_000]);
    expect(run.events).toHaveLength(1);
  });

  it('is re-read every interval once the interval is shorter than 30 s', () => {
    const run = healthyRun(context({ intervalMs: 15_000 }));
    for (const after of [0, 1_000, 3_000]) run.fail(FAIL + after, 'refused');
    expect(run.fail(FAIL + 10_000, 'refused').nextRead?.at).toBe(FAIL + 25_000);
  });

  it('leaves a second after a read that itself took 15 s', () => {
    const run = healthyRun();
    expect(run.fail(FAIL, 'timeout', { endedAt: FAIL + 15_000 }).nextRead?.at).toBe(FAIL + 16_000);
  });

  it.each<UnreadableReason>([
    'denied',
    'api-disabled',
    'password-change-required',
    'two-factor-required',
    'sign-in-not-supported',
    'no-api',
    'egress-denied',
    'credential-unavailable',
  ])('%s waits for the regular slot: only a person can mend it', (why) => {
    const done = healthyRun().fail(FAIL, why);
    expect(done.nextRead).toBeNull();
    expect(done.holdUntil).toBeNull();
  });

  it('is granted the wait it asks for, up to 5 min', () => {
    const asked = healthyRun().fail(FAIL, 'http-status', { retryAfterMs: 20_000 });
    expect([asked.holdUntil, asked.nextRead?.at]).toEqual([FAIL + 20_000, FAIL + 20_000]);
    const day = healthyRun().fail(FAIL, 'http-status', { retryAfterMs: 24 * HOUR });
    expect(day.holdUntil).toBe(FAIL + 300_000);
  });

  it('that we broke off ourselves changes nothing', () => {
    const run = healthyRun();
    const before = run.state;
    const done = run.fail(FAIL, 'cancelled');
    expect(done.next).toEqual(before);
    expect([done.events, done.disbelieved]).toEqual([[], 'cancelled']);
  });
});

describe('the no-data deadline', () => {
  it.each<[UnreadableReason, number, number]>([
    ['refused', 60_000, 120_000],
    ['timeout', 3_600_000, 120_000],
    ['unreachable', 60_000, 120_000],
    ['dns', 60_000, 120_000],
    ['tls', 60_000, 300_000],
    ['not-json', 15_000, 300_000],
    ['partial', 120_000, 300_000],
    ['malformed', 150_000, 360_000],
    ['api-disabled', 3_600_000, 7_260_000],
  ])('%s at an interval of %d ms alarms after %d ms, not 1 ms sooner', (why, intervalMs, afterMs) => {
    const run = healthyRun(context({ intervalMs }));
    const first = run.fail(FAIL, why);
    expect(first.events[0]).toMatchObject({ type: 'device.unreadable', deadlineAt: FAIL + afterMs });
    run.tick(FAIL + afterMs - 1);
    expect(run.of('device.no-data')).toEqual([]);
    run.tick(FAIL + afterMs);
    run.tick(FAIL + afterMs + MINUTE);
    expect(run.of('device.no-data')).toEqual([
      {
        type: 'device.no-data',
        at: FAIL + afterMs,
        why,
        detail: `because ${why}`,
        firstFailedAt: FAIL,
        lastGoodAt: T0 + MINUTE,
      },
    ]);
  });

  it('wakes for it, goes blind with it, and a believed reading ends both', () => {
    const run = healthyRun(context({ intervalMs: HOUR }));
    const failed = run.fail(FAIL, 'refused');
    expect(failed.wakeAt).toBe(FAIL + 120_000);
    const alarmed = run.forget().tick(FAIL + 120_000);
    expect(run.events.map(({ type }) => type)).toEqual(['device.no-data', 'device.went-blind']);
    expect(alarmed.shown.worst).toEqual({ verdict: 'unknown', reason: 'no-believable-answer' });
    run.forget().read(FAIL + 130_000, PULSE_OK);
    expect(run.events).toEqual([
      { type: 'device.answers-again', at: FAIL + 130_500, firstFailedAt: FAIL },
      { type: 'device.seen-again', at: FAIL + 130_500, blindSince: FAIL + 120_000 },
    ]);
  });

  it('is never reached in silence by answers that alternate between busy and nothing', () => {
    const run = healthyRun();
    for (let after = 0; after <= 180_000; after += 30_000) {
      run.fail(FAIL + after, after % 60_000 === 0 ? 'timeout' : 'busy');
    }
    expect(run.of('device.no-data')).toMatchObject([{ at: FAIL + 120_000, firstFailedAt: FAIL }]);
  });

  it('stays alarmed through a busy answer and keeps reading every 30 s, for a day', () => {
    const run = healthyRun();
    let next = run.fail(FAIL, 'timeout').nextRead;
    let reads = 0;
    for (; next !== null && next.at < FAIL + 24 * HOUR; reads += 1)
      next = run.fail(next.at, 'timeout').nextRead;
    expect(reads).toBeGreaterThan(2_800);
    run.fail(FAIL + 24 * HOUR, 'busy');
    run.fail(FAIL + 24 * HOUR + 30_000, 'timeout');
    expect(run.state.core.contact.state).toBe('no-data');
    expect(run.of('device.no-data')).toHaveLength(1);
  });
});

describe('busy', () => {
  it('retries at 30 s, 60 s, then the interval; it never alarms but is told after 60 min', () => {
    const run = healthyRun();
    const first = run.fail(FAIL, 'busy');
    expect([first.nextRead?.at, first.holdUntil]).toEqual([FAIL + 30_000, FAIL + 30_000]);
    const asked = healthyRun().fail(FAIL, 'busy', { retryAfterMs: 45_000 });
    expect([asked.nextRead?.at, asked.holdUntil]).toEqual([FAIL + 45_000, FAIL + 45_000]);
    const second = run.fail(FAIL + 30_000, 'busy');
    expect([second.nextRead?.at, second.holdUntil]).toEqual([FAIL + 90_000, FAIL + 90_000]);
    const third = run.fail(FAIL + 90_000, 'busy');
    expect([third.nextRead, third.holdUntil]).toEqual([null, null]);
    run.tick(FAIL + HOUR - 1);
    expect(run.of('device.busy')).toEqual([]);
    run.tick(FAIL + HOUR);
    run.fail(FAIL + HOUR + MINUTE, 'busy');
    run.tick(FAIL + 5 * HOUR);
    expect(run.of('device.busy')).toEqual([{ type: 'device.busy', at: FAIL + HOUR, since: FAIL }]);
    expect(run.of('device.no-data')).toEqual([]);
    expect(run.of('device.unreadable')).toEqual([]);
    expect(run.service()?.believed?.verdict).toBe('protecting');
  });
});

describe('auth-failed', () => {
  it('stops after the second try until a person acts, whatever ticks or other failures come', () => {
    const run = healthyRun();
    const first = run.fail(FAIL, 'auth-failed');
    expect([first.holdUntil, first.nextRead?.at]).toEqual([null, FAIL + 1_000]);
    expect(run.of('device.auth-failed')).toEqual([]);
    const second = run.fail(FAIL + 1_000, 'auth-failed');
    expect([second.holdUntil, second.nextRead]).toEqual([FOREVER, null]);
    expect(run.of('device.auth-failed')).toEqual([
      { type: 'device.auth-failed', at: FAIL + 1_000, detail: 'because auth-failed' },
    ]);
    expect(run.state.core.contact).toMatchObject({
      state: 'auth-failed',
      since: FAIL + 1_000,
      failingSince: FAIL,
    });
    expect(run.tick(FAIL + HOUR).holdUntil).toBe(FOREVER);
    expect(run.fail(FAIL + 2 * HOUR, 'timeout').holdUntil).toBe(FOREVER);
    expect(run.of('device.no-data')).toEqual([]);
  });

  it('counts tries across other failures', () => {
    const run = healthyRun();
    run.fail(FAIL, 'auth-failed');
    run.fail(FAIL + 1_000, 'timeout');
    expect(run.fail(FAIL + 3_000, 'auth-failed').holdUntil).toBe(FOREVER);
  });

  it('two new tries after a person acted are one more incident of the same alarm; success ends it', () => {
    const run = healthyRun();
    run.fail(FAIL, 'auth-failed');
    run.fail(FAIL + 1_000, 'auth-failed');
    run.state = releaseHold(run.state, 'access', DEFAULT_POLICY);
    expect(run.tick(FAIL + MINUTE).holdUntil).toBeNull();
    run.fail(FAIL + HOUR, 'auth-failed');
    expect(run.fail(FAIL + HOUR + 1_000, 'auth-failed').holdUntil).toBe(FOREVER);
    expect(run.of('device.auth-failed')).toHaveLength(1);
    run.state = releaseHold(run.state, 'access', DEFAULT_POLICY);
    run.forget().read(FAIL + 2 * HOUR, PULSE_OK);
    expect(run.of('device.auth-restored')).toEqual([
      { type: 'device.auth-restored', at: FAIL + 2 * HOUR + 500 },
    ]);
    expect(run.state.core.contact).toMatchObject({ state: 'reachable', authTries: 0, alarms: [] });
  });

  it('releasing a device that is not held changes nothing', () => {
    const run = healthyRun();
    expect(releaseHold(run.state, 'access', DEFAULT_POLICY)).toBe(run.state);
  });
});

describe('every reason', () => {
  it.each(UNREADABLE_REASONS.filter((why) => why !== 'cancelled'))(
    '%s never touches what was believed, counts as failed and goes grey at its age',
    (why) => {
      const run = healthyRun();
      const services = run.state.core.services;
      for (let after = 0; after < 10 * MINUTE; after += 30_000) run.fail(FAIL + after, why);
      expect(run.state.core.services).toEqual(services);
      expect(run.state.core.contact).toMatchObject({ why });
      expect(run.state.pulse.failures).toBeGreaterThan(0);
      expect(run.tick(FAIL + 10 * MINUTE).shown.worst.verdict).toBe('unknown');
      expect(run.of('service.changed')).toEqual([]);
    },
  );
});
