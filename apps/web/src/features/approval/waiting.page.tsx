import type { WaitingDevice } from '@firewatch/shared/wire/estate';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { approveWaiting, changeMany, dismissWaiting, lookAgain, waitingQuery } from '../../api/estate.api.js';
import { keys } from '../../api/keys.js';
import { EstateHead } from '../../estate/estate-head.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { counted } from '../../words/verdict-text.js';
import { isApprovable, isUnreadable, waitingHeadline } from './waiting-words.js';
import { WaitingRow } from './waiting-row.js';

type Asked = {
  readonly what: 'approve' | 'dismiss' | 'checklist';
  readonly devices: readonly WaitingDevice[];
};

/** Firewalls whose certificate nobody has approved: what stands there, and one act for all that are shown. */
export function WaitingPage() {
  const list = useQuery(waitingQuery);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Asked | null>(null);
  const devices = list.data ?? [];
  const chosen = devices.filter((one) => picked.has(one.id));
  const ready = devices.filter(isApprovable);
  const unreadable = devices.filter(isUnreadable);
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
        action={
          ready.length > 0 ? (
            <Button kind="primary" onClick={() => setAsked({ what: 'approve', devices: ready })}>
              Approve all {ready.length} shown
            </Button>
          ) : (
            unreadable.length > 0 && (
              <Button kind="primary" onClick={() => setAsked({ what: 'checklist', devices: unreadable })}>
                Watch {unreadable.length} as checklist only
              </Button>
            )
          )
        }
      />
      <Panel title="Certificates" end={chosen.length > 0 && <ChosenActs chosen={chosen} onAsk={setAsked} />}>
        {list.isPending && <Loading what="the firewalls that wait" />}
        {list.isError && (
          <Failed
            what="Could not load the firewalls that wait"
            error={list.error}
            still="Nothing is sent to them meanwhile."
            onRetry={() => void list.refetch()}
          />
        )}
        {list.data && devices.length === 0 && (
          <Empty
            action={
              <Link className="btn" to="/import">
                Import a file
              </Link>
            }
          >
            No firewall waits for approval.
          </Empty>
        )}
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

interface WaitingDialogProps {
  asked: Asked;
  onClose: () => void;
  onDone: () => void;
}

const NAMED = 8;

const VERB: Readonly<Record<Asked['what'], (size: string) => string>> = {
  approve: (size) => `Approve ${size}`,
  dismiss: (size) => `Take ${size} off the list`,
  checklist: (size) => `Watch ${size} as checklist only`,
};
const MEANS: Readonly<Record<Asked['what'], string>> = {
  approve:
    'From now on the credential is sent to whoever answers with exactly the certificates shown. Approve only what was checked or announced.',
  dismiss:
    'They are forgotten. A credential set that was only for them is destroyed. This cannot be undone; a file can be imported again.',
  checklist:
    'They have no API. Nobody signs in there, their services stay unknown, and only whether they are there is watched. Every owner is told.',
};

function WaitingDialog({ asked: { what, devices }, onClose, onDone }: WaitingDialogProps) {
  const client = useQueryClient();
  const size = counted(devices.length, 'firewall');
  const submit = async (reason: string): Promise<void> => {
    if (what === 'approve') {
      const items = devices.flatMap(({ id, certificate }) =>
        certificate ? [{ id, fingerprint: certificate.fingerprint }] : [],
      );
      const { approved, refused } = await approveWaiting(items, reason);
      const [first] = refused;
      const rest = first ? ` ${counted(refused.length, 'was', 'were')} not: ${first.name}. ${first.why}` : '';
      toast(`${counted(approved.length, 'firewall')} approved and read at once.${rest}`, {
        isError: refused.length > 0,
      });
    } else if (what === 'checklist') {
      const { changed } = await changeMany({
        deviceIds: devices.map((one) => one.id),
        readability: 'checklist',
      });
      toast(`${counted(changed, 'firewall')} watched as checklist only.`);
    } else {
      const ids = devices.map((one) => one.id);
      const { changed } = await dismissWaiting(ids, reason);
      toast(`${counted(changed, 'firewall')} taken off the list.`);
    }
    void client.invalidateQueries({ queryKey: keys.topic('waiting') });
    void client.invalidateQueries({ queryKey: keys.devices });
    onDone();
  };
  const verb = VERB[what](size);
  return (
    <ReasonDialog
      title={verb}
      action={verb}
      danger={what === 'approve'}
      intro={
        <>
          <p>{MEANS[what]}</p>
          <ul className="ack-list">
            {devices.slice(0, NAMED).map((one) => (
              <li key={one.id}>
                <b>{one.name}</b> {one.host}
              </li>
            ))}
            {devices.length > NAMED && <li>and {devices.length - NAMED} more</li>}
          </ul>
        </>
      }
      onClose={onClose}
      onSubmit={submit}
    />
  );
}
