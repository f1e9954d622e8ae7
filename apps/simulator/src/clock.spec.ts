import { afterEach, describe, expect, it } from 'vitest';
import { SystemClock } from './clock.js';

const clock = new SystemClock();
afterEach(() => clock.dispose());

describe('the clock of the simulator', () => {
  it('lets nothing happen before its time, not by the fraction of a millisecond', async () => {
    const waits = Array.from({ length: 200 }, (_, index) => 1 + index * 0.097);
    const early = waits.map(
      (waitMs) =>
        new Promise<number>((resolve) => {
          const dueAt = clock.now() + waitMs;
          clock.after(waitMs, () => resolve(dueAt - clock.now()));
        }),
    );
    expect(Math.max(...(await Promise.all(early)))).toBeLessThanOrEqual(0);
  });

  it('lets nothing happen that was cancelled, one by one or all at once', async () => {
    const happened: string[] = [];
    clock.after(2, () => happened.push('cancelled'))();
    await new Promise<void>((resolve) => {
      clock.after(5, resolve);
    });
    clock.after(1, () => happened.push('disposed'));
    clock.dispose();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(happened).toEqual([]);
  });
});
