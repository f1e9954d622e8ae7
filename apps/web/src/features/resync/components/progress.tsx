import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { useNow } from '../../../ui/clock.js';
import { localTime, ms, spanText } from '../../../words/time-text.js';
import { digits } from '../../../words/verdict-text.js';
import { isLate, secondsLeft } from '../model/run-lead.js';
import { isOver } from '../model/run-words.js';

interface Part {
  readonly tone: string;
  readonly count: number;
  readonly word: string;
}

/** Everything of the run, by count; nothing is a share of time. */
export function partsOf({ counts, state }: ResyncRunDetail['row']): readonly Part[] {
  return [
    { tone: 'ok', count: counts.proven, word: 'proven' },
    { tone: 'work', count: counts.working, word: 'working' },
    { tone: 'spared', count: counts.spared ?? 0, word: 'had nothing missing' },
    { tone: 'bad', count: counts.failed, word: 'failed' },
    { tone: 'wait', count: counts.waiting, word: isOver(state) ? 'left untouched' : 'waiting' },
    { tone: 'hand', count: counts.byHand, word: 'by hand' },
  ].filter((part) => part.count > 0);
}

export function Progress({ detail }: { detail: ResyncRunDetail }) {
  const parts = partsOf(detail.row);
  const words = parts.map((part) => `${digits(part.count)} ${part.word}`);
  return (
    <section className="run-progress" aria-label="Progress">
      <div className="prog" role="img" aria-label={words.join(', ')}>
        {parts.map((part) => (
          <i key={part.tone} className={`p-${part.tone}`} style={{ flexGrow: part.count }}>
            {digits(part.count)}
            <span className="desk"> {part.word}</span>
          </i>
        ))}
      </div>
      <div className="sum">
        {parts.map((part) => (
          <span key={part.tone} className={part.tone === 'bad' ? 'v-exposed' : undefined}>
            <b>{digits(part.count)}</b>
            {part.word}
          </span>
        ))}
        <span className="end">
          <Span detail={detail} />
        </span>
      </div>
    </section>
  );
}

/** "9 min 34 s so far, waves done at about 12:38" */
function Span({ detail }: { detail: ResyncRunDetail }) {
  const now = useNow();
  const { row } = detail;
  if (row.startedAt === null || row.state === 'counting-down') return null;
  if (row.endedAt !== null) {
    return <>took {spanText(ms(row.endedAt) - ms(row.startedAt))} in all</>;
  }
  const left = isLate(detail, now) ? 0 : secondsLeft(detail);
  const ends = left === 0 ? '' : `, waves done at about ${localTime.minute(now + left * 1_000)}`;
  return (
    <>
      {spanText(now - ms(row.startedAt))} so far{row.state === 'running' ? ends : ''}
    </>
  );
}
