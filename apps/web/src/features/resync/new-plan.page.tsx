import type { ResyncChoice } from '@firewatch/shared/wire/resync';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, Navigate, useLocation, useSearchParams } from 'react-router';
import { makePlan, runKey } from '../../api/resync.api.js';
import { useMe } from '../../session/me-context.js';
import { mayEdit } from '../../api/access.api.js';
import { Failed, Loading } from '../../ui/states.js';
import { ChooseDevices } from './components/choose-devices.js';
import { ChooseFilter } from './components/choose-filter.js';
import { ChooseIncident } from './components/choose-incident.js';
import { choiceOf } from './model/choice.js';
import '../../styles/forms.css';
import './resync.css';

const handedIds = (state: unknown): unknown =>
  typeof state === 'object' && state !== null && 'deviceIds' in state ? state.deviceIds : undefined;

/** From an incident, from selected firewalls, or chosen here: one press leads to the exact list. */
export function NewPlanPage() {
  const me = useMe();
  const [params] = useSearchParams();
  const { state } = useLocation();
  const [chosen, setChosen] = useState<ResyncChoice | null>(() => choiceOf(params, handedIds(state)));
  if (!mayEdit(me)) {
    return (
      <Failed
        what="You may not plan a resync"
        error={new Error('Engineers and owners plan and start; you can watch, pause and stop runs.')}
      />
    );
  }
  return (
    <>
      <title>Plan a resync, Firewatch</title>
      <div className="crumb">
        <Link to="/resync">Resync</Link>
        <span>New plan</span>
      </div>
      {chosen === null ? (
        <Choose onChosen={setChosen} />
      ) : (
        <Planning choice={chosen} onBack={() => setChosen(null)} />
      )}
    </>
  );
}

function Choose({ onChosen }: { onChosen: (choice: ResyncChoice) => void }) {
  return (
    <>
      <div className="head">
        <div>
          <h1>Which firewalls?</h1>
          <p>
            The plan shows each of them with its wave, its steps and why. Nothing is sent until you start it.
          </p>
        </div>
      </div>
      <ChooseIncident onChosen={onChosen} />
      <ChooseFilter onChosen={onChosen} />
      <ChooseDevices onChosen={onChosen} />
    </>
  );
}

/** Each press of a person is one plan, also where React draws twice. */
let planNumber = 0;

/** Writes the plan down and goes to it; Back then leads to where the person came from. */
function Planning({ choice, onBack }: { choice: ResyncChoice; onBack: () => void }) {
  const [number] = useState(() => (planNumber += 1));
  const plan = useQuery({
    queryKey: ['resync-plan', number],
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    queryFn: async ({ client }) => {
      const detail = await makePlan(choice);
      client.setQueryData(runKey(detail.row.id), detail);
      return detail.row.id;
    },
  });
  if (plan.data !== undefined) return <Navigate to={`/resync/${plan.data}`} replace />;
  if (!plan.isError) return <Loading what="the plan" rows={8} />;
  return (
    <>
      <Failed
        what="No plan was made"
        error={plan.error}
        still="Nothing was sent to any firewall."
        onRetry={() => void plan.refetch()}
      />
      <p className="pad">
        <button type="button" className="link" onClick={onBack}>
          Choose other firewalls
        </button>
      </p>
    </>
  );
}
