import { SERVICE_WORDS, SERVICES } from '@firewatch/shared/domain/service';
import type { RunDeviceView, RunLogLine } from '@firewatch/shared/wire/resync';
import { useInfiniteQuery } from '@tanstack/react-query';
import { runLogQuery } from '../../../api/resync.api.js';
import { Button } from '../../../ui/button.js';
import { Failed, Loading } from '../../../ui/states.js';
import { VerdictBadge, lookOf } from '../../../ui/verdict-icon.js';
import { localTime, ms, utcText } from '../../../words/time-text.js';
import type { Snapshot } from '../model/run-words.js';

interface RunLogProps {
  runId: string;
  device: RunDeviceView;
}

/** What was sent, what came back, and what the services said before and say now. */
export function RunLog({ runId, device }: RunLogProps) {
  return (
    <div className="row-detail">
      <StepLog runId={runId} device={device} />
      {device.before !== null && <Compared before={device.before} after={device.after} />}
    </div>
  );
}

function StepLog({ runId, device }: RunLogProps) {
  const log = useInfiniteQuery(runLogQuery(runId, device.deviceId));
  if (log.isError) {
    return (
      <Failed
        what={`Could not load the log of ${device.name}`}
        error={log.error}
        still="The run goes on."
        onRetry={() => void log.refetch()}
      />
    );
  }
  if (!log.data) return <Loading what="the log" rows={2} />;
  const lines = log.data.pages.flatMap((page) => page.items);
  if (lines.length === 0) return <p className="dim">Nothing was sent to it and nothing was read yet.</p>;
  return (
    <>
      <ol className="log" aria-label={`Log of ${device.name}`}>
        {lines.map((line) => (
          <LogLine key={line.id} line={line} />
        ))}
      </ol>
      {log.hasNextPage && (
        <Button small busy={log.isFetchingNextPage && 'Loading'} onClick={() => void log.fetchNextPage()}>
          Older lines
        </Button>
      )}
    </>
  );
}

const BAD_ANSWERS: ReadonlySet<string> = new Set(['refused', 'busy', 'denied', 'unreachable', 'unsure']);

function LogLine({ line }: { line: RunLogLine }) {
  const isBad = line.answer !== null && BAD_ANSWERS.has(line.answer);
  return (
    <li>
      <time dateTime={line.at} title={utcText(ms(line.at))}>
        {localTime.clock(ms(line.at))}
      </time>
      <span className="l-what">{line.what}</span>
      <span className="l-answer">{line.answer ?? ''}</span>
      <span className={isBad ? 'l-words is-bad' : 'l-words'}>
        {line.words}
        {line.by !== null && ` (${line.by})`}
      </span>
    </li>
  );
}

interface ComparedProps {
  before: Snapshot;
  after: Snapshot | null;
}

/** Each service before and now, with the device's own words. */
function Compared({ before, after }: ComparedProps) {
  const services = SERVICES.filter((service) => before.services[service] ?? after?.services[service]);
  return (
    <table className="compared">
      <thead>
        <tr>
          <th scope="col">Service</th>
          <th scope="col">Before, {localTime.clock(ms(before.at))}</th>
          <th scope="col">{after === null ? 'Now' : `Now, ${localTime.clock(ms(after.at))}`}</th>
        </tr>
      </thead>
      <tbody>
        {services.map((service) => (
          <tr key={service}>
            <th scope="row">{SERVICE_WORDS[service].name}</th>
            <td>
              <Said said={before.services[service]} />
            </td>
            <td>
              {after === null ? (
                <span className="faint">not read since</span>
              ) : (
                <Said said={after.services[service]} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Said({ said }: { said: Snapshot['services'][keyof Snapshot['services']] }) {
  if (!said) return <span className="faint">not told</span>;
  return (
    <>
      <VerdictBadge look={lookOf(said.verdict)} /> <span className="mono dim wrap">{said.raw}</span>
    </>
  );
}
