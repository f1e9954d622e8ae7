import { describe, expect, it } from 'vitest';
import type { Entitlement } from './expiry.js';
import { DEFAULT_POLICY } from './policy.js';
import { bundlesOf, dueCounts, isDue } from './renewals.js';
import { DIGEST_LINES, digestWords, type DigestNews, type DigestStep } from './renewals-digest.js';
import { bundleWords, endWords } from './renewals-words.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 8);
const rules = { now: NOW, zone: 'UTC', policy: DEFAULT_POLICY.expiry };

const of = (item: string, days: number | null, value: Entitlement['value'] = 'active'): Entitlement => ({
  item,
  service: null,
  name: item,
  value,
  endsAt: days === null ? null : NOW + days * DAY,
});

describe('bundles', () => {
  it('hold what ends on one day, the first end first; undated ones are in none', () => {
    const found = bundlesOf([of('Web', 400), of('AV', 12), of('IPS', 12.2), of('VPN', null)], rules);
    expect(found).toEqual([
      { items: ['AV', 'IPS'], names: ['AV', 'IPS'], endsAt: NOW + 12 * DAY, daysLeft: 12, step: 14 },
      { items: ['Web'], names: ['Web'], endsAt: NOW + 400 * DAY, daysLeft: 400, step: null },
    ]);
  });
  it('are counted per firewall, cumulative, ended ones apart', () => {
    const devices = [
      [of('a', 30)],
      [of('a', 31), of('b', 90)],
      [of('a', -3)],
      [of('a', -3, 'grace')],
      [of('a', 91)],
    ];
    const bundles = devices.map((own) => bundlesOf(own, rules));
    expect(dueCounts(bundles)).toEqual({ expired: 1, grace: 1, within30: 1, within60: 2, within90: 2 });
    expect(bundles.map((own) => own.some((one) => isDue(one, 30)))).toEqual([true, false, true, true, false]);
    expect(bundles.every((own) => own.every((one) => isDue(one, null)))).toBe(true);
  });
});

describe('words of an end', () => {
  it.each([
    [{ step: 14, date: '4 Dec', daysLeft: 12 }, 'ends 4 Dec (12 days)'],
    [{ step: 1, date: '23 Nov', daysLeft: 1 }, 'ends 23 Nov (tomorrow)'],
    [{ step: 1, date: '22 Nov', daysLeft: 0 }, 'ends 22 Nov (today)'],
    [{ step: 'expired', date: '22 Nov', daysLeft: 0 }, 'ended 22 Nov (today)'],
    [{ step: 'expired', date: '21 Nov', daysLeft: -1 }, 'ended 21 Nov (yesterday)'],
    [{ step: 'expired', date: '4 Dec', daysLeft: 12 }, 'expired, although its date is 4 Dec'],
    [{ step: 'expired', date: null, daysLeft: null }, 'expired, the firewall gives no date'],
    [{ step: 'grace', date: '12 Nov', daysLeft: -10 }, 'in grace, ended 12 Nov (10 days ago)'],
    [{ step: 'grace', date: null, daysLeft: null }, 'in grace, the firewall gives no date'],
  ] as const)('%j is "%s"', (said, words) => {
    expect(endWords(said)).toBe(words);
  });
  it('name a bundle in the order of every screen', () => {
    expect(bundleWords(['Support', 'IPS', 'AV', 'IPS'])).toBe('AV+IPS+Support bundle');
    expect(bundleWords(['Web'])).toBe('Web');
  });
});

describe('the digest', () => {
  const due = { expired: 0, grace: 0, within30: 3, within60: 3, within90: 5 };
  const box = (n: number, customer = 'Harbor Dental') => ({
    deviceId: `d${n}`,
    deviceName: `FW-${n}`,
    customerId: customer,
    customerName: customer,
  });
  const step = (n: number, name: string, days: number, customer?: string): DigestStep => ({
    ...box(n, customer),
    name,
    endsAt: NOW + days * DAY,
    step: days <= 0 ? 'expired' : days <= 7 ? 7 : days <= 14 ? 14 : 30,
  });
  const words = (news: Partial<DigestNews>) =>
    digestWords({ steps: [], renewals: [], signatures: [], due, ...news }, rules);

  it('is nothing when there is nothing new', () => {
    expect(words({})).toBeNull();
  });
  it('says one line per customer and end, not one per service or firewall', () => {
    const steps = [1, 2, 3].flatMap((n) => [step(n, 'AV', 12), step(n, 'IPS', 12)]);
    const more = [...steps, step(4, 'Web', 5, 'Alder'), step(5, 'IPS', 25)];
    expect(words({ steps: more })).toEqual({
      severity: 'warning',
      title: 'Licences of 5 firewalls at 2 customers end soon, the first ends 27 Nov (5 days)',
      subline: 'Dates only: whether a firewall protects is on its page.',
      lines: [
        'Alder: FW-4, Web ends 27 Nov (5 days)',
        'Harbor Dental: 3 firewalls, AV+IPS bundle ends 4 Dec (12 days)',
        'Harbor Dental: FW-5, IPS ends 17 Dec (25 days)',
        'In all, licences of 3 firewalls end within 30 days and of 5 within 90.',
      ],
    });
  });
  it('is a warning from the rung of 7 days on, else news', () => {
    expect(words({ steps: [step(1, 'AV', 7)] })?.severity).toBe('warning');
    expect(words({ steps: [step(1, 'AV', 8)] })?.severity).toBe('info');
  });
  it('says what ended before what is to end', () => {
    const said = words({ steps: [step(1, 'AV', -1), step(2, 'AV', 12)], due: { ...due, expired: 1 } });
    expect(said?.title).toBe('Licences of 1 firewall have ended, of 1 more end soon');
    expect(said?.lines).toEqual([
      'Harbor Dental: FW-1, AV ended 21 Nov (yesterday)',
      'Harbor Dental: FW-2, AV ends 4 Dec (12 days)',
      'In all, licences of 3 firewalls end within 30 days and of 5 within 90, 1 firewall has something that ended.',
    ]);
    expect(words({ steps: [step(1, 'AV', -1)] })?.title).toBe(
      'Licences of 1 firewall at 1 customer have ended',
    );
  });
  it('tells a renewal as good news, with the year when it is another one', () => {
    const said = words({ renewals: [{ ...box(1), names: ['IPS', 'AV'], to: NOW + 377 * DAY }] });
    expect([said?.severity, said?.title, said?.lines[0]]).toEqual([
      'info',
      'Licences of 1 firewall were renewed',
      'Harbor Dental: FW-1, AV+IPS bundle renewed until 4 Dec 2027',
    ]);
  });
  it('tells whose signatures are not kept up, services of one firewall together', () => {
    const own = { ...box(1), publishedAt: NOW - 8 * DAY, behindMs: 0, kind: 'frozen' } as const;
    const late = { ...box(2), name: 'IPS', publishedAt: NOW, behindMs: 3.4 * DAY, kind: 'behind' } as const;
    const said = words({ signatures: [{ ...own, name: 'AS' }, { ...own, name: 'AV' }, late] });
    expect(said?.title).toBe('Signatures of 2 firewalls are not kept up');
    expect(said?.lines.slice(0, 2)).toEqual([
      'Harbor Dental: FW-1, AV, AS signatures stand still since 14 Nov although updates succeed',
      'Harbor Dental: FW-2, IPS signatures are behind their sisters by 3 days',
    ]);
  });
  it('stays a mail that can be read: the rest is on the page', () => {
    const steps = Array.from({ length: DIGEST_LINES + 3 }, (_, n) => step(n, 'AV', 12, `C ${n}`));
    const said = words({ steps })?.lines ?? [];
    expect(said).toHaveLength(DIGEST_LINES + 2);
    expect(said.at(-2)).toBe('And 3 lines more: the Renewals page has them all.');
  });
});
