import { describe, expect, it } from 'vitest';
import { MINUTE, PULSE_LOST, PULSE_OK, T0, healthyRun } from '../../../../test/support/domain-builders.js';
import type { DeviceRun } from '../../../../test/support/domain-builders.js';
import { DEFAULT_POLICY } from './policy.js';
import { isUnstable } from './service-settle.js';

const BAD = T0 + 2 * MINUTE;

describe('marks', () => {
  const glitchAt = (run: DeviceRun, at: number): void => {
    run.read(at, PULSE_LOST);
    run.read(at + 2_500, PULSE_OK);
    run.read(at + 5_500, PULSE_OK);
  };
  it('three glitches inside an hour mark a service unstable, two do not', () => {
    const run = healthyRun();
    const unstableAt = (now: number): boolean => {
      const own = run.service();
      return own !== undefined && isUnstable(own, DEFAULT_POLICY, now);
    };
    glitchAt(run, BAD);
    glitchAt(run, BAD + 20 * MINUTE);
    expect(unstableAt(BAD + 21 * MINUTE)).toBe(false);
    run.full(BAD + 40 * MINUTE);
    glitchAt(run, BAD + 59 * MINUTE);
    expect(unstableAt(BAD + 59 * MINUTE + 6_000)).toBe(true);
    expect(unstableAt(BAD + 61 * MINUTE)).toBe(false);
    expect(run.of('service.glitched').map(({ glitchesLastHour }) => glitchesLastHour)).toEqual([1, 2, 3]);
    glitchAt(run, BAD + 90 * MINUTE);
    expect(run.of('service.glitched').at(-1)?.glitchesLastHour).toBe(2);
    expect(run.of('service.changed')).toEqual([]);
  });

  const loseAt = (run: DeviceRun, at: number): void => {
    run.read(at, PULSE_LOST);
    run.read(at + 2_500, PULSE_LOST);
  };
  const recoverAt = (run: DeviceRun, at: number): void => {
    for (const after of [0, 5_500, 30_500, 60_500]) run.read(at + after, PULSE_OK);
  };
  it('three confirmed changes inside 30 min are flapping, told once, and clear 30 min after the last', () => {
    const run = healthyRun();
    loseAt(run, BAD);
    recoverAt(run, BAD + 10 * MINUTE);
    expect(run.of('service.flapping')).toEqual([]);
    loseAt(run, BAD + 29 * MINUTE);
    const last = BAD + 29 * MINUTE + 3_000;
    expect(run.of('service.flapping')).toEqual([
      { type: 'service.flapping', at: last, service: 'ips', changes: 3 },
    ]);
    run.tick(last + 30 * MINUTE - 1);
    expect(run.service()?.isFlapping).toBe(true);
    run.tick(last + 30 * MINUTE);
    expect(run.service()?.isFlapping).toBe(false);
  });
  it('a fourth change while flapping is not told again', () => {
    const run = healthyRun();
    loseAt(run, BAD);
    recoverAt(run, BAD + 3 * MINUTE);
    loseAt(run, BAD + 6 * MINUTE);
    recoverAt(run, BAD + 9 * MINUTE);
    expect(run.of('service.flapping')).toHaveLength(1);
    expect(run.of('service.changed')).toHaveLength(4);
  });
  it('three changes spread over more than 30 min are not flapping', () => {
    const run = healthyRun();
    loseAt(run, BAD);
    recoverAt(run, BAD + 10 * MINUTE);
    loseAt(run, BAD + 31 * MINUTE);
    expect(run.of('service.flapping')).toEqual([]);
  });
});
