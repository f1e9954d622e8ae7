import { SERVICE_WORDS, type Service } from '@firewatch/shared/domain/service';
import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { mayAct } from '../../../api/access.api.js';
import { declareIntended, undoIntended } from '../../../api/incidents.api.js';
import { keys } from '../../../api/keys.js';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { Panel } from '../../../ui/panel.js';
import { ReasonDialog } from '../../../ui/reason-dialog.js';
import { Clock } from '../../../ui/time.js';
import { toast } from '../../../ui/toast.js';
import { ms } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { lostHere, type LostHere } from '../model/intended.js';

const NAMED = 3;

function namesOf(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return names.slice(0, NAMED).join(', ') + more;
}

/** What was said to be no loss, and the way to say so; each word can be taken back once. */
export function IntendedPanel({ detail }: { detail: IncidentDetail }) {
  const me = useMe();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { incident, intended } = detail;
  const lost = incident.state === 'open' ? lostHere(detail) : [];
  const canSay = mayAct(me) && lost.length > 0;
  if (intended.length === 0 && !canSay) return null;
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: keys.incidents });
  const undo = async (id: string): Promise<void> => {
    try {
      await undoIntended(id);
      toast('Taken back: the former baseline holds again and is judged now.');
    } catch (error) {
      toast(error instanceof Error ? `Not taken back. ${error.message}` : 'Not taken back.', {
        isError: true,
      });
    }
    await refresh();
  };
  return (
    <Panel
      title="Intended"
      note="a service that is deliberately off is no loss"
      end={canSay && <Button onClick={() => setAsking(true)}>This is intended…</Button>}
    >
      {intended.length === 0 ? (
        <p className="pad dim">Nothing of this was said to be intended.</p>
      ) : (
        <ul className="identities">
          {intended.map((act) => (
            <ActLine key={act.id} act={act} onUndo={mayAct(me) ? undo : null} />
          ))}
        </ul>
      )}
      {isAsking && (
        <IntendedDialog
          incidentId={incident.id}
          lost={lost}
          onClose={() => setAsking(false)}
          onStored={refresh}
        />
      )}
    </Panel>
  );
}

interface ActLineProps {
  act: IncidentDetail['intended'][number];
  onUndo: ((id: string) => Promise<void>) | null;
}

const ActLine = ({ act, onUndo }: ActLineProps) => (
  <li>
    <div className="who">
      <b>
        {SERVICE_WORDS[act.service].name} off on {namesOf(act.devices)}
      </b>
      <span className="dim">
        {act.by}, <Clock at={ms(act.at)} />
      </span>
      {act.undoneAt === null && onUndo && <Button onClick={() => void onUndo(act.id)}>Take back</Button>}
    </div>
    <p>{act.reason}</p>
    {act.undoneAt !== null && (
      <p className="dim">
        Taken back by {act.undoneBy}, <Clock at={ms(act.undoneAt)} />
      </p>
    )}
  </li>
);

interface IntendedDialogProps {
  incidentId: string;
  lost: readonly LostHere[];
  onClose: () => void;
  onStored: () => Promise<void>;
}

function IntendedDialog({ incidentId, lost, onClose, onStored }: IntendedDialogProps) {
  const [service, setService] = useState<Service | undefined>(lost[0]?.service);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const here = lost.find((one) => one.service === service);
  const chosen = here?.devices.filter((device) => !left.has(device.id)) ?? [];
  const toggle = (id: string): void => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  const send = async (reason: string): Promise<void> => {
    if (service === undefined || chosen.length === 0) throw new Error('Choose at least one firewall.');
    await declareIntended(incidentId, { service, deviceIds: chosen.map((device) => device.id), reason });
    onClose();
    toast(`${SERVICE_WORDS[service].name} off is intended on ${counted(chosen.length, 'firewall')}.`);
    await onStored();
  };
  return (
    <ReasonDialog
      title="This is intended"
      action={`Intended on ${counted(chosen.length, 'firewall')}`}
      onClose={onClose}
      onSubmit={send}
      intro={
        <>
          <p>
            From now on nobody is alarmed when this service is off there, whatever the cause. The owners are
            told; it can be taken back.
          </p>
          <ServiceChoice lost={lost} service={service} onChange={setService} />
          <DeviceChoice here={here} left={left} onToggle={toggle} />
        </>
      }
    />
  );
}

interface ServiceChoiceProps {
  lost: readonly LostHere[];
  service: Service | undefined;
  onChange: (service: Service) => void;
}

const ServiceChoice = ({ lost, service, onChange }: ServiceChoiceProps) => (
  <fieldset className="field end-choice">
    <legend className="label">Service</legend>
    <span className="seg">
      {lost.map((one) => (
        <button
          key={one.service}
          type="button"
          aria-pressed={one.service === service}
          aria-current={one.service === service}
          onClick={() => onChange(one.service)}
        >
          {SERVICE_WORDS[one.service].name}
        </button>
      ))}
    </span>
  </fieldset>
);

interface DeviceChoiceProps {
  here: LostHere | undefined;
  /** Those that are not meant. */
  left: ReadonlySet<string>;
  onToggle: (id: string) => void;
}

const DeviceChoice = ({ here, left, onToggle }: DeviceChoiceProps) => (
  <ul className="ack-list">
    {here?.devices.map((device) => (
      <li key={device.id}>
        <label>
          <input
            type="checkbox"
            className="check"
            checked={!left.has(device.id)}
            onChange={() => onToggle(device.id)}
          />{' '}
          <b>{device.name}</b> <span className="dim">{device.customerName}: on → off</span>
        </label>
      </li>
    ))}
  </ul>
);
