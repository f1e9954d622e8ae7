import type { ResyncRunRow } from '@firewatch/shared/wire/resync';
import { Link } from 'react-router';
import { Clock } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';
import { STATE_WORD } from '../model/run-words.js';
import { partsOf } from './progress.js';

/** A thin bar of the counts; the words stand beside it. */
function MiniBar({ run }: { run: ResyncRunRow }) {
  const parts = partsOf(run);
  return (
    <span
      className="prog is-mini"
      role="img"
      aria-label={parts.map((part) => `${part.count} ${part.word}`).join(', ')}
    >
      {parts.map((part) => (
        <i key={part.tone} className={`p-${part.tone}`} style={{ flexGrow: part.count }} />
      ))}
    </span>
  );
}

export function RunsTable({ runs, label }: { runs: readonly ResyncRunRow[]; label: string }) {
  return (
    <table className="plain runs" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">What</th>
          <th scope="col">State</th>
          <th scope="col">Counts</th>
          <th scope="col">By</th>
          <th scope="col" className="num">
            When
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <td className="k-label dim">{run.label}</td>
            <td className="k-what">
              <Link to={`/resync/${run.id}`}>{run.headline}</Link>
              {run.incident && (
                <Link className="tag" to={`/incidents/${run.incident.id}`}>
                  {run.incident.label}
                </Link>
              )}
            </td>
            <td className="k-state">{STATE_WORD[run.state]}</td>
            <td className="k-bar">
              <MiniBar run={run} />
            </td>
            <td className="k-by dim">{run.startedBy ?? run.createdBy}</td>
            <td className="k-when num dim">
              <Clock at={ms(run.endedAt ?? run.startedAt ?? run.createdAt)} seconds={false} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
