import type { ResyncChoice } from '@firewatch/shared/wire/resync';
import { useQuery } from '@tanstack/react-query';
import { byUrgency } from '../../../acting/incident-order.js';
import { incidentsQuery } from '../../../api/incidents.api.js';
import { Button } from '../../../ui/button.js';
import { Panel } from '../../../ui/panel.js';
import { Empty, Failed, Loading } from '../../../ui/states.js';
import { Age } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';

/** Incidents whose firewalls lost something that a synchronise could bring back. */
const KINDS: ReadonlySet<string> = new Set(['fleet', 'device']);
const MOST = 8;

export function ChooseIncident({ onChosen }: { onChosen: (choice: ResyncChoice) => void }) {
  const open = useQuery(incidentsQuery('open'));
  const incidents = (open.data?.items ?? []).filter((one) => KINDS.has(one.kind)).toSorted(byUrgency);
  return (
    <Panel title="Those of an incident">
      {open.isPending && <Loading what="the incidents" rows={2} />}
      {open.isError && (
        <Failed what="Could not load the incidents" error={open.error} onRetry={() => void open.refetch()} />
      )}
      {open.data && incidents.length === 0 && <Empty>No open incident is about lost services.</Empty>}
      <ul className="choices">
        {incidents.slice(0, MOST).map((incident) => (
          <li key={incident.id}>
            <span>
              <b>{incident.label}</b> {incident.headline}
              <span className="dim">
                {' '}
                for <Age at={ms(incident.since)} />
              </span>
            </span>
            <Button small onClick={() => onChosen({ by: 'incident', incidentId: incident.id })}>
              Plan for {incident.label}
            </Button>
          </li>
        ))}
      </ul>
      {incidents.length > MOST && (
        <p className="panel-note dim">
          And {incidents.length - MOST} more; each can be planned from its own page.
        </p>
      )}
    </Panel>
  );
}
