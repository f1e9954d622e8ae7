import { describe, expect, it } from 'vitest';
import type { SignatureFact } from './fact.js';
import { isFrozen, laggards, watchSignatures, type SignatureWatch } from './freshness.js';
import { DEFAULT_POLICY } from './policy.js';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 8);
const policy = DEFAULT_POLICY.signatures;
const freshness = {
  ageingMs: 72 * HOUR,
  staleMs: 168 * HOUR,
  attemptAgeingMs: 6 * HOUR,
  attemptStaleMs: 24 * HOUR,
};

const fact = (publishedAt: number, lastAttemptAt?: number): SignatureFact => ({
  value: 'fresh',
  source: 'GET /x',
  raw: 'Downloaded',
  publishedAt,
  ...(lastAttemptAt === undefined ? {} : { lastAttemptAt }),
});

describe('a watched database', () => {
  const watch: SignatureWatch = { publishedAt: NOW, attemptedAt: NOW, checks: 2 };

  it.each<readonly [string, SignatureWatch | null, SignatureFact | undefined, SignatureWatch | null]>([
    ['begins with 0 tries', null, fact(NOW, NOW), { publishedAt: NOW, attemptedAt: NOW, checks: 0 }],
    ['counts a try', watch, fact(NOW, NOW + HOUR), { publishedAt: NOW, attemptedAt: NOW + HOUR, checks: 3 }],
    ['does not count one try read twice', watch, fact(NOW, NOW + 60_000), watch],
    [
      'counts a try a second later than that',
      watch,
      fact(NOW, NOW + 61_000),
      { publishedAt: NOW, attemptedAt: NOW + 61_000, checks: 3 },
    ],
    ['is the same one a minute off', watch, fact(NOW + 60_000, NOW), watch],
    [
      'starts anew when it changed, also to an older one',
      watch,
      fact(NOW - 61_000, NOW + HOUR),
      { publishedAt: NOW - 61_000, attemptedAt: NOW + HOUR, checks: 0 },
    ],
    ['learns of its first try late', { ...watch, attemptedAt: null }, fact(NOW, NOW), watch],
    ['stays as it was when no try is told', watch, fact(NOW), watch],
    ['stays as it was when nothing was read', watch, undefined, watch],
    ['stays as it was when unreadable', watch, { value: 'unknown', source: '', raw: '' }, watch],
    ['ends when the box has none', watch, { value: 'factory', source: '', raw: '' }, null],
  ])('%s', (_, before, seen, after) => {
    expect(watchSignatures(before, seen, policy)).toEqual(after);
  });

  it.each([
    [4, 72, true],
    [3, 72, false],
    [4, 71, false],
    [40, 200, true],
  ])('with %i tries and %i h of age: frozen %s', (checks, hours, is) => {
    const old = { publishedAt: NOW - hours * HOUR, attemptedAt: NOW, checks };
    expect(isFrozen(old, freshness, { policy, now: NOW })).toBe(is);
  });
  it('never freezes where the vendor names no limit', () => {
    const old = { publishedAt: 0, attemptedAt: NOW, checks: 99 };
    expect(isFrozen(old, undefined, { policy, now: NOW })).toBe(false);
  });
});

describe('laggards', () => {
  const fleet = (...ages: number[]) =>
    ages.map((hours, i) => ({
      deviceId: `d${i}`,
      service: 'ips',
      kin: 'TZ 370',
      publishedAt: NOW - hours * HOUR,
    }));
  const behind = (...ages: number[]) =>
    laggards(fleet(...ages), policy).map((one) => [one.deviceId, one.behindMs / HOUR]);

  it('are behind the median by 48 h or more', () => {
    expect(behind(0, 1, 49)).toEqual([['d2', 48]]);
    expect(behind(0, 1, 48.9)).toEqual([]);
  });
  it('need three sisters', () => {
    expect(behind(0, 100)).toEqual([]);
    expect(behind(0, 0, 100)).toEqual([['d2', 100]]);
  });
  it('are nobody when all stand still together, and half the fleet when half moved on', () => {
    expect(behind(200, 200, 200, 200)).toEqual([]);
    expect(behind(0, 0, 100, 100)).toEqual([
      ['d2', 100],
      ['d3', 100],
    ]);
  });
  it('are compared with their own kin and service only', () => {
    const [a, b, c] = fleet(0, 0, 100);
    const others = [a, b, c && { ...c, kin: 'NSa 2700' }, c && { ...c, service: 'gateway-av' }];
    expect(
      laggards(
        others.flatMap((one) => one ?? []),
        policy,
      ),
    ).toEqual([]);
  });
  it('takes 40,000 databases of one kin in one pass', () => {
    const many = Array.from({ length: 40_000 }, (_, i) => ({
      deviceId: `d${i}`,
      service: 'ips',
      kin: 'k',
      publishedAt: NOW - (i % 1000 === 0 ? 60 : 0) * HOUR,
    }));
    expect(laggards(many, policy)).toHaveLength(40);
  });
});
