import { bundleWords } from '@firewatch/shared/domain/renewals-words';
import type { RenewalCustomer, RenewalDevice, Renewals } from '@firewatch/shared/wire/renewals';
import { Link } from 'react-router';
import { utcText, ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { endText, firstOf, toneOf } from '../model/renewals-text.js';

type Answer = Pick<Renewals, 'asOf' | 'zone'>;

const TONE = { over: 'v-weakened is-over', soon: 'v-weakened', plain: '' } as const;

interface ListProps {
  customers: readonly RenewalCustomer[];
  answer: Answer;
  /** Whether customers begin unfolded. */
  isOpen: boolean;
}

/** Customers, the one with the first end first; each folds out to its firewalls and what of them ends. */
export const RenewalList = ({ customers, answer, isOpen }: ListProps) => (
  <ul className="renewals">
    {customers.map((customer) => (
      <li key={customer.id}>
        <details open={isOpen}>
          <summary>
            <b>{customer.name}</b>
            <span className="dim">{counted(customer.devices.length, 'firewall')}</span>
            <FirstEnd customer={customer} answer={answer} />
          </summary>
          <ul>
            {customer.devices.map((device) => (
              <DeviceLine key={device.id} device={device} answer={answer} />
            ))}
          </ul>
        </details>
      </li>
    ))}
  </ul>
);

function FirstEnd({ customer, answer }: { customer: RenewalCustomer; answer: Answer }) {
  const first = firstOf(customer);
  return first && <span className={`end ${TONE[toneOf(first)]}`}>first {endText(first, answer)}</span>;
}

const placeOf = ({ siteName, model }: RenewalDevice): string =>
  [siteName, model].filter((text) => text !== null).join(', ');

const DeviceLine = ({ device, answer }: { device: RenewalDevice; answer: Answer }) => (
  <li className="renewal">
    <span>
      <Link to={`/devices/${device.id}`}>{device.name}</Link>
      <small>{placeOf(device)}</small>
    </span>
    <ul>
      {device.bundles.map((bundle) => (
        <li key={`${bundle.endsAt}/${bundle.step}`}>
          <span>{bundleWords(bundle.names)}</span>{' '}
          <span
            className={TONE[toneOf(bundle)]}
            title={bundle.endsAt === null ? undefined : utcText(ms(bundle.endsAt))}
          >
            {endText(bundle, answer)}
          </span>
        </li>
      ))}
    </ul>
  </li>
);

/** Licensed firewalls whose end nobody can read: not forgotten, only not in the ladder. */
export function UndatedList({ undated }: Pick<Renewals, 'undated'>) {
  if (undated.length === 0) return null;
  return (
    <details className="panel undated">
      <summary>
        No end date readable: {undated.length}
        <span className="dim"> look in the vendor&apos;s own console</span>
      </summary>
      <ul>
        {undated.map((device) => (
          <li key={device.id}>
            <Link to={`/devices/${device.id}`}>{device.name}</Link>{' '}
            <span className="dim">{device.customerName}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
