import { describe, expect, it } from 'vitest';
import { initialState } from './device-step.js';
import { dateMoves, datedEntitlements, entitlementsOf } from './expiry-facts.js';
import { daysUntil, isoDay, localTime } from './expiry-days.js';
import { ladder, rankOf, stepOf, type Entitlement, type ExpiryStep } from './expiry.js';
import type { LicenceValue } from './fact.js';
import { DEFAULT_POLICY } from './policy.js';

const DAY = 86_400_000;
/** 22 November 2026, 08:00 in Los Angeles. */
const NOW = Date.UTC(2026, 10, 22, 16);
const rules = { now: NOW, zone: 'America/Los_Angeles', policy: DEFAULT_POLICY.expiry };

const ips = (endsAt: number | null, value: LicenceValue = 'active'): Entitlement => ({
  item: 'ips',
  service: 'ips',
  name: 'IPS',
  value,
  endsAt,
});

describe('the rung of an end', () => {
  it.each<readonly [days: number, step: ExpiryStep | null]>([
    [91, null],
    [90, 90],
    [61, 90],
    [60, 60],
    [31, 60],
    [30, 30],
    [15, 30],
    [14, 14],
    [8, 14],
    [7, 7],
    [4, 7],
    [3, 3],
    [2, 3],
    [1, 1],
  ])('%i calendar days ahead is %s', (days, step) => {
    expect(stepOf(ips(NOW + days * DAY), rules)).toBe(step);
  });

  it('is told by the calendar: 25 hours ahead is tomorrow, so it is told today and not an hour before', () => {
    expect(stepOf(ips(NOW + 25 * 3_600_000), rules)).toBe(1);
    expect(stepOf(ips(NOW + 3_600_000), rules)).toBe(1);
  });

  it.each<readonly [string, Entitlement, ExpiryStep | null]>([
    ['the very instant of its end', ips(NOW), 'expired'],
    ['a year after it', ips(NOW - 365 * DAY), 'expired'],
    ['its own word expired, date ahead', ips(NOW + 200 * DAY, 'expired'), 'expired'],
    ['its own word expired, no date', ips(null, 'expired'), 'expired'],
    ['its own word grace', ips(NOW - DAY, 'grace'), 'grace'],
    ['lost before its end: the verdict tells that', ips(NOW + 5 * DAY, 'absent'), null],
    ['lost after its end', ips(NOW - DAY, 'absent'), 'expired'],
    ['unreadable words, readable date', ips(NOW + 5 * DAY, 'unknown'), 7],
    ['no date at all', ips(null), null],
    ['not applicable', ips(NOW - DAY, 'not-applicable'), null],
  ])('%s', (_, entitlement, step) => {
    expect(stepOf(entitlement, rules)).toBe(step);
  });
});

describe('the ladder', () => {
  const end = NOW + 12 * DAY;
  const told = (rank: number, endsAt: number | null = end) => [{ item: 'ips', endsAt, rank }];
  const steps = (own: Entitlement, known: ReturnType<typeof told>, now = NOW): ExpiryStep[] =>
    ladder([own], known, { ...rules, now }).map((one) => one.step);

  it('tells a rung once', () => {
    expect(steps(ips(end), [])).toEqual([14]);
    expect(steps(ips(end), told(14))).toEqual([]);
  });
  it('after skipped days tells the rung that is reached, not those in between', () => {
    expect(steps(ips(end), told(90), NOW + 10 * DAY)).toEqual([3]);
  });
  it('does not go back up when a clock did', () => {
    expect(steps(ips(end), told(7))).toEqual([]);
  });
  it('begins anew when the end moves, and not when it moves back', () => {
    const both = [...told(1), ...told(14, end + 20 * DAY)];
    expect(steps(ips(end + 10 * DAY), both)).toEqual([30]);
    expect(steps(ips(end), both)).toEqual([]);
  });
  it('tells grace after the last day and expired after grace', () => {
    expect(steps(ips(end, 'grace'), told(1), end + DAY)).toEqual(['grace']);
    expect(steps(ips(end, 'expired'), told(rankOf('grace')), end + DAY)).toEqual(['expired']);
    expect(steps(ips(end, 'expired'), told(rankOf('expired')), end + DAY)).toEqual([]);
  });
  it('tells each entitlement by itself', () => {
    const av = { ...ips(end), item: 'gateway-av', service: 'gateway-av' as const, name: 'AV' };
    expect(ladder([ips(end), av], told(14), rules)).toEqual([{ entitlement: av, step: 14 }]);
  });
});

describe('what a device is entitled to', () => {
  const evidence = { source: 'GET /x', raw: 'Licensed' };
  const core = (
    value: LicenceValue,
    expiresAt?: number,
    entitlements?: { name: string; expiresAt: number }[],
  ) => ({
    facts: { ips: { licence: { value, ...evidence, ...(expiresAt === undefined ? {} : { expiresAt }) } } },
    ...(entitlements === undefined ? {} : { entitlements }),
  });
  const items = (list: readonly Entitlement[]) => list.map((one) => [one.item, one.endsAt]);

  it('is its licences, dated or held without a date, and what has no service', () => {
    expect(items(entitlementsOf(core('active'), []))).toEqual([['ips', null]]);
    expect(items(entitlementsOf(core('active', 5, [{ name: 'Support', expiresAt: 7 }]), []))).toEqual([
      ['ips', 5],
      ['other:Support', 7],
    ]);
  });
  it.each<LicenceValue>(['absent', 'unknown', 'not-applicable', 'not-offered'])(
    'is nothing where it is %s and never had a date',
    (value) => {
      expect(entitlementsOf(core(value), [])).toEqual([]);
    },
  );
  it('keeps the end that was read when a reading could not give it', () => {
    expect(items(entitlementsOf(core('unknown'), [ips(9)]))).toEqual([['ips', 9]]);
    expect(items(entitlementsOf(core('active', 11), [ips(9)]))).toEqual([['ips', 11]]);
  });

  it('keeps of a full read what ends, through pulses, until a full read no longer tells it', () => {
    const { core: fresh } = initialState();
    const told = [
      { name: 'Support', raw: 'x', expiresAt: 7 },
      { name: 'Nodes', raw: '12 in use' },
    ];
    const kept = datedEntitlements(fresh, { scope: 'full', entitlements: told });
    expect(kept).toEqual({ entitlements: [{ name: 'Support', expiresAt: 7 }] });
    const had = { ...fresh, ...kept };
    expect(datedEntitlements(had, { scope: 'pulse', entitlements: [] })).toEqual({});
    expect(datedEntitlements(had, { scope: 'full', entitlements: [] })).toEqual({ entitlements: [] });
    expect(datedEntitlements(fresh, { scope: 'full', entitlements: told.slice(1) })).toEqual({});
  });

  it('moves together what moved alike, and not by less than a day', () => {
    const policy = DEFAULT_POLICY.expiry;
    const list = (...ends: number[]) =>
      ends.map((endsAt, i): Entitlement => ({ ...ips(endsAt), item: `i${i}`, name: `n${i}` }));
    expect(dateMoves(list(NOW, NOW, NOW), list(NOW + DAY, NOW + DAY, NOW + DAY - 1), policy)).toEqual([
      { items: ['i0', 'i1'], names: ['n0', 'n1'], from: NOW, to: NOW + DAY },
    ]);
    expect(dateMoves(list(NOW), list(NOW - DAY), policy)).toHaveLength(1);
    expect(dateMoves([ips(null)], [ips(NOW)], policy)).toEqual([]);
  });
});

describe('calendar days', () => {
  it.each([
    ['UTC', Date.UTC(2026, 10, 22, 23, 59), '2026-11-22', 23 * 60 + 59],
    ['America/Los_Angeles', Date.UTC(2026, 10, 22, 3), '2026-11-21', 19 * 60],
    ['Pacific/Kiritimati', Date.UTC(2026, 10, 22, 12), '2026-11-23', 2 * 60],
    // Clocks went back at 02:00 on 1 November.
    ['America/Los_Angeles', Date.UTC(2026, 10, 1, 9, 30), '2026-11-01', 90],
  ])('in %s at %i is %s, minute %i', (zone, at, day, minutes) => {
    const local = localTime(zone, at);
    expect([isoDay(local.day), local.minutes]).toEqual([day, minutes]);
  });
  it('count midnights, not 24 hours', () => {
    const evening = Date.UTC(2026, 10, 22, 23);
    expect(daysUntil('UTC', evening, evening + 2 * 3_600_000)).toBe(1);
    expect(daysUntil('UTC', evening, evening - 24 * 3_600_000)).toBe(-1);
    // 25 hours of an autumn day.
    expect(daysUntil('Europe/Berlin', Date.UTC(2026, 9, 24, 22), Date.UTC(2026, 9, 25, 22, 30))).toBe(0);
  });
});
