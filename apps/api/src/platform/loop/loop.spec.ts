import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Loop } from './loop.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('Loop', () => {
  it('looks again after 1,000 ms when nothing kicks', async () => {
    let rounds = 0;
    const loop = new Loop(() => Promise.resolve((rounds += 1) < 0), { idleMs: 1_000, gapMs: 0 });
    loop.start();
    await vi.advanceTimersByTimeAsync(2_500);
    expect(rounds).toBe(3);
    await loop.stop();
  });

  it('runs once more after a kick that came during a round, and never two at a time', async () => {
    let open: () => void = () => undefined;
    let atOnce = 0;
    let most = 0;
    let rounds = 0;
    const loop = new Loop(
      async () => {
        rounds += 1;
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise<void>((resolve) => (open = resolve));
        atOnce -= 1;
        return false;
      },
      { idleMs: 60_000, gapMs: 0 },
    );
    loop.start();
    await vi.advanceTimersByTimeAsync(1);
    loop.kick();
    loop.kick();
    open();
    await vi.advanceTimersByTimeAsync(1);
    expect({ rounds, most }).toEqual({ rounds: 2, most: 1 });
    open();
    await loop.stop();
  });

  it('keeps 50 ms between the starts of rounds however often it is kicked', async () => {
    const starts: number[] = [];
    const loop = new Loop(
      () => {
        starts.push(Date.now());
        return Promise.resolve(true);
      },
      { idleMs: 60_000, gapMs: 50 },
    );
    loop.start();
    await vi.advanceTimersByTimeAsync(205);
    await loop.stop();
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    expect(gaps.length).toBe(4);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
  });

  it('does nothing after stop', async () => {
    let rounds = 0;
    const loop = new Loop(() => Promise.resolve((rounds += 1) < 0), { idleMs: 10, gapMs: 0 });
    loop.start();
    await vi.advanceTimersByTimeAsync(1);
    await loop.stop();
    loop.kick();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(rounds).toBe(1);
  });

  it('runs once at the last time aimed at, 300 ms from now, and not at all after stop', async () => {
    let rounds = 0;
    const loop = new Loop(() => Promise.resolve((rounds += 1) < 0), { idleMs: 60_000, gapMs: 0 });
    loop.start();
    await vi.advanceTimersByTimeAsync(1);
    loop.aim(100);
    loop.aim(300);
    await vi.advanceTimersByTimeAsync(250);
    expect(rounds).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(rounds).toBe(2);
    loop.aim(100);
    await loop.stop();
    loop.aim(50);
    expect(vi.getTimerCount()).toBe(0);
  });
});
