import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { EstateTabs } from '../../../estate/estate-tabs.js';
import { mayEdit } from '../../../api/access.api.js';
import { useMe } from '../../../session/me-context.js';
import { useNow } from '../../../ui/clock.js';
import { ageText, localTime, ms } from '../../../words/time-text.js';
import { asSentence } from '../../../words/verdict-text.js';
import type { FleetCounts } from '../../../coverage/counts.js';
import { fleetHeadline } from '../../../coverage/headline.js';

interface FleetHeadProps {
  counts: FleetCounts;
  /** The most urgent open incident: its cause is the sub-headline. */
  top: IncidentRow | null;
  action: ReactNode;
}

/** h1 states the harm, the line below it the cause; with nothing wrong one line says so. */
export function FleetHead({ counts, top, action }: FleetHeadProps) {
  const now = useNow();
  const { title, note } = fleetHeadline(counts, now);
  const canAdd = mayEdit(useMe());
  return (
    <>
      <EstateTabs />
      <div className="head">
        <div>
          <h1>{title}</h1>
          {top ? (
            <p>
              <strong>
                {top.headline}, since {localTime.since(ms(top.since), now, false)} (
                {ageText(now - ms(top.since))}).
              </strong>{' '}
              {asSentence(top.subline)} {asSentence(top.likely)}
            </p>
          ) : (
            <p>{counts.total === 0 ? 'Add one firewall to see what it protects.' : note}</p>
          )}
        </div>
        <div className={counts.total === 0 ? 'actions' : 'actions desk'}>
          {canAdd && (
            <Link className={counts.total === 0 ? 'btn primary' : 'btn'} to="/devices/new">
              Add firewall
            </Link>
          )}
          {canAdd && counts.total === 0 && (
            <Link className="btn" to="/import">
              Import a file
            </Link>
          )}
          {top && (
            <Link className="btn" to={`/incidents/${top.id}`}>
              Open incident
            </Link>
          )}
          {action}
        </div>
      </div>
      {(top !== null || Boolean(action)) && <FleetThumb top={top} action={action} />}
    </>
  );
}

const FleetThumb = ({ top, action }: { top: IncidentRow | null; action: ReactNode }) => (
  <div className="thumb thumb-fixed phone-only">
    {action}
    {top && (
      <Link className="btn" to={`/incidents/${top.id}`}>
        Open incident
      </Link>
    )}
  </div>
);
