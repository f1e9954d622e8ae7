import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { lazy, Suspense } from 'react';
import { ChartFrame } from '../../../ui/chart-frame.js';
import { useNow } from '../../../ui/clock.js';
import { TimeAxis } from '../../../ui/time-axis.js';
import { useIsPhone } from '../../../ui/use-media.js';
import { axisTimes } from '../../../words/axis-times.js';
import { localTime } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import {
  gridLines,
  growthMarks,
  growthNote,
  growthPoints,
  growthRows,
  type GrowthPoint,
} from '../model/growth.js';

const GrowthLines = lazy(async () => ({ default: (await import('./growth-lines.js')).GrowthLines }));

/** Words on the time axis that the plot has room for. */
const STEPS = { desk: 5, phone: 3 } as const;

/** Firewalls and customers over time; nothing to draw for a single one. */
export function GrowthPanel({ detail }: { detail: IncidentDetail }) {
  const now = Math.ceil(useNow() / 10_000) * 10_000;
  if (detail.incident.kind !== 'fleet' && detail.growth.length < 2) return null;
  const points = growthPoints(detail, now);
  const most = Math.max(1, ...points.map((point) => point.devices));
  const note = growthNote(points);
  return (
    <section className="panel" aria-label="Growth">
      <ChartFrame
        title="Growth"
        description={`Firewalls and customers affected over time: ${note === '' ? counted(most, 'firewall') : note}.`}
        heading={
          <>
            <h2>Growth</h2>
            <span className="chart-note">{note}</span>
          </>
        }
        numbers={{ columns: ['Time', 'Firewalls', 'Customers'], rows: growthRows(points) }}
      >
        <GrowthPlot detail={detail} points={points} />
      </ChartFrame>
    </section>
  );
}

interface GrowthPlotProps {
  detail: IncidentDetail;
  points: readonly GrowthPoint[];
}

function GrowthPlot({ detail, points }: GrowthPlotProps) {
  const steps = STEPS[useIsPhone() ? 'phone' : 'desk'];
  const from = points[0]?.at ?? 0;
  const last = points.at(-1) ?? { at: from + 1, devices: 0, customers: 0 };
  const to = last.at;
  const most = Math.max(1, ...points.map((point) => point.devices));
  const lines = gridLines(most);
  // Room above the line for the words of the marks.
  const top = Math.max(most, lines.at(-1) ?? most) * 1.22;
  const end = detail.incident.closedAt === null ? 'now' : localTime.tick(to, to - from);
  const between = axisTimes(from, to, steps).map((at) => ({ at, text: localTime.tick(at, to - from) }));
  const ticks = [{ at: from, text: localTime.tick(from, to - from) }, ...between, { at: to, text: end }];
  return (
    <div className="grow">
      <div className="chart">
        {lines.map((value) => (
          <span key={value} className="grid" style={{ bottom: `${(value / top) * 100}%` }}>
            <span className="y">{value}</span>
          </span>
        ))}
        <Suspense fallback={null}>
          <GrowthLines points={points} top={top} />
        </Suspense>
        {growthMarks(detail, from, to).map((mark) => (
          <span
            key={mark.at}
            className={mark.isLeft ? 'tick lft' : 'tick'}
            style={{ left: `${((mark.at - from) / (to - from)) * 100}%` }}
          >
            <span>
              {localTime.tick(mark.at, to - from)} <b>{mark.text}</b>
            </span>
          </span>
        ))}
        <EndLabel at={last.devices / top} className="v-exposed">
          {counted(last.devices, 'firewall')}
        </EndLabel>
        {last.customers / top < last.devices / top - 0.14 && (
          <EndLabel at={last.customers / top} className="dim">
            {counted(last.customers, 'customer')}
          </EndLabel>
        )}
      </div>
      <TimeAxis from={from} to={to} ticks={ticks} />
    </div>
  );
}

/** Above the line's end where there is room, else below it. */
const EndLabel = ({ at, className, children }: { at: number; className: string; children: string }) => (
  <span
    className={`end2 ${className}`}
    style={{ bottom: `calc(${at * 100}% + ${at > 0.86 ? '-20px' : '3px'})` }}
  >
    {children}
  </span>
);
