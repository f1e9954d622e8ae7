import { MINUTE, PULSE_LOST, T0, healthyRun } from './domain-builders.js';
import type { DeviceRun } from './domain-builders.js';

export const LOST = { verdict: 'exposed', reason: 'licence-lost' } as const;
export const OK = { verdict: 'protecting', reason: 'ok' } as const;
/** Start of the first bad pulse; signed out 500 ms later. */
export const BAD = T0 + 2 * MINUTE;
export const OUT = BAD + 500;

export const suspected = (): DeviceRun => {
  const run = healthyRun();
  run.read(BAD, PULSE_LOST);
  return run;
};
/** Lost at BAD, confirmed 2 s after sign-out. */
export const lost = (): DeviceRun => {
  const run = suspected();
  run.read(OUT + 2_000, PULSE_LOST);
  return run.forget();
};
