import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import { Link } from 'react-router';
import { byUrgency, isWaiting } from '../../../acting/incident-order.js';
import { IncidentTable } from '../../../acting/incident-table.js';
import { Panel } from '../../../ui/panel.js';

const SHOWN = 6;

/** What a person has to work on, worst first. */
export function OpenIncidents({ incidents }: { incidents: readonly IncidentRow[] }) {
  if (incidents.length === 0) return null;
  const waiting = incidents.filter(isWaiting).length;
  const waits = waiting === 0 ? 'all acknowledged' : `${waiting} waiting for someone`;
  return (
    <Panel
      title="Open incidents"
      note={`${incidents.length}, ${waits}`}
      end={
        incidents.length > SHOWN && (
          <Link className="link" to="/incidents">
            All {incidents.length}
          </Link>
        )
      }
    >
      <IncidentTable incidents={incidents.toSorted(byUrgency).slice(0, SHOWN)} label="Open incidents" />
    </Panel>
  );
}
