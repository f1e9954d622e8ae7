import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dateOf, FarClocks } from './far-clocks.js';

const NOW = Date.UTC(2026, 10, 22, 3);
const HOUR = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date', 'performance', 'setTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('clocks of servers that answered', () => {
  it('run on, and are held against the clock of now: one that was set right is right at once', () => {
    const clocks = new FarClocks();
    clocks.note('pager.example', NOW + 900_000);
    vi.advanceTimersByTime(60_000);
    expect(clocks.offsets(NOW + 60_000)).toEqual([{ host: 'pager.example', offsetMs: 900_500 }]);
    expect(clocks.offsets(NOW + 960_000)).toEqual([{ host: 'pager.example', offsetMs: 500 }]);
  });

  it('count once per server, as it said last, and not when it said nothing', () => {
    const clocks = new FarClocks();
    clocks.note('pager.example', NOW + 900_000);
    clocks.note('pager.example', NOW);
    clocks.note('pager.example', null);
    expect(clocks.offsets(NOW)).toEqual([{ host: 'pager.example', offsetMs: 500 }]);
  });

  it('are forgotten after 6 h, and when the clock of this computer jumped', () => {
    const clocks = new FarClocks();
    clocks.note('pager.example', NOW);
    vi.advanceTimersByTime(6 * HOUR);
    expect(clocks.offsets(NOW)).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    expect(clocks.offsets(NOW)).toEqual([]);
    clocks.note('pager.example', NOW);
    vi.setSystemTime(Date.now() + 60_000);
    expect(clocks.offsets(NOW)).toEqual([]);
  });

  it.each([
    ['Sun, 22 Nov 2026 03:00:00 GMT', NOW],
    [['Sun, 22 Nov 2026 03:00:00 GMT'], NOW],
    ['soon', null],
    [undefined, null],
  ])('reads %s', (header, at) => {
    expect(dateOf(header)).toBe(at);
  });
});
