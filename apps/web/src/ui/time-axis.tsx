interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Words under a plot; the first and the last stand flush with its edges. */
export function TimeAxis({ from, to, ticks }: { from: number; to: number; ticks: readonly Tick[] }) {
  return (
    <div className="xax">
      {ticks.map((tick) => (
        <span key={tick.at} style={{ left: `${((tick.at - from) / (to - from)) * 100}%` }}>
          {tick.text}
        </span>
      ))}
    </div>
  );
}
