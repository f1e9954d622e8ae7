import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoopWatch } from './loop-watch.js';

let at = 0;
let watch: LoopWatch;
beforeEach(() => {
  vi.useFakeTimers();
  at = 0;
  watch = new LoopWatch(() => at);
  watch.start();
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

/** The clock and the timers go on together, as in a loop that runs. */
const runsFor = (ms: number): void => {
  for (let passed = 0; passed < ms; passed += 500) {
    at += 500;
    vi.advanceTimersByTime(500);
  }
};

describe('a stall of the event loop', () => {
  it('is 0 ms while timers come in time', () => {
    runsFor(10_000);
    expect(watch.worstMs()).toBe(0);
  });

  it('of 7,000 ms is told by whoever asks first, before the late timer came', () => {
    runsFor(1_000);
    at += 7_500;
    expect(watch.worstMs()).toBe(7_000);
  });

  it('is remembered for 60 s and then forgotten', () => {
    at += 6_500;
    vi.advanceTimersByTime(500);
    runsFor(55_000);
    expect(watch.worstMs()).toBe(6_000);
    runsFor(6_000);
    expect(watch.worstMs()).toBe(0);
  });
});
