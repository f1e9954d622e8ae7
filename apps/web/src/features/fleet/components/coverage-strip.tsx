import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { fleetHistoryQuery } from '../../../api/fleet.api.js';
import { ChartFrame } from '../../../ui/chart-frame.js';
import { useNow } from '../../../ui/clock.js';
import { TimeAxis } from '../../../ui/time-axis.js';
import { axisTimes } from '../../../words/axis-times.js';
import { localTime, ms } from '../../../words/time-text.js';
import { counted, digits, LOOK_WORD } from '../../../words/verdict-text.js';
import type { FleetCounts } from '../../../coverage/counts.js';
import type { VerdictFilter } from '../model/fleet-query.js';
import { BANDS, heldAt, since, stepsOf, thin, type Step } from '../../../coverage/history.js';
import { CountsList } from './counts-list.js';

const CoverageAreas = lazy(async () => ({
  default: (await import('../../../coverage/coverage-areas.js')).CoverageAreas,
}));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** About two pixels each. */
const PARTS = 240;

interface CoverageStripProps {
  counts: FleetCounts;
  filter: VerdictFilter | null;
  onFilter: (verdict: VerdictFilter | null) => void;
}

/** Counts as filters, a day and the last hour of the fleet. */
export function CoverageStrip({ counts, filter, onFilter }: CoverageStripProps) {
  const history = useQuery(fleetHistoryQuery);
  // The right edge moves each ten seconds: a chart that is redrawn each second only costs battery.
  const now = Math.ceil(useNow() / 10_000) * 10_000;
  const steps = history.data ? stepsOf(history.data, now, counts) : [];
  const firstLoss = history.data?.firstLossAt ?? null;
  return (
    <section className="panel cover" aria-label="Coverage">
      <CountsList counts={counts} before={heldAt(steps, now - HOUR)} filter={filter} onFilter={onFilter} />
      {history.isError ? (
        <p className="plotbox dim">
          The history could not be loaded. Counts are live. {history.error.message}
        </p>
      ) : (
        <>
          <Plot
            name="Last 24 hours"
            steps={since(steps, now - DAY)}
            from={now - DAY}
            to={now}
            total={counts.total}
          />
          <Plot
            name="Last hour"
            steps={since(steps, now - HOUR)}
            from={now - HOUR}
            to={now}
            mark={firstLoss === null ? null : ms(firstLoss)}
          />
        </>
      )}
    </section>
  );
}

interface PlotProps {
  name: string;
  steps: readonly Step[];
  from: number;
  to: number;
  total?: number;
  mark?: number | null;
}

function Plot({ name, steps, from, to, total, mark = null }: PlotProps) {
  const last = steps.at(-1);
  const start = localTime.since(from, to, false);
  const ticks = axisTimes(from, to, 4).map((at) => ({ at, text: localTime.minute(at) }));
  const axis = [{ at: from, text: start }, ...ticks, { at: to, text: 'now' }];
  const showsMark = mark !== null && mark > from && mark < to;
  return (
    <div className={total === undefined ? 'plotbox' : 'plotbox day'}>
      <ChartFrame
        title={name}
        description={last ? describe(last) : 'Nothing was recorded in this time.'}
        heading={
          <>
            <h2>
              {name}
              {total !== undefined && `, ${counted(total, 'firewall')}`}
            </h2>
            <span className="chart-span">{start} to now</span>
          </>
        }
        numbers={{ columns: ['Time', ...BANDS.map((band) => LOOK_WORD[band])], rows: numberRows(steps) }}
      >
        <div className="chart">
          <Suspense fallback={null}>
            {steps.length > 0 && <CoverageAreas steps={thin(steps, PARTS)} from={from} to={to} />}
          </Suspense>
          {showsMark && (
            <span
              className={mark - from > (to - from) * 0.7 ? 'mark flip' : 'mark'}
              style={{ left: `${((mark - from) / (to - from)) * 100}%` }}
            >
              <i>{localTime.minute(mark)} first loss</i>
            </span>
          )}
          {total === undefined && last && last.exposed > 0 && (
            <span className="endl" style={{ bottom: `${endLabelAt(last)}%` }}>
              {digits(last.exposed)} exposed
            </span>
          )}
        </div>
        <TimeAxis from={from} to={to} ticks={axis} />
      </ChartFrame>
    </div>
  );
}

/** Inside the plot: the label may stand neither below the axis nor among the words of the mark at the top. */
const endLabelAt = (step: Step): number =>
  Math.min(62, Math.max(10, (step.exposed / Math.max(1, step.total)) * 100));

const describe = (step: Step): string =>
  `Now ${BANDS.map((band) => `${digits(step[band])} ${LOOK_WORD[band].toLowerCase()}`).join(', ')} of ${counted(step.total, 'firewall')}.`;

const MOST_ROWS = 60;

const numberRows = (steps: readonly Step[]): string[][] =>
  thin(steps, MOST_ROWS)
    .map((step) => [localTime.clock(step.at), ...BANDS.map((band) => digits(step[band]))])
    .reverse();
