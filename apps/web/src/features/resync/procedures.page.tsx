import type { ResyncProcedureView } from '@firewatch/shared/wire/resync-procedure';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { proceduresQuery } from '../../api/resync.api.js';
import { Tag } from '../../ui/badge.js';
import { Panel } from '../../ui/panel.js';
import { Failed, Loading } from '../../ui/states.js';
import { counted } from '../../words/verdict-text.js';
import { ProcedureSteps } from './components/procedure-steps.js';
import { aboutText } from './model/run-lead.js';
import '../../styles/forms.css';
import './resync.css';

export function ProceduresPage() {
  const procedures = useQuery(proceduresQuery);
  const byWay = Map.groupBy(procedures.data ?? [], (one) => one.way);
  const [api, assisted] = [byWay.get('api') ?? [], byWay.get('assisted') ?? []];
  return (
    <>
      <title>Procedures, Firewatch</title>
      <div className="crumb">
        <Link to="/resync">Resync</Link>
        <span>Procedures</span>
      </div>
      <div className="head">
        <div>
          <h1>
            {procedures.data
              ? `${counted(procedures.data.length, 'product line')}, ${api.length} by API, ${assisted.length} by hand`
              : 'Procedures'}
          </h1>
          <p>
            How each product line is brought back, step by step, with where we know it from. What nobody has
            confirmed is marked so.
          </p>
        </div>
      </div>
      {procedures.isPending && <Loading what="the procedures" rows={8} />}
      {procedures.isError && (
        <Failed
          what="Could not load the procedures"
          error={procedures.error}
          onRetry={() => void procedures.refetch()}
        />
      )}
      {[...api, ...assisted].map((one) => (
        <Procedure key={one.id} procedure={one} />
      ))}
    </>
  );
}

function Procedure({ procedure }: { procedure: ResyncProcedureView }) {
  const unverified = procedure.steps.filter((step) => !step.isVerified).length;
  return (
    <Panel
      title={procedure.productLine}
      note={`${procedure.way === 'api' ? 'by API' : 'by hand'}, ${counted(procedure.steps.length, 'step')}, ${aboutText(procedure.estimateSeconds)}`}
      end={unverified > 0 && <Tag icon="differ">{unverified} unverified</Tag>}
    >
      <details className="procedure">
        <summary>{procedure.expects}</summary>
        <ProcedureSteps steps={procedure.steps} />
      </details>
    </Panel>
  );
}
