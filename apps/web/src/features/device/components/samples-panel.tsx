import { UNREADABLE_CLAUSES } from '@firewatch/shared/wire/device-why';
import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { LOOK_BEFORE_SENDING, type AnswerSampleView } from '@firewatch/shared/wire/samples';
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../../ui/button.js';
import { copyText } from '../../../ui/copy-text.js';
import { Glyph } from '../../../ui/glyph.js';
import { Panel } from '../../../ui/panel.js';
import { Failed } from '../../../ui/states.js';
import { Clock } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';
import { samplesQuery } from '../api/samples.api.js';
import { answerHead, sampleText } from '../model/sample-text.js';

const COPIED = 'Copied: model, firmware, request and answer. Look at it before you send it on.';

/** What it last said that could not be read; nothing at all while it said nothing of the kind. */
export function SamplesPanel({ row }: { row: DeviceRow }) {
  const { data, isError, error, refetch } = useQuery(samplesQuery(row.id));
  if (!isError && (data === undefined || data.length === 0)) return null;
  return (
    <Panel title="Answers that could not be read" note="redacted, kept for 14 days">
      {data === undefined ? (
        <Failed what="Could not load these answers" error={error} onRetry={() => void refetch()} />
      ) : (
        <>
          <ul className="samples">
            {data.map((sample) => (
              <li key={sample.id}>
                <Sample sample={sample} row={row} />
              </li>
            ))}
          </ul>
          <p className="panel-note faint">{LOOK_BEFORE_SENDING}</p>
        </>
      )}
    </Panel>
  );
}

/** Closed until asked for: three answers of 4,096 characters would push everything below away. */
function Sample({ sample, row }: { sample: AnswerSampleView; row: DeviceRow }) {
  return (
    <details className="sample">
      <summary>
        <Glyph name="chevron-right" className="faint" />
        <Clock at={ms(sample.at)} />
        <span className="mono">{sample.source}</span>
        <span className="dim">{UNREADABLE_CLAUSES[sample.why]}</span>
      </summary>
      <div className="sample-head">
        <span className="faint">{answerHead(sample)}</span>
        <Button small onClick={() => void copyText(sampleText(row, sample), COPIED)}>
          Copy for the case
        </Button>
      </div>
      {sample.body === '' ? <p className="dim">The answer was empty.</p> : <pre>{sample.body}</pre>}
    </details>
  );
}
