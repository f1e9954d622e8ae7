import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from './policy.js';
import { joinWishes, pushRead, takeTokens, type PushWish } from './push.js';

const T0 = 1_000_000_000;
const { push } = DEFAULT_POLICY;
const now: PushWish = { action: 'now', wantsFullRead: false };
const due: PushWish = { action: 'due', wantsFullRead: false };
const full: PushWish = { action: 'now', wantsFullRead: true };

describe('pushRead', () => {
  it('reads at once, or in 10 s when it is less urgent', () => {
    const never = { at: null, scope: 'pulse' } as const;
    expect(pushRead(never, now, T0, push)).toEqual({ at: T0, scope: 'pulse' });
    expect(pushRead(never, full, T0, push)).toEqual({ at: T0, scope: 'full' });
    expect(pushRead(never, due, T0, push)).toEqual({ at: T0 + 10_000, scope: 'pulse' });
  });

  it('keeps 60 s between two reads of a device and loses no wish', () => {
    const last = { at: T0, scope: 'pulse' } as const;
    expect(pushRead(last, now, T0 + 5_000, push)).toEqual({ at: T0 + 60_000, scope: 'pulse' });
    expect(pushRead(last, now, T0 + 60_000, push)).toEqual({ at: T0 + 60_000, scope: 'pulse' });
    expect(pushRead(last, due, T0 + 55_000, push)).toEqual({ at: T0 + 65_000, scope: 'pulse' });
  });

  it('joins a read that is ahead, and makes it a full one when that is wanted', () => {
    const ahead = { at: T0 + 40_000, scope: 'pulse' } as const;
    expect(pushRead(ahead, now, T0, push)).toBeNull();
    expect(pushRead(ahead, full, T0, push)).toEqual({ at: T0 + 40_000, scope: 'full' });
    expect(pushRead({ ...ahead, scope: 'full' }, full, T0, push)).toBeNull();
  });

  it('over any run of lines grants at most one read per device and 60 s', () => {
    const lines = fc.array(
      fc.record({
        wait: fc.integer({ min: 0, max: 90_000 }),
        action: fc.constantFrom('now' as const, 'due' as const),
        wantsFullRead: fc.boolean(),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(lines, (run) => {
        let at = T0;
        let last: Parameters<typeof pushRead>[0] = { at: null, scope: 'pulse' };
        const times = new Set<number>();
        for (const { wait, ...wish } of run) {
          at += wait;
          const read = pushRead(last, wish, at, push);
          last = read ?? last;
          if (read) times.add(read.at);
          // The wish is served, by a read that is still to come.
          expect(last.at).toBeGreaterThanOrEqual(at);
          expect(wish.wantsFullRead ? last.scope : 'full').toBe('full');
        }
        const sorted = [...times].sort((a, b) => a - b);
        const gaps = sorted.slice(1).map((time, i) => time - (sorted[i] ?? 0));
        expect(gaps.filter((gap) => gap < 60_000)).toEqual([]);
      }),
    );
  });
});

describe('takeTokens', () => {
  it('grants 20 at once and 20 a second, never more for waiting longer', () => {
    const start = { tokens: push.perSecond, at: T0 };
    const first = takeTokens(start, 100, push.perSecond, T0);
    expect(first.granted).toBe(20);
    expect(takeTokens(first.bucket, 100, push.perSecond, T0 + 250).granted).toBe(5);
    expect(takeTokens(first.bucket, 100, push.perSecond, T0 + 3_600_000).granted).toBe(20);
    expect(takeTokens(first.bucket, 100, push.perSecond, T0 - 5_000).granted).toBe(0);
  });
});

it('two wishes keep the haste of one and the depth of the other', () => {
  expect(joinWishes(due, full)).toEqual({ action: 'now', wantsFullRead: true });
  expect(joinWishes(now, due)).toEqual(now);
});
