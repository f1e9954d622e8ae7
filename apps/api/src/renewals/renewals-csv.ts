import { bundleWords } from '@firewatch/shared/domain/renewals-words';
import type { Renewals } from '@firewatch/shared/wire/renewals';
import { csvOf } from '../platform/http/csv.js';

const HEAD = ['Customer', 'Site', 'Firewall', 'Model', 'Serial', 'Licences', 'Ends', 'Days left', 'Step'];

const stepWords = (step: number | 'grace' | 'expired' | null): string =>
  typeof step === 'number' ? `${step} days` : (step ?? '');

/** RFC 4180 with a head, one line per firewall and day on which something ends. Dates ISO 8601 UTC. */
export function renewalsCsv({ customers, undated }: Pick<Renewals, 'customers' | 'undated'>): string {
  const dated = customers.flatMap((customer) =>
    customer.devices.flatMap((device) =>
      device.bundles.map((bundle) => [
        customer.name,
        device.siteName ?? '',
        device.name,
        device.model ?? '',
        device.serial ?? '',
        bundleWords(bundle.names),
        bundle.endsAt ?? '',
        bundle.daysLeft === null ? '' : String(bundle.daysLeft),
        stepWords(bundle.step),
      ]),
    ),
  );
  const without = undated.map((device) => [
    device.customerName,
    '',
    device.name,
    '',
    '',
    '',
    '',
    '',
    'no end date readable',
  ]);
  return csvOf([HEAD, ...dated, ...without]);
}
