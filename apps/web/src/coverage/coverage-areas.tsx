import { Area, AreaChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { LookShape } from '../ui/verdict-icon.js';
import { localTime } from '../words/time-text.js';
import { LOOK_WORD } from '../words/verdict-text.js';
import { BANDS, heights, type Band, type Step } from './history.js';

const FILL: Readonly<Record<Band, string>> = {
  exposed: 'var(--exposed)',
  blocking: 'var(--blocking)',
  unknown: 'var(--unknown)',
  weakened: 'var(--weakened)',
  protecting: 'var(--protecting-area)',
};

interface CoverageAreasProps {
  steps: readonly Step[];
  from: number;
  to: number;
}

/** Stacked areas, trouble on the zero line. Its own file: recharts is fetched only where a chart is drawn. */
export function CoverageAreas({ steps, from, to }: CoverageAreasProps) {
  const points = steps.map((step) => ({ at: step.at, step, ...heights(step) }));
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 400, height: 116 }}>
      <AreaChart data={points} margin={{ top: 0, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <XAxis dataKey="at" type="number" domain={[from, to]} allowDataOverflow hide />
        <YAxis domain={[0, 1]} allowDataOverflow hide />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--dim)' }}
          content={({ active, payload }) => {
            const step: unknown = payload[0]?.payload;
            return active && isPoint(step) ? <StepCard step={step.step} /> : null;
          }}
        />
        {BANDS.map((band) => (
          <Area
            key={band}
            dataKey={band}
            stackId="all"
            type="stepAfter"
            fill={FILL[band]}
            fillOpacity={1}
            stroke="none"
            isAnimationActive={false}
            activeDot={false}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  );
}

const isPoint = (value: unknown): value is { step: Step } =>
  typeof value === 'object' && value !== null && 'step' in value;

const StepCard = ({ step }: { step: Step }) => (
  <div className="chart-tip">
    <b>{localTime.clock(step.at)}</b>
    {BANDS.map((band) => (
      <span key={band} className={`v-${band}`}>
        <LookShape look={band} /> {step[band]} {LOOK_WORD[band].toLowerCase()}
      </span>
    ))}
  </div>
);
