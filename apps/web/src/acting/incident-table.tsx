import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import { Link } from 'react-router';
import { Tag } from '../ui/badge.js';
import { Glyph } from '../ui/glyph.js';
import { Age, Clock } from '../ui/time.js';
import { LookIcon } from '../ui/verdict-icon.js';
import { ms } from '../words/time-text.js';
import { counted, type Look } from '../words/verdict-text.js';
import { incidentLook } from './incident-order.js';

const LOOK_NAME: Partial<Record<Look, string>> = {
  exposed: 'Critical',
  weakened: 'Warning',
  unknown: 'No believable answer',
  protecting: 'Closed',
};

export const KIND_WORD: Readonly<Record<IncidentRow['kind'], string>> = {
  device: 'device incident',
  fleet: 'fleet incident',
  'no-data': 'no data',
  identity: 'identity changed',
  credential: 'credential refused',
};

function sizeText(incident: IncidentRow): string {
  const firewalls =
    incident.cohortSize !== null && incident.kind === 'fleet'
      ? `${incident.deviceCount} of ${counted(incident.cohortSize, 'firewall')}`
      : counted(incident.deviceCount, 'firewall');
  return `${firewalls}, ${counted(incident.customerCount, 'customer')}`;
}

/** Who has taken it, in one line. */
export function WhoKnows({ incident }: { incident: IncidentRow }) {
  if (!incident.ack) return <b>Nobody yet</b>;
  return (
    <span title={incident.ack.reason}>
      <Glyph name="acked" /> {incident.ack.by}, <Age at={ms(incident.ack.at)} suffix=" ago" />
    </span>
  );
}

/** Rows of incidents: the fleet page and the list draw them alike. */
export function IncidentTable({ incidents, label }: { incidents: readonly IncidentRow[]; label: string }) {
  return (
    <table className="plain inc" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden-visually">Severity</span>
          </th>
          <th scope="col">Cause</th>
          <th scope="col">Size</th>
          <th scope="col" className="num">
            For
          </th>
          <th scope="col">Since</th>
          <th scope="col">Who knows</th>
          <th scope="col">
            <span className="hidden-visually">New since</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => (
          <IncidentLine key={incident.id} incident={incident} />
        ))}
      </tbody>
    </table>
  );
}

function IncidentLine({ incident }: { incident: IncidentRow }) {
  const look = incidentLook(incident);
  const acked = incident.ack !== null && incident.ack.newSince === 0;
  const guess = incident.likely === '' ? incident.subline : incident.likely;
  return (
    <tr className={`edge e-${look}${acked || incident.state === 'closed' ? ' acked' : ''}`}>
      <td className="c1">
        <LookIcon look={look} acked={acked} label={LOOK_NAME[look] ?? look} />
      </td>
      <td className="c2">
        <Link className="cause" to={`/incidents/${incident.id}`}>
          {incident.headline}
        </Link>{' '}
        <span className="what" title={guess}>
          {guess}
        </span>
      </td>
      <td className="c3">{sizeText(incident)}</td>
      <td className="c4 num">
        <b>
          {incident.closedAt === null ? (
            <Age at={ms(incident.since)} />
          ) : (
            <Clock at={ms(incident.closedAt)} seconds={false} />
          )}
        </b>
      </td>
      <td className="c5 dim">
        <Clock at={ms(incident.since)} seconds={false} />
      </td>
      <td className="c6">
        {incident.state === 'closed' ? (
          <span className="dim">{incident.closedWhy ?? 'closed'}</span>
        ) : (
          <WhoKnows incident={incident} />
        )}
      </td>
      <td className="c7">
        {incident.ack !== null && incident.ack.newSince > 0 && (
          <Tag tone="new">{incident.ack.newSince} new since</Tag>
        )}
      </td>
    </tr>
  );
}
