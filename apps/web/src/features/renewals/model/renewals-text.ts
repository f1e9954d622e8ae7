import { endWords } from '@firewatch/shared/domain/renewals-words';
import type { RenewalBundle, RenewalCustomer, Renewals } from '@firewatch/shared/wire/renewals';
import { ms, timeWords } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';

/** "ends 4 Dec (12 days)", in the zone in which the server counted the days. */
export function endText(
  { endsAt, daysLeft, step }: RenewalBundle,
  answer: Pick<Renewals, 'asOf' | 'zone'>,
): string {
  const date = endsAt === null ? null : timeWords(answer.zone).date(ms(endsAt), ms(answer.asOf));
  return endWords({ step, date, daysLeft });
}

const NEAR_DAYS = 30;

/** Ended or in grace; close; or just a date. */
export function toneOf({ step }: RenewalBundle): 'over' | 'soon' | 'plain' {
  if (step === 'expired' || step === 'grace') return 'over';
  return step !== null && step <= NEAR_DAYS ? 'soon' : 'plain';
}

/** The bundle of a customer that ends first. */
export function firstOf({ devices }: RenewalCustomer): RenewalBundle | null {
  const end = (bundle: RenewalBundle): number => (bundle.endsAt === null ? -Infinity : ms(bundle.endsAt));
  return devices.flatMap((device) => device.bundles).toSorted((a, b) => end(a) - end(b))[0] ?? null;
}

/** "4 firewalls have licences that end within 30 days": the nearest size first, then what ended. */
export function renewalsHeadline({ totals }: Pick<Renewals, 'totals'>): { title: string; note: string } {
  const ended = [
    ...(totals.expired > 0
      ? [`${counted(totals.expired, 'firewall has', 'firewalls have')} a licence that ended`]
      : []),
    ...(totals.grace > 0 ? [`${counted(totals.grace, 'firewall is', 'firewalls are')} in grace`] : []),
  ];
  const note = [...ended, 'A date is no proof of protection'].map((text) => `${text}.`).join(' ');
  const near = ([30, 60, 90] as const).find((days) => totals[`within${days}`] > 0);
  if (near === undefined) return { title: 'No licence ends within 90 days', note };
  const who = counted(totals[`within${near}`], 'firewall has a licence', 'firewalls have licences');
  const verb = totals[`within${near}`] === 1 ? 'ends' : 'end';
  return { title: `${who} that ${verb} within ${near} days`, note };
}

/** Customers and firewalls whose names, models, sites or serials hold every word. */
export function searched(customers: readonly RenewalCustomer[], search: string): readonly RenewalCustomer[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return customers;
  return customers.flatMap((customer) => {
    const devices = customer.devices.filter((device) => {
      const text = [
        customer.name,
        device.name,
        device.siteName,
        device.model,
        device.serial,
        ...device.bundles.flatMap((bundle) => bundle.names),
      ]
        .join(' ')
        .toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return devices.length === 0 ? [] : [{ ...customer, devices }];
  });
}
