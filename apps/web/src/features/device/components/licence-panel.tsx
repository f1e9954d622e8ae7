import type { DeviceRenewals } from '@firewatch/shared/wire/renewals';
import { useQuery } from '@tanstack/react-query';
import { Panel } from '../../../ui/panel.js';
import { Failed, Loading } from '../../../ui/states.js';
import { deviceRenewalsQuery } from '../api/device-renewals.api.js';
import { licenceLines, signatureSentence } from '../model/licence-text.js';

/** What is paid for until when, on which step of the ladder, and whether signatures are kept up. */
export function LicencePanel({ id }: { id: string }) {
  const found = useQuery(deviceRenewalsQuery(id));
  return (
    <Panel title="Licence dates">
      {found.isPending && <Loading what="the licence dates" rows={2} />}
      {found.isError && (
        <Failed
          what="Could not load the licence dates"
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      )}
      {found.data && <Dates answer={found.data} />}
      <p className="panel-note faint">A date is no proof of protection; the services above are.</p>
    </Panel>
  );
}

function Dates({ answer }: { answer: DeviceRenewals }) {
  const lines = licenceLines(answer);
  const { undated, signatures } = answer;
  return (
    <>
      {lines.length === 0 && <p className="pad dim">This firewall gives no licence dates.</p>}
      {lines.length > 0 && (
        <dl className="kv">
          {lines.map((line) => (
            <div key={line.key} className="kv-line">
              <dt>{line.heads}</dt>
              <dd>
                <span className={line.isPressing ? 'v-weakened' : ''}>{line.end}</span>{' '}
                <span className="faint">{[line.rung, line.moved].filter(Boolean).join(', ')}</span>
              </dd>
            </div>
          ))}
          {undated.length > 0 && (
            <div className="kv-line">
              <dt>{undated.join(', ')}</dt>
              <dd className="dim">licensed, no end date readable</dd>
            </div>
          )}
        </dl>
      )}
      {signatures.map((note) => (
        <p key={`${note.service}/${note.kind}`} className="panel-note v-weakened">
          {signatureSentence(note, answer)}
        </p>
      ))}
    </>
  );
}
