import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { FormFault } from '../../../ui/form-fault.js';
import { TextField } from '../../../ui/field.js';
import { SelectField } from '../../../ui/select-field.js';
import { formFaults, missing, NO_FAULTS, type FormFaults } from '../../../words/form-faults.js';
import { changeDevice, type DeviceChange } from '../api/device.api.js';
import { customersQuery } from '../api/enrol.api.js';
import { changesOf, editFaults, startOf, type EditForm } from '../model/edit-form.js';

const LABELS = {
  name: 'Name',
  siteId: 'Site',
  host: 'Address',
  port: 'Port',
  tls: 'TLS',
  intervalSeconds: 'Interval',
  reason: 'Reason',
};

interface EditDialogProps {
  detail: DeviceDetail;
  onClose: () => void;
  onDone: (detail: DeviceDetail) => void;
}

/** Name, place, address and interval; only what was changed is sent. */
export function EditDialog({ detail, onClose, onDone }: EditDialogProps) {
  const customers = useQuery(customersQuery);
  const sites = customers.data?.find((one) => one.id === detail.row.customerId)?.sites ?? [];
  const [form, setForm] = useState<EditForm>(() => startOf(detail));
  const [faults, setFaults] = useState<FormFaults>(NO_FAULTS);
  const [isSending, setSending] = useState(false);
  const set = (change: Partial<EditForm>): void => setForm({ ...form, ...change });
  const changes: DeviceChange = changesOf(detail, form);
  const moves = 'host' in changes || 'port' in changes || 'tls' in changes;

  const submit = async (): Promise<void> => {
    const empty = missing(editFaults(form));
    if (empty) {
      setFaults(empty);
      return;
    }
    if (Object.keys(changes).length === 0) {
      onClose();
      return;
    }
    setSending(true);
    try {
      onDone(await changeDevice(detail.row.id, changes));
    } catch (error) {
      setFaults(formFaults(error, LABELS));
      setSending(false);
    }
  };
  const fault = (field: keyof typeof LABELS): string | undefined => faults.fields[field];
  return (
    <Dialog title={`Edit ${detail.row.name}`} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label="Name"
          fault={fault('name')}
          value={form.name}
          maxLength={120}
          onChange={(event) => set({ name: event.target.value })}
        />
        <SelectField
          label="Site"
          fault={fault('siteId')}
          value={form.siteId}
          onChange={(siteId) => set({ siteId })}
          options={[
            { value: '', label: 'No site' },
            ...sites.map((site) => ({ value: site.id, label: site.name })),
          ]}
        />
        <div className="two">
          <TextField
            label="Address"
            fault={fault('host')}
            className="input mono"
            value={form.host}
            spellCheck={false}
            onChange={(event) => set({ host: event.target.value })}
          />
          <TextField
            label="Port"
            fault={fault('port')}
            inputMode="numeric"
            value={form.port}
            onChange={(event) => set({ port: event.target.value })}
          />
        </div>
        <SelectField
          label="TLS"
          fault={fault('tls')}
          hint="Legacy is for boxes that speak nothing newer; it is shown as a weakness."
          value={form.tls}
          onChange={(tls) => set({ tls: tls === 'legacy' ? 'legacy' : 'modern' })}
          options={[
            { value: 'modern', label: 'Modern' },
            { value: 'legacy', label: 'Legacy' },
          ]}
        />
        <TextField
          label="Read every (seconds)"
          hint="15 to 3600. Shorter sees losses sooner and asks more of the box."
          fault={fault('intervalSeconds')}
          inputMode="numeric"
          value={form.interval}
          onChange={(event) => set({ interval: event.target.value })}
        />
        <TextField
          label="Reason (optional)"
          fault={fault('reason')}
          value={form.reason}
          onChange={(event) => set({ reason: event.target.value })}
        />
        {moves && (
          <p className="intro">
            It is read anew at once. The approved certificate has to answer there too, or nothing is sent.
          </p>
        )}
        <FormFault text={faults.rest} />
        <div className="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={isSending && 'Storing'}>
            Save changes
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
