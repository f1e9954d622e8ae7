import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { z } from 'zod';
import { ApiFailure } from '../../api/failure.js';
import { runQuery } from '../../api/resync.api.js';
import { useMe } from '../../session/me-context.js';
import { Failed, Loading } from '../../ui/states.js';
import { GuardsPanel } from './components/guards-panel.js';
import { PlanTable } from './components/plan-table.js';
import { Progress } from './components/progress.js';
import { ProofActs } from './components/proof-panel.js';
import { Countdown, RunHead } from './components/run-head.js';
import { RunTable } from './components/run-table.js';
import { WavesPanel } from './components/waves-panel.js';
import { actsOf } from './model/may.js';
import { isOver, isPlan } from './model/run-words.js';
import { useRunActs } from './use-run-acts.js';
import '../../styles/fleet.css';
import '../../styles/incident.css';
import '../../styles/forms.css';
import './resync.css';

/** The link tells of changes; this is for the case that it is away. */
const LOOK_ANYWAY_MS = 10_000;

/** Its rings fill by ordinary readings, also after the last wave. */
const WANTED_PROOFS = 3;
const mayMove = ({ row, devices }: ResyncRunDetail): boolean =>
  !isOver(row.state) ||
  devices.some(({ outcome, proofs }) => outcome === 'restored' && proofs < WANTED_PROOFS);

export function RunPage() {
  const { runId = '' } = useParams();
  const isId = z.uuid().safeParse(runId).success;
  const detail = useQuery({
    ...runQuery(runId),
    enabled: isId,
    refetchInterval: ({ state }) => (state.data && mayMove(state.data) ? LOOK_ANYWAY_MS : false),
  });
  if (!isId || (detail.error instanceof ApiFailure && detail.error.status === 404)) {
    return (
      <Failed
        what="No such run"
        error={new Error('The address is wrong, or it holds no firewall that you may see.')}
      />
    );
  }
  if (!detail.data) {
    if (!detail.isError) return <Loading what="the run" rows={10} />;
    return (
      <Failed
        what="Could not load the run"
        error={detail.error}
        still="A run that works goes on in the server, with its own stop rule."
        onRetry={() => void detail.refetch()}
      />
    );
  }
  return <Run key={runId} detail={detail.data} />;
}

function Run({ detail }: { detail: ResyncRunDetail }) {
  const me = useMe();
  const may = actsOf(detail, me);
  const acting = useRunActs(detail);
  return (
    <>
      <RunHead {...{ detail, may, acting }} />
      {isPlan(detail.row.state) ? (
        <Planned detail={detail} />
      ) : (
        <>
          <Countdown {...{ detail, may, acting }} />
          <Progress detail={detail} />
          <WavesPanel detail={detail} />
          <RunTable
            detail={detail}
            mayRetry={may.retry}
            mayTick={may.tick}
            end={<ProofActs detail={detail} />}
            onRetry={acting.retry}
            onTakeOver={acting.takeOver}
          />
        </>
      )}
      {acting.dialog}
    </>
  );
}

const Planned = ({ detail }: { detail: ResyncRunDetail }) => (
  <>
    <GuardsPanel guards={detail.guards} />
    <PlanTable detail={detail} />
  </>
);
