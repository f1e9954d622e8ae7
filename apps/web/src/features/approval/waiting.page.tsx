import type { WaitingDevice } from '@firewatch/shared/wire/estate';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { lookAgain, waitingQuery } from '../../api/estate.api.js';
import { EstateHead } from '../../estate/estate-head.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { counted } from '../../words/verdict-text.js';
import { type Asked, WaitingDialog } from './waiting.dialog.js';
import { approveWords, isApprovable, isUnreadable, waitingHeadline } from './waiting-words.js';
import { WaitingRow } from './waiting-row.js';

/** Firewalls whose certificate nobody has approved: what stands there, and one act for all that are shown. */
export function WaitingPage() {
  const list = useQuery(waitingQuery);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Asked | null>(null);
  const devices = list.data ?? [];
  const chosen = devices.filter((one) => picked.has(one.id));
  const toggle = (id: string): void => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  return (
    <>
      <EstateHead
        title={list.data ? waitingHeadline(devices) : 'Waiting for approval'}
        note="Nothing but the TLS handshake is sent to them before."
        action={<ActForAll devices={devices} onAsk={setAsked} />}
      />
      <Panel title="Certificates" end={chosen.length > 0 && <ChosenActs chosen={chosen} onAsk={setAsked} />}>
        <ListState list={list} />
        <ul className="estate-rows" aria-label="Firewalls that wait">
          {devices.map((device) => (
            <WaitingRow key={device.id} device={device} isPicked={picked.has(device.id)} onToggle={toggle} />
          ))}
        </ul>
      </Panel>
      {asked && (
        <WaitingDialog
          asked={asked}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            setPicked(new Set());
          }}
        />
      )}
    </>
  );
}

interface ActForAllProps {
  devices: readonly WaitingDevice[];
  onAsk: (asked: Asked) => void;
}

/** One press for the whole list: approval first, then what has no API. */
function ActForAll({ devices, onAsk }: ActForAllProps) {
  const ready = devices.filter(isApprovable);
  const unreadable = devices.filter(isUnreadable);
  if (ready.length > 0) {
    return (
      <Button kind="primary" onClick={() => onAsk({ what: 'approve', devices: ready })}>
        {approveWords(ready.length)}
      </Button>
    );
  }
  if (unreadable.length === 0) return null;
  return (
    <Button kind="primary" onClick={() => onAsk({ what: 'checklist', devices: unreadable })}>
      Watch {unreadable.length} as checklist only
    </Button>
  );
}

/** What stands in the place of the rows while there are none. */
function ListState({ list }: { list: UseQueryResult<readonly WaitingDevice[]> }) {
  if (list.isPending) return <Loading what="the firewalls that wait" />;
  if (list.isError) {
    return (
      <Failed
        what="Could not load the firewalls that wait"
        error={list.error}
        still="Nothing is sent to them meanwhile."
        onRetry={() => void list.refetch()}
      />
    );
  }
  if (list.data.length > 0) return null;
  return (
    <Empty
      action={
        <Link className="btn" to="/import">
          Import a file
        </Link>
      }
    >
      No firewall waits for approval.
    </Empty>
  );
}

interface ChosenActsProps {
  chosen: readonly WaitingDevice[];
  onAsk: (asked: Asked) => void;
}

function ChosenActs({ chosen, onAsk }: ChosenActsProps) {
  const ready = chosen.filter(isApprovable);
  const waiting = chosen.filter((one) => !isUnreadable(one));
  const look = async (): Promise<void> => {
    try {
      const { changed } = await lookAgain(waiting.map((one) => one.id));
      toast(`Looking at ${counted(changed, 'certificate')} again.`);
    } catch (error) {
      toast(error instanceof Error ? error.message : 'That did not work.', { isError: true });
    }
  };
  return (
    <>
      <Button small disabled={waiting.length === 0} onClick={() => void look()}>
        Look again
      </Button>
      <Button
        small
        disabled={waiting.length === 0}
        onClick={() => onAsk({ what: 'dismiss', devices: waiting })}
      >
        Take {waiting.length} off the list
      </Button>
      <Button small disabled={ready.length === 0} onClick={() => onAsk({ what: 'approve', devices: ready })}>
        Approve {ready.length} selected
      </Button>
    </>
  );
}
