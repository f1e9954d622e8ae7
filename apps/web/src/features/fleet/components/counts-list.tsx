import { LookShape } from '../../../ui/verdict-icon.js';
import { digits, LOOK_WORD, signed } from '../../../words/verdict-text.js';
import type { FleetCounts } from '../../../coverage/counts.js';
import type { VerdictFilter } from '../model/fleet-query.js';
import { BANDS, type Band, type Step } from '../../../coverage/history.js';

interface CountsListProps {
  counts: FleetCounts;
  /** What held an hour ago; undefined while not known. */
  before: Step | undefined;
  filter: VerdictFilter | null;
  onFilter: (verdict: VerdictFilter | null) => void;
}

/** Legend of the charts and filter of the table in one. */
export function CountsList({ counts, before, filter, onFilter }: CountsListProps) {
  const idle = counts.offByPolicy + counts.notApplicable;
  return (
    <div className="counts">
      <div className="cap" aria-hidden="true">
        <span>Now</span>
        <span>in the last hour</span>
      </div>
      <ul>
        {BANDS.map((band) => (
          <li key={band} className={`c-${band}`}>
            <CountLine band={band} {...{ counts, before, filter, onFilter }} />
          </li>
        ))}
      </ul>
      {idle > 0 && (
        <div className="idle">
          {digits(idle)} off by policy or without services, {digits(counts.total)} in all
        </div>
      )}
    </div>
  );
}

function CountLine({ band, counts, before, filter, onFilter }: CountsListProps & { band: Band }) {
  const change = before === undefined ? null : counts[band] - before[band];
  const isOn = filter === band;
  return (
    <button
      type="button"
      className={`count-line v-${band}${counts[band] === 0 ? ' is-zero' : ''}`}
      aria-pressed={isOn}
      title={isOn ? 'Show all again' : `Show only ${LOOK_WORD[band].toLowerCase()} firewalls`}
      onClick={() => onFilter(isOn ? null : band)}
    >
      <LookShape look={band} />
      <b>{digits(counts[band])}</b>
      <span className="w">
        {LOOK_WORD[band]}
        {band === 'exposed' && counts.suspected > 0 && (
          <span className="dim"> +{digits(counts.suspected)} suspected</span>
        )}
      </span>
      <span className="delta">
        {change === null ? '' : signed(change)}
        {change !== null && <span className="hidden-visually"> in the last hour</span>}
      </span>
    </button>
  );
}
