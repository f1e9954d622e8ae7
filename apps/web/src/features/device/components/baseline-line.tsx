import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { sourceWords } from '../../../baseline/baseline-words.js';
import { useNow } from '../../../ui/clock.js';
import { localTime, ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';

interface BaselineLineProps {
  detail: DeviceDetail;
  /** Null = may not. */
  onEdit: (() => void) | null;
}

/** What it should run, who says so, and whether a person has looked at it. */
export function BaselineLine({ detail, onEdit }: BaselineLineProps) {
  const now = useNow();
  const { baseline, baselineConfirmedAt } = detail;
  const isKnown = Object.keys(baseline).length > 0;
  const expected = Object.values(baseline).filter((one) => one === 'on').length;
  return (
    <>
      <dt>Baseline</dt>
      <dd>
        {isKnown ? `${counted(expected, 'service')} expected` : 'proposed after the first full read'}
        {baselineConfirmedAt === null ? (
          isKnown && <b>, not confirmed</b>
        ) : (
          <span className="dim">, confirmed {localTime.since(ms(baselineConfirmedAt), now, false)}</span>
        )}
        {onEdit !== null && isKnown && (
          <>
            {' '}
            <button type="button" className="link" onClick={onEdit}>
              {baselineConfirmedAt === null ? 'Look and confirm' : 'Edit'}
            </button>
          </>
        )}
        {isKnown && (
          <>
            <br />
            <span className="faint">{sourceWords(detail)}</span>
          </>
        )}
      </dd>
    </>
  );
}
