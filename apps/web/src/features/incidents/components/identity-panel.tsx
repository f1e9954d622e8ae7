import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { useQueryClient } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { Link } from 'react-router';
import { mayAct } from '../../../api/access.api.js';
import { acceptIdentities } from '../../../api/devices.api.js';
import { keys } from '../../../api/keys.js';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { Panel } from '../../../ui/panel.js';
import { ReasonDialog } from '../../../ui/reason-dialog.js';
import { toast } from '../../../ui/toast.js';
import { counted } from '../../../words/verdict-text.js';
import { identityCases, type IdentityCase } from '../model/identity.js';

/** Old and new identity side by side; nothing is sent to a stranger until a person says it is ours. */
export function IdentityPanel({ detail }: { detail: IncidentDetail }) {
  const me = useMe();
  const cases = identityCases(detail);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isAsking, setAsking] = useState(false);
  if (cases.length === 0) return null;
  const chosen = cases.filter((one) => !left.has(one.deviceId) && one.fingerprint !== null);
  const toggle = (id: string): void => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  const canApprove = mayAct(me) && detail.incident.state === 'open';
  return (
    <Panel
      title="Identity"
      note="nothing is sent to these addresses until approved"
      end={
        canApprove && (
          <Button disabled={chosen.length === 0} onClick={() => setAsking(true)}>
            {chosen.length === 0
              ? 'Choose at least one'
              : `Approve ${counted(chosen.length, 'identity', 'identities')}`}
          </Button>
        )
      }
    >
      <ul className="identities">
        {cases.map((one) => (
          <Case
            key={one.deviceId}
            one={one}
            isChosen={!left.has(one.deviceId)}
            onToggle={canApprove ? toggle : null}
          />
        ))}
      </ul>
      {isAsking && (
        <Approval chosen={chosen} incidentId={detail.incident.id} onClose={() => setAsking(false)} />
      )}
    </Panel>
  );
}

interface ApprovalProps {
  chosen: readonly IdentityCase[];
  incidentId: string;
  onClose: () => void;
}

function Approval({ chosen, incidentId, onClose }: ApprovalProps) {
  const client = useQueryClient();
  const approve = async (reason: string): Promise<void> => {
    await acceptIdentities({
      deviceIds: chosen.map((one) => one.deviceId),
      fingerprints: [...new Set(chosen.flatMap((one) => one.fingerprint ?? []))],
      reason,
    });
    onClose();
    toast(`Approved ${counted(chosen.length, 'identity', 'identities')}; they are being read again.`);
    await client.invalidateQueries({ queryKey: keys.incident(incidentId) });
  };
  return (
    <ReasonDialog
      title={`Approve ${counted(chosen.length, 'identity', 'identities')}`}
      action={`Approve ${counted(chosen.length, 'identity', 'identities')}`}
      danger
      intro={
        <>
          <p>
            From now on the credential is sent to whoever answers with these certificates. Approve only what
            was checked on the firewall itself or was announced.
          </p>
          <ul className="ack-list">
            {chosen.slice(0, 6).map((one) => (
              <li key={one.deviceId}>
                <b>{one.deviceName}</b>{' '}
                <span className="mono">
                  {one.fingerprint !== null && <Fingerprint text={one.fingerprint} />}
                </span>
              </li>
            ))}
            {chosen.length > 6 && <li>and {chosen.length - 6} more</li>}
          </ul>
        </>
      }
      onClose={onClose}
      onSubmit={approve}
    />
  );
}

interface CaseProps {
  one: IdentityCase;
  isChosen: boolean;
  onToggle: ((id: string) => void) | null;
}

function Case({ one, isChosen, onToggle }: CaseProps) {
  return (
    <li>
      <div className="who">
        {onToggle && (
          <input
            type="checkbox"
            className="check"
            aria-label={`Approve ${one.deviceName}`}
            checked={isChosen}
            onChange={() => onToggle(one.deviceId)}
          />
        )}
        <Link to={`/devices/${one.deviceId}`}>
          <b>{one.deviceName}</b>
        </Link>
        <span className="dim">{one.customerName}</span>
      </div>
      <div className="side-by-side">
        <div>
          <h3>Known</h3>
          {one.accepted.map((known) => (
            <Identity key={known.fingerprint} serial={known.serial} fingerprint={known.fingerprint} />
          ))}
        </div>
        <div>
          <h3>Answers now</h3>
          <Identity serial={one.metSerial} fingerprint={one.metFingerprint} />
        </div>
      </div>
    </li>
  );
}

const Identity = ({ serial, fingerprint }: { serial: string | null; fingerprint: string | null }) => (
  <p className="mono">
    {serial ?? 'serial not asked, nothing was sent'}
    <br />
    {fingerprint === null ? 'the known certificate' : <Fingerprint text={fingerprint} />}
  </p>
);

/** Breaks only between eights of pairs, so that two can be compared line by line. */
const Fingerprint = ({ text }: { text: string }) =>
  (text.match(/.{1,24}/g) ?? []).map((eight, index) => (
    <Fragment key={index}>
      {eight}
      <wbr />
    </Fragment>
  ));
