import type { RenewalBundle, RenewalCustomer, RenewalTotals } from '@firewatch/shared/wire/renewals';
import { describe, expect, it } from 'vitest';
import { endText, firstOf, renewalsHeadline, searched, toneOf } from './renewals-text.js';

const bundle = (part: Partial<RenewalBundle> = {}): RenewalBundle => ({
  names: ['AV', 'IPS'],
  endsAt: '2026-12-04T00:00:00.000Z',
  daysLeft: 12,
  step: 14,
  ...part,
});
const asOf = '2026-11-22T08:00:00.000Z';
const box = (name: string, bundles = [bundle()]) => ({
  id: name,
  name,
  siteName: 'Harbor St',
  model: 'TZ 370',
  serial: '18B1',
  bundles,
});
const customer = (name: string, ...devices: RenewalCustomer['devices']): RenewalCustomer => ({
  id: name,
  name,
  devices,
});
const totals = (part: Partial<RenewalTotals>): { totals: RenewalTotals } => ({
  totals: { devices: 9, expired: 0, grace: 0, within30: 0, within60: 0, within90: 0, undated: 0, ...part },
});

describe('words of the Renewals page', () => {
  it('tell the day in the zone in which the days were counted', () => {
    expect(endText(bundle(), { asOf, zone: 'UTC' })).toBe('ends 4 Dec (12 days)');
    expect(endText(bundle({ daysLeft: 11 }), { asOf, zone: 'America/New_York' })).toBe(
      'ends 3 Dec (11 days)',
    );
    expect(endText(bundle({ endsAt: null, daysLeft: null, step: 'expired' }), { asOf, zone: 'UTC' })).toBe(
      'expired, the firewall gives no date',
    );
  });
  it.each([
    [{ step: 'expired' }, 'over'],
    [{ step: 'grace' }, 'over'],
    [{ step: 30 }, 'soon'],
    [{ step: 60 }, 'plain'],
    [{ step: null }, 'plain'],
  ] as const)('%j is %s', (part, tone) => {
    expect(toneOf(bundle(part))).toBe(tone);
  });
  it('head the page with the nearest size, then what ended', () => {
    expect(renewalsHeadline(totals({}))).toEqual({
      title: 'No licence ends within 90 days',
      note: 'A date is no proof of protection.',
    });
    expect(renewalsHeadline(totals({ within60: 1, within90: 4, expired: 2, grace: 1 }))).toEqual({
      title: '1 firewall has a licence that ends within 60 days',
      note: '2 firewalls have a licence that ended. 1 firewall is in grace. A date is no proof of protection.',
    });
    expect(renewalsHeadline(totals({ within30: 1_200 })).title).toBe(
      '1,200 firewalls have licences that end within 30 days',
    );
  });
  it('find the first end; what ended without a date is first of all', () => {
    const late = bundle({ endsAt: '2027-01-01T00:00:00.000Z' });
    const undated = bundle({ endsAt: null });
    expect(firstOf(customer('A', box('1', [late]), box('2')))).toEqual(bundle());
    expect(firstOf(customer('A', box('1', [late, undated])))).toEqual(undated);
    expect(firstOf(customer('A'))).toBeNull();
  });
  it('search customers, firewalls, models, serials and licences by every word', () => {
    const all = [customer('Harbor', box('HD-1'), box('HD-2')), customer('Alder', box('AL-1'))];
    const found = (text: string) =>
      searched(all, text).flatMap((one) => one.devices.map((device) => device.name));
    expect(found('')).toEqual(['HD-1', 'HD-2', 'AL-1']);
    expect(found('harbor tz')).toEqual(['HD-1', 'HD-2', 'AL-1']);
    expect(found('hd-2 ips')).toEqual(['HD-2']);
    expect(found('nsa')).toEqual([]);
  });
});
