import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { ackLabel, byUrgency, isWaiting } from '../../acting/incident-order.js';
import { useAcknowledge } from '../../acting/use-acknowledge.js';
import { mayAct, mayEdit } from '../../api/access.api.js';
import { devicesQuery } from '../../api/devices.api.js';
import { fleetSummaryQuery } from '../../api/fleet.api.js';
import { incidentsQuery } from '../../api/incidents.api.js';
import type { FleetSnapshot } from '../../live/device-store.js';
import { useFleet } from '../../live/live-context.js';
import { useMe } from '../../session/me-context.js';
import { Button } from '../../ui/button.js';
import { Failed, Loading } from '../../ui/states.js';
import { announce } from '../../ui/toast.js';
import { CoverageStrip } from './components/coverage-strip.js';
import { FleetHead } from './components/fleet-head.js';
import { FleetTable } from './components/fleet-table.js';
import { OpenIncidents } from './components/open-incidents.js';
import { countRows, fromSummary, type FleetCounts } from '../../coverage/counts.js';
import { readQuery, writeQuery, type FleetQuery } from './model/fleet-query.js';
import '../../styles/fleet.css';

/** The view stands in the address; typing and folding replace the entry, so that Back leaves the page. */
function useFleetQuery(): [FleetQuery, (query: FleetQuery) => void] {
  const [params, setParams] = useSearchParams();
  const query = useMemo(() => readQuery(params), [params]);
  return [query, (next) => setParams(writeQuery(next), { replace: true, preventScrollReset: true })];
}

const SPEAK_AFTER_MS = 1_500;

/** Says the numbers once they have settled. */
function useSpokenCounts(counts: FleetCounts, isLoaded: boolean): void {
  const text = `${counts.exposed} exposed, ${counts.blocking} blocking, ${counts.unknown} unknown, ${counts.weakened} weakened`;
  useEffect(() => {
    if (!isLoaded) return;
    const timer = setTimeout(() => announce(text), SPEAK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, isLoaded]);
}

export function FleetPage() {
  const fleet = useFleet();
  const devices = useQuery(devicesQuery);
  if (fleet.isLoaded) return <LoadedFleet fleet={fleet} />;
  return (
    <>
      <title>Fleet, Firewatch</title>
      {devices.isError ? (
        <Failed
          what="Could not load the firewalls"
          error={devices.error}
          still="Watching and alerting go on in the server."
          onRetry={() => void devices.refetch()}
        />
      ) : (
        <Loading what="the firewalls" rows={12} />
      )}
    </>
  );
}

/** From the rows on the page; from the server where the page does not hold them all. */
function useCounts(fleet: FleetSnapshot): FleetCounts {
  const summary = useQuery(fleetSummaryQuery);
  const own = useMemo(() => countRows(fleet.rows), [fleet.rows]);
  return fleet.isComplete || !summary.data ? own : fromSummary(summary.data);
}

function LoadedFleet({ fleet }: { fleet: FleetSnapshot }) {
  const me = useMe();
  const open = useQuery(incidentsQuery('open'));
  const [query, setQuery] = useFleetQuery();
  const ack = useAcknowledge();
  const counts = useCounts(fleet);
  const incidents = useMemo(() => (open.data?.items ?? []).toSorted(byUrgency), [open.data]);
  useSpokenCounts(counts, fleet.isLoaded);

  const first = mayAct(me) ? incidents.find(isWaiting) : undefined;
  const acknowledgeFirst = (): void => {
    if (first) ack.ask({ targets: [first], withoutIncident: 0 });
  };
  const primary = first && (
    <Button kind="primary" hotkey="a" onClick={acknowledgeFirst}>
      {ackLabel(first)}
    </Button>
  );
  const filter = (verdict: FleetQuery['verdict']): void => setQuery({ ...query, verdict });
  return (
    <>
      <title>{counts.exposed > 0 ? `${counts.exposed} exposed, Firewatch` : 'Fleet, Firewatch'}</title>
      <FleetHead counts={counts} top={incidents[0] ?? null} action={primary} />
      {open.isError && (
        <Failed
          what="Could not load the incidents"
          error={open.error}
          still="Alerts still go out."
          onRetry={() => void open.refetch()}
        />
      )}
      {counts.total > 0 && (
        <>
          <CoverageStrip counts={counts} filter={query.verdict} onFilter={filter} />
          <OpenIncidents incidents={incidents} />
          <FleetTable
            live={fleet.rows}
            incidents={incidents}
            query={query}
            onQuery={setQuery}
            mayAct={mayAct(me)}
            mayEdit={mayEdit(me)}
            onAcknowledgeFirst={acknowledgeFirst}
          />
        </>
      )}
      {ack.dialog}
    </>
  );
}
