import { Area, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { localTime } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import type { GrowthPoint } from '../model/growth.js';

interface GrowthLinesProps {
  points: readonly GrowthPoint[];
  top: number;
}

const isPoint = (value: unknown): value is GrowthPoint =>
  typeof value === 'object' && value !== null && 'devices' in value && 'customers' in value;

/** Step line of firewalls over its tint, customers dashed. Its own file: recharts is fetched only with a chart. */
export function GrowthLines({ points, top }: GrowthLinesProps) {
  const from = points[0]?.at ?? 0;
  const to = points.at(-1)?.at ?? 1;
  const still = { isAnimationActive: false, dot: false, activeDot: false, type: 'stepAfter' } as const;
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 168 }}>
      <ComposedChart
        data={[...points]}
        margin={{ top: 0, right: 0, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <XAxis dataKey="at" type="number" domain={[from, to]} allowDataOverflow hide />
        <YAxis domain={[0, top]} allowDataOverflow hide />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--dim)' }}
          content={({ active, payload }) => {
            const point: unknown = payload[0]?.payload;
            return active && isPoint(point) ? (
              <div className="chart-tip">
                <b>{localTime.clock(point.at)}</b>
                <span className="v-exposed">{counted(point.devices, 'firewall')}</span>
                <span className="dim">{counted(point.customers, 'customer')}</span>
              </div>
            ) : null;
          }}
        />
        <Area
          dataKey="devices"
          {...still}
          fill="var(--exposed-tint)"
          fillOpacity={1}
          stroke="var(--exposed)"
          strokeWidth={2}
        />
        <Line dataKey="customers" {...still} stroke="var(--dim)" strokeWidth={1.5} strokeDasharray="4 3" />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
