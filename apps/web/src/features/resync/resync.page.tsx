import type { ResyncRunRow } from '@firewatch/shared/wire/resync';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { mayEdit } from '../../api/access.api.js';
import { resyncSettingsQuery, runsQuery } from '../../api/resync.api.js';
import { useMe } from '../../session/me-context.js';
import { Panel } from '../../ui/panel.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { counted } from '../../words/verdict-text.js';
import { DoNotTouchPanel } from './components/do-not-touch-panel.js';
import { RunsTable } from './components/runs-table.js';
import { SafetyPanel } from './components/safety-panel.js';
import { isOver, isUnderWay } from './model/run-words.js';
import '../../styles/incident.css';
import '../../styles/forms.css';
import './resync.css';

/** What is going on, in one line. */
function headlineOf(runs: readonly ResyncRunRow[] | undefined, isSwitchedOff: boolean): string {
  if (isSwitchedOff) return 'No resync runs: the kill switch is on';
  const working = (runs ?? []).filter((run) => isUnderWay(run.state) || run.state === 'stopping');
  const [first] = working;
  if (working.length > 1) return `${counted(working.length, 'resync run')} under way`;
  return first ? first.headline : 'No resync is running';
}

export function ResyncPage() {
  const me = useMe();
  const runs = useQuery(runsQuery);
  const settings = useQuery(resyncSettingsQuery);
  return (
    <>
      <title>Resync, Firewatch</title>
      <div className="head">
        <div>
          <h1>{headlineOf(runs.data, settings.data?.killSwitch.isOn === true)}</h1>
          <p>
            Brings firewalls back that lost their services, in waves behind canaries, and proves each with
            ordinary readings. It never commits, reboots, deregisters or pushes signatures.
          </p>
        </div>
        <div className="actions">
          <Link className="btn" to="/resync/procedures">
            Procedures
          </Link>
          {mayEdit(me) && (
            <Link className="btn primary" to="/resync/new">
              Plan a resync…
            </Link>
          )}
        </div>
      </div>
      <div className="cols">
        <div>
          <Runs />
        </div>
        <div>
          <SafetyPanel />
          <DoNotTouchPanel />
        </div>
      </div>
    </>
  );
}

function Runs() {
  const runs = useQuery(runsQuery);
  if (runs.isError) {
    return (
      <Failed
        what="Could not load the runs"
        error={runs.error}
        still="A run that works goes on in the server, with its own stop rule."
        onRetry={() => void runs.refetch()}
      />
    );
  }
  if (!runs.data) return <Loading what="the runs" rows={5} />;
  const open = runs.data.filter((run) => !isOver(run.state));
  const past = runs.data.filter((run) => isOver(run.state));
  if (runs.data.length === 0) {
    return (
      <Panel title="Runs">
        <Empty>
          Nothing was resynchronised so far. From an incident or from firewalls selected in the fleet,
          “Resync…” shows the exact list before anything moves.
        </Empty>
      </Panel>
    );
  }
  return (
    <>
      {open.length > 0 && (
        <Panel title="Now and next">
          <RunsTable runs={open} label="Runs now and next" />
        </Panel>
      )}
      {past.length > 0 && (
        <Panel title="Past">
          <RunsTable runs={past} label="Past runs" />
        </Panel>
      )}
    </>
  );
}
