import type { UnknownSender } from '@firewatch/shared/wire/push';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { ignoreSender, pushKey, unknownQuery } from '../../api/push.api.js';
import { useMe } from '../../session/me-context.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { Age } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';
import { ms } from '../../words/time-text.js';
import './push.css';

/** Serial numbers that send log lines and that no firewall here has. */
export function UnknownSendersPage() {
  const [ignored, setIgnored] = useState<'yes' | 'no'>('no');
  const found = useQuery(unknownQuery(ignored));
  const count = found.data?.length ?? 0;
  return (
    <>
      <title>Unknown senders, Firewatch</title>
      <div className="head">
        <div>
          <h1>
            {count === 0
              ? 'No unknown senders'
              : `${count} serial number${count === 1 ? '' : 's'} nobody enrolled`}
          </h1>
          <p>They send log lines here, but no firewall has them. The address may be a router in between.</p>
        </div>
      </div>
      <Panel
        title={ignored === 'no' ? 'Not enrolled' : 'Ignored'}
        end={
          <Button small onClick={() => setIgnored(ignored === 'no' ? 'yes' : 'no')}>
            {ignored === 'no' ? 'Show ignored' : 'Show others'}
          </Button>
        }
      >
        {found.isError && (
          <Failed
            what="Could not load the unknown senders"
            error={found.error}
            onRetry={() => void found.refetch()}
          />
        )}
        {found.isPending && <Loading what="the unknown senders" rows={3} />}
        {found.data?.length === 0 && <Empty>Every serial number that sends lines is known.</Empty>}
        {found.data && found.data.length > 0 && (
          <ul>
            {found.data.map((sender) => (
              <Sender key={sender.id} sender={sender} />
            ))}
          </ul>
        )}
      </Panel>
    </>
  );
}

function Sender({ sender }: { sender: UnknownSender }) {
  const me = useMe();
  const client = useQueryClient();
  const isIgnored = sender.ignored !== null;
  const flip = async (): Promise<void> => {
    try {
      await ignoreSender(sender.id, !isIgnored);
      await client.invalidateQueries({ queryKey: pushKey });
    } catch (error) {
      toast(error instanceof Error ? `Not changed. ${error.message}` : 'Not changed.', { isError: true });
    }
  };
  return (
    <li className="sender">
      <div>
        <h3 className="mono">{sender.serial}</h3>
        <p className="dim">
          {sender.vendorName}, from <span className="mono">{sender.source}</span>, {sender.lines} line
          {sender.lines === 1 ? '' : 's'}, last <Age at={ms(sender.lastSeenAt)} /> ago, first{' '}
          <Age at={ms(sender.firstSeenAt)} /> ago
        </p>
        {sender.message !== '' && <p className="mono faint">{sender.message}</p>}
        {sender.ignored && <p className="faint">Ignored by {sender.ignored.by}</p>}
      </div>
      {(me.role === 'owner' || me.role === 'engineer') && (
        <div className="sender-acts">
          <Link
            className="btn"
            to={`/devices/new?${new URLSearchParams({ sender: sender.id }).toString()}`}
            aria-label={`Enrol ${sender.serial}…`}
          >
            Enrol…
          </Link>
          <Button onClick={() => void flip()}>{isIgnored ? 'Heed again' : 'Ignore'}</Button>
        </div>
      )}
    </li>
  );
}
