import type { Status } from '@firewatch/shared/wire/status';
import { useQuery } from '@tanstack/react-query';
import { statusQuery } from '../../api/status.api.js';
import { Panel } from '../../ui/panel.js';
import { Failed, Loading } from '../../ui/states.js';
import { Age } from '../../ui/time.js';
import { FindingList } from './finding-list.js';
import { FactList } from './fact-list.js';
import { auditSentence, healthHeadline, offsetText, sizeText } from './health-text.js';
import { ProcessTable } from './process-table.js';
import { TableList } from './table-list.js';
import { ageText } from '../../words/time-text.js';
import './health.css';

/** Whether Firewatch itself works: for whoever runs it. */
export function HealthPage() {
  const { data, error, isError, refetch } = useQuery(statusQuery);
  const head = data ? healthHeadline(data) : { title: 'Health', note: '' };
  return (
    <>
      <title>Health, Firewatch</title>
      <div className="head">
        <div>
          <h1>{head.title}</h1>
          <p>{head.note}</p>
        </div>
      </div>
      {isError && (
        <Failed
          what="Could not ask Firewatch how it is"
          error={error}
          still="What is shown below may be old."
          onRetry={() => void refetch()}
        />
      )}
      {!data && !isError && <Loading what="the health of Firewatch" />}
      {data && <Health status={data} />}
    </>
  );
}

function Health({ status }: { status: Status }) {
  return (
    <>
      <FindingPanel status={status} />
      <Panel title="Processes" note="each reports every 5 s">
        <ProcessTable processes={status.processes} />
      </Panel>
      <div className="health-columns">
        <Panel title="Work">
          <FactList facts={workFacts(status)} />
        </Panel>
        <Panel title="Clock and outside watch">
          <FactList facts={outsideFacts(status)} />
        </Panel>
        <Panel title="Storage">
          <FactList facts={storageFacts(status)} />
          <TableList tables={status.storage.tables} />
        </Panel>
        <Panel title="Parts" note={`version ${status.version}`}>
          <FactList facts={status.parts.map((part) => ({ name: part.name, value: part.what }))} />
        </Panel>
      </div>
    </>
  );
}

function FindingPanel({ status }: { status: Status }) {
  const { findings, auditedAt } = status.health;
  const late = auditSentence(auditedAt, status.asOf);
  return (
    <Panel
      title="What is not right"
      end={
        auditedAt !== null && (
          <span>
            looked <Age at={Date.parse(auditedAt)} suffix=" ago" />
          </span>
        )
      }
    >
      <FindingList
        findings={
          late === null ? findings : [{ check: 'processes', state: 'wrong', sentence: late }, ...findings]
        }
      />
    </Panel>
  );
}

const workFacts = ({ polling, deliveries, queue }: Status) => [
  { name: 'Firewalls read in the last minute', value: String(polling.readsPerMinute) },
  { name: 'Reads due', value: String(polling.due) },
  {
    name: 'Reads begin',
    value: polling.behindSeconds === null ? 'in time' : `${ageText(polling.behindSeconds * 1_000)} late`,
  },
  {
    name: 'Jobs in the queue',
    value: queue.waiting === null ? 'the queue does not answer' : String(queue.waiting),
  },
  { name: 'Messages waiting', value: String(deliveries.waiting) },
  {
    name: 'The oldest waits for',
    value:
      deliveries.oldestWaitingSeconds === null
        ? 'none waits'
        : ageText(deliveries.oldestWaitingSeconds * 1_000),
  },
  { name: 'Given up in 7 days', value: String(deliveries.dead) },
];

const outsideFacts = ({ ping, deviceClockOffsetMs, processes }: Status) => [
  {
    name: 'Database clock to that of the firewalls',
    value: deviceClockOffsetMs === null ? 'too few of them agree' : offsetText(-deviceClockOffsetMs),
  },
  ...processes.map((one) => ({
    name: `Database clock to that of ${one.host} (${one.role})`,
    value: offsetText(-one.clockOffsetMs),
  })),
  {
    name: 'Outside watch',
    value: ping.isConfigured ? <PingText ping={ping} /> : 'not set up (FIREWATCH_PING_URL)',
  },
];

function PingText({ ping }: { ping: Status['ping'] }) {
  if (ping.fault !== null) return <>not reached: {ping.fault}</>;
  if (ping.lastAt === null) return <>not told yet</>;
  return (
    <>
      told <Age at={Date.parse(ping.lastAt)} suffix=" ago" /> that all is well
    </>
  );
}

const storageFacts = ({ storage }: Status) => [
  ...storage.disks.map((disk) => ({
    name: `Free on the disk of ${disk.folder} (${disk.host})`,
    value: `${sizeText(disk.freeBytes)}, warns below ${sizeText(disk.warnBytes)}`,
  })),
  { name: 'Size of the database', value: sizeText(storage.databaseBytes) },
];
