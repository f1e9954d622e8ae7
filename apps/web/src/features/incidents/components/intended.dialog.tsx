import { SERVICE_WORDS, type Service } from '@firewatch/shared/domain/service';
import { useState } from 'react';
import { declareIntended } from '../../../api/incidents.api.js';
import { ReasonDialog } from '../../../ui/reason-dialog.js';
import { SelectField } from '../../../ui/select-field.js';
import { toast } from '../../../ui/toast.js';
import { counted } from '../../../words/verdict-text.js';
import type { LostHere } from '../model/intended.js';

interface IntendedDialogProps {
  incidentId: string;
  lost: readonly LostHere[];
  onClose: () => void;
  onStored: () => Promise<void>;
}

export function IntendedDialog({ incidentId, lost, onClose, onStored }: IntendedDialogProps) {
  const [service, setService] = useState<Service | undefined>(lost[0]?.service);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  /** Empty = for the firewalls chosen below. */
  const [groupId, setGroupId] = useState('');
  const here = lost.find((one) => one.service === service);
  const group = here?.groups.find((one) => one.id === groupId);
  const chosen = here?.devices.filter((device) => !left.has(device.id)) ?? [];
  const many = group ? group.deviceCount : chosen.length;
  const toggle = (id: string): void => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  const send = async (reason: string): Promise<void> => {
    if (service === undefined || many === 0) throw new Error('Choose at least one firewall.');
    const whom = group ? { groupId: group.id } : { deviceIds: chosen.map((device) => device.id) };
    await declareIntended(incidentId, { service, ...whom, reason });
    onClose();
    toast(`${SERVICE_WORDS[service].name} off is intended on ${counted(many, 'firewall')}.`);
    await onStored();
  };
  return (
    <ReasonDialog
      title="This is intended"
      action={`Intended on ${counted(many, 'firewall')}`}
      onClose={onClose}
      onSubmit={send}
      intro={
        <>
          <p>
            From now on nobody is alarmed when this service is off there, whatever the cause. The owners are
            told; it can be taken back.
          </p>
          <ServiceChoice lost={lost} service={service} onChange={setService} />
          <WhomChoice groups={here?.groups ?? []} groupId={group?.id ?? ''} onChange={setGroupId} />
          {group ? (
            <p>
              All {counted(group.deviceCount, 'firewall')} of the group, those that join it later, and those
              with a word of their own for this service, which is given up.
            </p>
          ) : (
            <DeviceChoice here={here} left={left} onToggle={toggle} />
          )}
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

interface WhomChoiceProps {
  groups: LostHere['groups'];
  /** Empty = for the firewalls chosen. */
  groupId: string;
  onChange: (groupId: string) => void;
}

function WhomChoice({ groups, groupId, onChange }: WhomChoiceProps) {
  if (groups.length === 0) return null;
  return (
    <SelectField
      label="For"
      value={groupId}
      options={[
        { value: '', label: 'The firewalls chosen here' },
        ...groups.map((one) => ({
          value: one.id,
          label: `All of the group ${one.name}, ${counted(one.deviceCount, 'firewall')}`,
        })),
      ]}
      onChange={onChange}
    />
  );
}

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
