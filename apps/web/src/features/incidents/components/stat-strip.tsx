import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import type { ReactNode } from 'react';
import { incidentLook } from '../../../acting/incident-order.js';
import { Age, Clock } from '../../../ui/time.js';
import { ageText, ms, spanText } from '../../../words/time-text.js';
import { counted, digits } from '../../../words/verdict-text.js';

const NOW_WORD: Readonly<Record<IncidentDetail['incident']['kind'], string>> = {
  fleet: 'Affected now',
  device: 'Affected now',
  'no-data': 'Silent now',
  identity: 'Waiting for approval',
  credential: 'Refused now',
};

const Stat = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** Five numbers that fit one glance. */
export function StatStrip({ detail }: { detail: IncidentDetail }) {
  const { incident, customers, suspected } = detail;
  const members = customers.flatMap((customer) => customer.members);
  const now = members.filter((member) => member.leftAt === null).length;
  const exposed = customers.reduce((sum, customer) => sum + customer.exposureSeconds, 0);
  const back = members.length - now;
  return (
    <dl className={`facts e-${incidentLook(incident)}`}>
      <Stat name={NOW_WORD[incident.kind]}>
        {digits(now)} <small>{nowWords({ now, suspected, back, of: incident.cohortSize })}</small>
      </Stat>
      <Stat name="Customers">
        {digits(incident.customerCount)}{' '}
        <small>{incident.customerCount === 1 ? 'customer' : 'customers'}</small>
      </Stat>
      {incident.closedAt === null ? (
        <Stat name="Open for">
          <Age at={ms(incident.since)} long />
        </Stat>
      ) : (
        <Stat name="Lasted">{spanText(ms(incident.closedAt) - ms(incident.since))}</Stat>
      )}
      <Stat name="Last joined">
        {incident.lastJoinedAt === null ? (
          <small>only the first</small>
        ) : (
          <>
            <Age at={ms(incident.lastJoinedAt)} />{' '}
            <small>
              ago, <Clock at={ms(incident.lastJoinedAt)} />
            </small>
          </>
        )}
      </Stat>
      <Stat name="Exposure so far">
        {exposed === 0 ? <small>none</small> : ageText(exposed * 1_000)}{' '}
        {exposed > 0 && <small>customer time</small>}
      </Stat>
    </dl>
  );
}

interface NowSizes {
  now: number;
  suspected: number;
  back: number;
  of: number | null;
}

function nowWords({ now, suspected, back, of }: NowSizes): string {
  const unit = now === 1 ? 'firewall' : 'firewalls';
  const words = [of === null ? unit : `of ${counted(of, 'firewall')}`];
  if (suspected > 0) words.push(`${suspected} suspected`);
  if (back > 0) words.push(`${back} back`);
  return words.join(', ');
}
