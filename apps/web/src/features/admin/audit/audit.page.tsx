import type { AuditEntry, AuditReport } from '@firewatch/shared/wire/audit';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Panel } from '../../../ui/panel.js';
import { SelectField } from '../../../ui/select-field.js';
import { Empty, Failed, Loading } from '../../../ui/states.js';
import { Clock } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { auditPages, verifyAudit } from '../api/account.api.js';
import { peopleQuery } from '../api/people.api.js';
import { UndoAct } from './undo-act.js';
import { actionWords } from '../model.js';
import { auditWords } from './audit-words.js';

const ABOUT = [
  { value: '', label: 'Everything' },
  { value: 'person.', label: 'People' },
  { value: 'session.', label: 'Sign-ins' },
  { value: 'token.', label: 'Tokens' },
  { value: 'channel.', label: 'Channels' },
  { value: 'customer.', label: 'Customers' },
  { value: 'device.', label: 'Firewalls' },
  { value: 'group.', label: 'Groups' },
  { value: 'baseline.', label: 'Baselines' },
  { value: 'credential-set.', label: 'Credentials' },
  { value: 'incident.', label: 'Incidents' },
  { value: 'resync.', label: 'Resyncs' },
  { value: 'maintenance.', label: 'Maintenance' },
];

export function AuditPage() {
  const [action, setAction] = useState('');
  const [person, setPerson] = useState('');
  const people = useQuery(peopleQuery);
  return (
    <>
      <title>Audit, Firewatch</title>
      <div className="head">
        <div>
          <h1>Audit</h1>
          <p>Who changed what. Lines are never deleted.</p>
        </div>
      </div>
      <Verify />
      <div className="audit-filter">
        <SelectField label="About" value={action} options={ABOUT} onChange={setAction} />
        <SelectField
          label="By"
          value={person}
          options={[
            { value: '', label: 'Everybody' },
            ...(people.data ?? []).map((one) => ({ value: one.id, label: one.name })),
          ]}
          onChange={setPerson}
        />
      </div>
      <Lines action={action} person={person} />
    </>
  );
}

function Lines({ action, person }: { action: string; person: string }) {
  const lines = useInfiniteQuery(auditPages({ action, person }));
  const items = lines.data?.pages.flatMap((one) => one.items) ?? [];
  return (
    <Panel title="Lines" note="newest first">
      {lines.isPending && <Loading what="the audit" rows={6} />}
      {lines.isError && (
        <Failed what="Could not load the audit" error={lines.error} onRetry={() => void lines.refetch()} />
      )}
      {lines.data && items.length === 0 && <Empty>No line like that.</Empty>}
      {items.length > 0 && (
        <ol className="rows audit" aria-label="Lines of the audit">
          {items.map((entry) => (
            <AuditLine key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {lines.hasNextPage && (
        <div className="panel-foot log-more">
          <Button
            small
            busy={lines.isFetchingNextPage && 'Loading'}
            onClick={() => void lines.fetchNextPage()}
          >
            Show older lines
          </Button>
        </div>
      )}
    </Panel>
  );
}

function AuditLine({ entry }: { entry: AuditEntry }) {
  const words = auditWords(entry);
  return (
    <li className="row">
      <span className="audit-at dim">
        <Clock at={ms(entry.at)} />
      </span>
      <div className="row-main">
        <p>
          <b>{actionWords(entry.action)}</b>
          {entry.subjectName === null ? '' : `: ${entry.subjectName}`}
          {entry.customer === null ? '' : ` (${entry.customer.name})`}
        </p>
        {words !== '' && <p className="dim wrap">{words}</p>}
        {Object.keys(entry.detail).length > 0 && (
          <details className="audit-raw">
            <summary className="faint">As recorded</summary>
            <pre className="mono">{JSON.stringify(entry.detail, null, 2)}</pre>
          </details>
        )}
      </div>
      <span className="audit-by">
        {entry.person?.name ?? 'Firewatch'}
        {entry.undo !== null && <UndoAct actId={entry.undo.actId} />}
      </span>
    </li>
  );
}

type Check =
  | { readonly is: 'idle' | 'running' }
  | { readonly is: 'failed'; readonly error: unknown }
  | { readonly is: 'done'; readonly report: AuditReport };

/** Nobody believes a record that cannot be checked. */
function Verify() {
  const [check, setCheck] = useState<Check>({ is: 'idle' });
  const run = async (): Promise<void> => {
    setCheck({ is: 'running' });
    try {
      setCheck({ is: 'done', report: await verifyAudit() });
    } catch (error) {
      setCheck({ is: 'failed', error });
    }
  };
  return (
    <Panel
      title="Is it as it was written?"
      end={
        <Button small busy={check.is === 'running' && 'Checking'} onClick={() => void run()}>
          Verify
        </Button>
      }
    >
      <div className="row" aria-live="polite">
        <div className="row-main">
          {check.is === 'failed' && <Failed what="Could not check" error={check.error} />}
          {check.is === 'done' ? (
            <Report report={check.report} />
          ) : (
            check.is !== 'failed' && (
              <p className="dim">
                Every line is linked to the one before it, and the last link is kept outside the database.
              </p>
            )
          )}
        </div>
      </div>
    </Panel>
  );
}

function Report({ report: { lines, fault, headKept } }: { report: AuditReport }) {
  if (fault) {
    return (
      <p className="fault" role="alert">
        <strong>Changed.</strong> {fault.sentence} The {counted(lines, 'line')} before it are as they were
        written.
      </p>
    );
  }
  return (
    <p>
      <strong>Unchanged:</strong> {counted(lines, 'line')}.{' '}
      {headKept ? 'The end agrees with the head kept outside the database.' : 'No head is kept outside yet.'}
    </p>
  );
}
