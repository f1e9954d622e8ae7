import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { Link } from 'react-router';
import { mayAct } from '../../../api/access.api.js';
import { acceptIdentities } from '../../../api/devices.api.js';
import { incidentQuery, incidentsQuery } from '../../../api/incidents.api.js';
import { keys } from '../../../api/keys.js';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { Panel } from '../../../ui/panel.js';
import { ReasonDialog } from '../../../ui/reason-dialog.js';
import { toast } from '../../../ui/toast.js';
import { counted } from '../../../words/verdict-text.js';
import { identityCases, type IdentityCase } from '../model/identity.js';

const MOST_OTHERS = 50;

/** Cases of the other open incidents: a planned renewal meets many firewalls at once. */
function useOtherCases({ incident }: IncidentDetail): readonly IdentityCase[] {
  const isOpen = incident.kind === 'identity' && incident.state === 'open';
  const open = useQuery({ ...incidentsQuery('open', 'identity'), enabled: isOpen });
  const ids = (isOpen ? (open.data?.items ?? []) : [])
    .map((one) => one.id)
    .filter((id) => id !== incident.id);
  return useQueries({
    queries: ids.slice(0, MOST_OTHERS).map((id) => incidentQuery(id)),
    combine: (answers) => answers.flatMap(({ data }) => (data ? identityCases(data) : [])),
  });
}

/** Old and new identity side by side; nothing is sent to a stranger until a person says it is ours. */
export function IdentityPanel({ detail }: { detail: IncidentDetail }) {
  const me = useMe();
  const own = identityCases(detail);
  const others = useOtherCases(detail);
  // Those of this incident are chosen at first; another incident is approved only on purpose.
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const [isAsking, setAsking] = useState(false);
  if (own.length === 0) return null;
  const isChosen = (one: IdentityCase): boolean => own.includes(one) !== flipped.has(one.deviceId);
  const all = [...own, ...others];
  const chosen = all.filter((one) => isChosen(one) && one.fingerprint !== null);
  const toggle = (id: string): void => {
    const next = new Set(flipped);
    if (!next.delete(id)) next.add(id);
    setFlipped(next);
  };
  const canApprove = mayAct(me) && detail.incident.state === 'open';
  const draw = (cases: readonly IdentityCase[]) => (
    <ul className="identities">
      {cases.map((one) => (
        <Case key={one.deviceId} one={one} isChosen={isChosen(one)} onToggle={canApprove ? toggle : null} />
      ))}
    </ul>
  );
  return (
    <Panel
      title="Identity"
      note="nothing is sent to these addresses until approved"
      end={
        canApprove && (
          <>
            {chosen.length < all.length && (
              <Button onClick={() => setFlipped(new Set(others.map((one) => one.deviceId)))}>
                Choose all {all.length}
              </Button>
            )}
            <Button disabled={chosen.length === 0} onClick={() => setAsking(true)}>
              {chosen.length === 0
                ? 'Choose at least one'
                : `Approve ${counted(chosen.length, 'identity', 'identities')}`}
            </Button>
          </>
        )
      }
    >
      {draw(own)}
      {others.length > 0 && (
        <>
          <h3 className="identities-more">Also waiting, in {counted(others.length, 'other incident')}</h3>
          {draw(others)}
        </>
      )}
      {isAsking && <Approval chosen={chosen} onClose={() => setAsking(false)} />}
    </Panel>
  );
}

interface ApprovalProps {
  chosen: readonly IdentityCase[];
  onClose: () => void;
}

function Approval({ chosen, onClose }: ApprovalProps) {
  const client = useQueryClient();
  const [as, setAs] = useState<'renewal' | 'member'>('renewal');
  const approve = async (reason: string): Promise<void> => {
    await acceptIdentities({
      deviceIds: chosen.map((one) => one.deviceId),
      fingerprints: [...new Set(chosen.flatMap((one) => one.fingerprint ?? []))],
      reason,
      as,
    });
    onClose();
    toast(`Approved ${counted(chosen.length, 'identity', 'identities')}; they are being read again.`);
    await client.invalidateQueries({ queryKey: keys.incidents });
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
          <KindChoice kind={as} onChange={setAs} />
        </>
      }
      onClose={onClose}
      onSubmit={approve}
    />
  );
}

const KINDS = [
  {
    value: 'renewal',
    label: 'Renewed certificate',
    hint: 'The same unit: its serial must be the known one.',
  },
  {
    value: 'member',
    label: 'Partner of a pair',
    hint: 'The other unit of a pair: its serial is learned at its first answer.',
  },
] as const;

interface KindChoiceProps {
  kind: 'renewal' | 'member';
  onChange: (kind: 'renewal' | 'member') => void;
}

function KindChoice({ kind, onChange }: KindChoiceProps) {
  return (
    <fieldset className="field end-choice">
      <legend className="label">What answers</legend>
      <span className="seg">
        {KINDS.map((one) => (
          <button
            key={one.value}
            type="button"
            aria-pressed={one.value === kind}
            aria-current={one.value === kind}
            onClick={() => onChange(one.value)}
          >
            {one.label}
          </button>
        ))}
      </span>
      <span className="hint">{KINDS.find((one) => one.value === kind)?.hint}</span>
    </fieldset>
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
