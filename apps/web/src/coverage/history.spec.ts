import { describe, expect, it } from 'vitest';
import { heights, heldAt, since, thin, type Step } from './history.js';

const step = (at: number, exposed: number, total = 100): Step => ({
  at,
  total,
  exposed,
  blocking: 0,
  unknown: 0,
  weakened: 0,
  protecting: total - exposed,
});

describe('history', () => {
  it('carries in what held before the window', () => {
    expect(since([step(0, 3), step(50, 7)], 20)).toEqual([step(20, 3), step(50, 7)]);
  });
  it('knows what held at an instant, and nothing before the first', () => {
    const steps = [step(10, 1), step(20, 2)];
    expect([heldAt(steps, 5), heldAt(steps, 19)?.exposed, heldAt(steps, 20)?.exposed]).toEqual([
      undefined,
      1,
      2,
    ]);
  });
  it('keeps a loss of one step when 1,000 steps are thinned to about 20', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => step(at, at === 503 ? 9 : 0));
    const few = thin(many, 10);
    expect(few.length).toBeLessThanOrEqual(22);
    expect(few.some((one) => one.exposed === 9)).toBe(true);
    expect(few.at(-1)).toEqual(many.at(-1));
  });
  it('draws 14 of 10,000 at least 1.5 % high and never more than the plot', () => {
    const drawn = heights(step(0, 14, 10_000));
    expect(drawn.exposed).toBe(0.015);
    expect(Object.values(drawn).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
  });
});
