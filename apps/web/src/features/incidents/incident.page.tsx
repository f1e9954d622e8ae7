import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { z } from 'zod';
import { ApiFailure } from '../../api/failure.js';
import { incidentQuery } from '../../api/incidents.api.js';
import { Failed, Loading } from '../../ui/states.js';
import { CustomersPanel } from './components/customers-panel.js';
import { DeliveriesPanel } from './components/deliveries-panel.js';
import { FindingsPanel } from './components/findings-panel.js';
import { GrowthPanel } from './components/growth-panel.js';
import { IdentityPanel } from './components/identity-panel.js';
import { IncidentHead } from './components/incident-head.js';
import { IntendedPanel } from './components/intended-panel.js';
import { NextStep } from './components/next-step.js';
import { StatStrip } from './components/stat-strip.js';
import { TimelinePanel } from './components/timeline-panel.js';
import '../../styles/fleet.css';
import '../../styles/incident.css';

export function IncidentPage() {
  const { incidentId = '' } = useParams();
  const isId = z.uuid().safeParse(incidentId).success;
  const detail = useQuery({ ...incidentQuery(incidentId), enabled: isId });

  if (!isId || (detail.error instanceof ApiFailure && detail.error.status === 404)) {
    return (
      <Failed
        what="No such incident"
        error={new Error('The address is wrong, or you may not see this incident.')}
      />
    );
  }
  if (!detail.data) {
    if (!detail.isError) return <Loading what="the incident" rows={8} />;
    return (
      <Failed
        what="Could not load the incident"
        error={detail.error}
        still="Alerts still go out."
        onRetry={() => void detail.refetch()}
      />
    );
  }
  const { data } = detail;
  return (
    <>
      <title>{`${data.incident.label} ${data.incident.headline}, Firewatch`}</title>
      <IncidentHead detail={data} />
      <StatStrip detail={data} />
      <div className="cols">
        <div>
          <NextStep detail={data} />
          <IdentityPanel detail={data} />
          <IntendedPanel detail={data} />
          <GrowthPanel detail={data} />
          <CustomersPanel detail={data} />
          <DeliveriesPanel detail={data} />
        </div>
        <div>
          <FindingsPanel detail={data} />
          <TimelinePanel detail={data} />
        </div>
      </div>
    </>
  );
}
