import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { fleetHistoryQuery } from '../../../api/fleet.api.js';
import type { FleetCounts } from '../../../coverage/counts.js';
import { since, stepsOf, thin, type Band } from '../../../coverage/history.js';
import { useLink } from '../../../live/live-context.js';
import { useNow } from '../../../ui/clock.js';
import { LookShape } from '../../../ui/verdict-icon.js';
import { ageText, localTime, ms } from '../../../words/time-text.js';
import { counted, digits, LOOK_WORD } from '../../../words/verdict-text.js';

const CoverageAreas = lazy(async () => ({
  default: (await import('../../../coverage/coverage-areas.js')).CoverageAreas,
}));

const HOUR = 3_600_000;
const PARTS = 140;
const BIG: readonly Band[] = ['exposed', 'blocking', 'unknown', 'weakened', 'protecting'];

const dateWords = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

export function Side({ counts }: { counts: FleetCounts }) {
  const now = useNow();
  const [first, ...rest] = BIG.filter((band) => band !== 'protecting' && counts[band] > 0);
  const bands = first === undefined ? (['protecting'] as const) : [first, ...rest, 'protecting' as const];
  return (
    <aside className="wall-side" aria-label="Counts">
      <time className="wall-clock">{localTime.clock(now)}</time>
      <p className="wall-date">
        {dateWords.format(now)}, {localTime.zone(now)}
      </p>
      <DataAge counts={counts} now={now} />
      <ul className="wall-counts">
        {bands.map((band) => (
          <li key={band} className={`v-${band}`}>
            <LookShape look={band} />
            <b>{digits(counts[band])}</b>
            <span>
              {LOOK_WORD[band]}
              {band === first && counts.suspected > 0 && <small>+{digits(counts.suspected)} suspected</small>}
            </span>
          </li>
        ))}
      </ul>
      <LastHour counts={counts} />
    </aside>
  );
}

/** A screen that stands still must be seen to: how old the last word of the server is, and the oldest reading. */
function DataAge({ counts, now }: { counts: FleetCounts; now: number }) {
  const link = useLink();
  const oldest =
    counts.oldestReadAt === null ? '' : `, oldest reading ${ageText(now - ms(counts.oldestReadAt))}`;
  if (link.phase === 'away') {
    const last =
      link.heardAt === null ? 'Not connected yet' : `Not live since ${localTime.clock(link.since)}`;
    return (
      <p className="wall-fresh is-away" role="alert">
        {last}. Trying again{link.tries > 0 ? `, try ${link.tries}` : ''}.
      </p>
    );
  }
  const age = link.heardAt === null ? 'Connecting' : `Data ${ageText(now - link.heardAt)} old`;
  return <p className="wall-fresh">{`${age}${oldest}`}</p>;
}

function LastHour({ counts }: { counts: FleetCounts }) {
  const { data } = useQuery(fleetHistoryQuery);
  const now = Math.ceil(useNow() / 10_000) * 10_000;
  const steps = data ? since(stepsOf(data, now, counts), now - HOUR) : [];
  return (
    <figure className="wall-hour">
      <div className="chart" aria-hidden="true">
        <Suspense fallback={null}>
          {steps.length > 0 && <CoverageAreas steps={thin(steps, PARTS)} from={now - HOUR} to={now} />}
        </Suspense>
      </div>
      <figcaption>
        <span>{localTime.minute(now - HOUR)}</span>
        <span>last hour, {counted(counts.total, 'firewall')}</span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}
