import { describe, expect, it } from 'vitest';
import { followUpAt, followUpSweepAt, isWindowOver, openWindow } from './opening-window.js';
import { DEFAULT_POLICY } from './policy.js';

describe('opening window', () => {
  it('opens with the first suspected reading, lasts at most 8 s, and a later one does not prolong it', () => {
    const window = openWindow(null, 10_000, DEFAULT_POLICY);
    expect(window).toEqual({ openedAt: 10_000, closesAt: 18_000 });
    expect(openWindow(window, 12_000, DEFAULT_POLICY)).toBe(window);
  });

  it.each([
    [{ unread: 0, suspected: 0 }, 10_500, true],
    [{ unread: 1, suspected: 0 }, 10_500, false],
    [{ unread: 0, suspected: 1 }, 17_999, false],
    [{ unread: 9, suspected: 9 }, 18_000, true],
  ])('with %o outstanding at %i is over: %s', (outstanding, now, over) => {
    expect(isWindowOver({ openedAt: 10_000, closesAt: 18_000 }, outstanding, now)).toBe(over);
  });

  it('decides the follow-up 60 s after the opening notice and sweeps 8 s before', () => {
    expect(followUpAt(0, DEFAULT_POLICY)).toBe(60_000);
    expect(followUpSweepAt(0, DEFAULT_POLICY)).toBe(52_000);
  });
});
