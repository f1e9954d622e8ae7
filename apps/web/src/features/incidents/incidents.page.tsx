import { INCIDENT_KINDS } from '@firewatch/shared/domain/incident';
import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { byUrgency, isWaiting } from '../../acting/incident-order.js';
import { IncidentTable, KIND_WORD } from '../../acting/incident-table.js';
import { incidentsQuery, type IncidentStateFilter } from '../../api/incidents.api.js';
import { Button } from '../../ui/button.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { counted } from '../../words/verdict-text.js';
import '../../styles/fleet.css';

const byEnd = (a: IncidentRow, b: IncidentRow): number => ((a.closedAt ?? '') < (b.closedAt ?? '') ? 1 : -1);

type SetFilter = (key: 'state' | 'kind', value: string | null) => void;

export function IncidentsPage() {
  const [params, setParams] = useSearchParams();
  const state: IncidentStateFilter = params.get('state') === 'closed' ? 'closed' : 'open';
  const kind = INCIDENT_KINDS.find((one) => one === params.get('kind'));
  const list = useQuery(incidentsQuery(state, kind));
  const incidents = (list.data?.items ?? []).toSorted(state === 'open' ? byUrgency : byEnd);
  const waiting = incidents.filter(isWaiting).length;
  const hasMore = typeof list.data?.nextCursor === 'string';

  const set: SetFilter = (key, value) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(key);
        else next.set(key, value);
        return next;
      },
      { replace: true },
    );
  return (
    <>
      <title>Incidents, Firewatch</title>
      <div className="head">
        <div>
          <h1>{list.data ? titleOf(state, incidents.length, waiting) : 'Incidents'}</h1>
        </div>
      </div>
      <section className="panel" aria-label="Incidents">
        <IncidentFilters state={state} kind={kind} set={set} latest={hasMore ? incidents.length : null} />
        {list.isPending && <Loading what="the incidents" />}
        {list.isError && (
          <Failed
            what="Could not load the incidents"
            error={list.error}
            still="Alerts still go out."
            onRetry={() => void list.refetch()}
          />
        )}
        {list.data && incidents.length > 0 && <IncidentTable incidents={incidents} label="Incidents" />}
        {list.data && incidents.length === 0 && (
          <Empty action={kind && <Button onClick={() => set('kind', null)}>Clear filter</Button>}>
            {kind ? `No ${state} incident of this kind.` : `No ${state} incident.`}
          </Empty>
        )}
      </section>
    </>
  );
}

interface IncidentFiltersProps {
  state: IncidentStateFilter;
  kind: IncidentRow['kind'] | undefined;
  set: SetFilter;
  /** How many are listed of more; null = all of them. */
  latest: number | null;
}

const IncidentFilters = ({ state, kind, set, latest }: IncidentFiltersProps) => (
  <header className="fleet-bar">
    <fieldset className="seg" aria-label="State">
      <button type="button" aria-current={state === 'open'} onClick={() => set('state', null)}>
        Open
      </button>
      <button type="button" aria-current={state === 'closed'} onClick={() => set('state', 'closed')}>
        Closed
      </button>
    </fieldset>
    <label className="chip">
      Kind
      <select value={kind ?? ''} onChange={(event) => set('kind', event.target.value || null)}>
        <option value="">all</option>
        {INCIDENT_KINDS.map((one) => (
          <option key={one} value={one}>
            {KIND_WORD[one]}
          </option>
        ))}
      </select>
    </label>
    {latest !== null && <span className="end">the latest {latest}</span>}
  </header>
);

function titleOf(state: IncidentStateFilter, size: number, waiting: number): string {
  if (state === 'closed') return 'Closed incidents';
  if (size === 0) return 'No open incident';
  if (waiting === 0) return `${counted(size, 'open incident')}, all acknowledged`;
  return `${counted(size, 'open incident')}, ${waiting} waiting for someone`;
}
