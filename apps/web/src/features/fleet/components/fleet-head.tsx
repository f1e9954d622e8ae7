import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useNow } from '../../../ui/clock.js';
import { ageText, localTime, ms } from '../../../words/time-text.js';
import type { FleetCounts } from '../model/counts.js';
import { fleetHeadline } from '../model/headline.js';

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
  return (
    <>
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
        <div className="actions desk">
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

/** "likely the vendor's licensing plane" → a sentence; an empty guess stays empty. */
export function asSentence(text: string): string {
  if (text === '') return '';
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
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
