import { describe, expect, it } from 'vitest';
import { intervalFault } from './poll-interval.js';
import { DEFAULT_POLICY } from './policy.js';

describe('intervalFault', () => {
  it.each([15_000, 60_000, 3_600_000])('accepts %d ms', (intervalMs) => {
    expect(intervalFault(intervalMs, DEFAULT_POLICY)).toBeNull();
  });
  it.each([14_999, 3_600_001, 20_000.5, Number.NaN])('refuses %d ms', (intervalMs) => {
    expect(intervalFault(intervalMs, DEFAULT_POLICY)).toBe(
      `interval must be between 15 and 3600 seconds, not ${intervalMs / 1_000}`,
    );
  });
  it('is 60 s where nobody chose', () => {
    expect(DEFAULT_POLICY.interval.defaultMs).toBe(60_000);
  });
});
