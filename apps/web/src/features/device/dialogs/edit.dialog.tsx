import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { SelectField } from '../../../ui/select-field.js';
import { TextArea, TextField } from '../../../ui/field.js';
import { vendorsQuery } from '../../../api/credentials.api.js';
import { formFaults, missing, type FormFaults } from '../../../words/form-faults.js';
import { changeDevice, type DeviceChange } from '../api/device.api.js';
import { customersQuery } from '../api/enrol.api.js';
import { AddressFields } from '../components/address-fields.js';
import { PartFields } from '../components/part-fields.js';
import { ProductLineField } from '../components/product-line-field.js';
import { TrustField } from '../components/trust-field.js';
import { changesOf, editFaults, isUnreached, startOf, type EditForm } from '../model/edit-form.js';

const LABELS = {
  name: 'Name',
  siteId: 'Site',
  host: 'Address',
  port: 'Port',
  tls: 'TLS',
  trust: 'Trust',
  intervalSeconds: 'Interval',
  tags: 'Tags',
  groupId: 'Group',
  controller: 'Management server',
  productLine: 'Product line',
  lastKnown: 'Last known',
  reason: 'Reason',
};

interface EditDialogProps {
  detail: DeviceDetail;
  onClose: () => void;
  onDone: (detail: DeviceDetail) => void;
}

/** Name, place, address, what it is sorted by and what a resync needs of it; only what was changed is sent. */
export function EditDialog({ detail, onClose, onDone }: EditDialogProps) {
  const [form, setForm] = useState<EditForm>(() => startOf(detail));
  const changes: DeviceChange = changesOf(detail, form);
  const moves = 'host' in changes || 'port' in changes || 'tls' in changes || 'trust' in changes;
  const sending = useSubmit({
    check: () => missing(editFaults(detail, form)),
    send: async () => {
      if (Object.keys(changes).length === 0) onClose();
      else onDone(await changeDevice(detail.row.id, changes));
    },
    refused: (error) => formFaults(error, LABELS),
  });
  return (
    <Dialog title={`Edit ${detail.row.name}`} onClose={onClose}>
      <Form {...sending} action="Save changes" beside={<Button onClick={onClose}>Cancel</Button>}>
        <Fields
          detail={detail}
          form={form}
          set={(change) => setForm({ ...form, ...change })}
          fault={sending.faults.fields}
        />
        {moves && (
          <p className="intro">
            It is read anew at once. The approved certificate has to answer there too, or nothing is sent.
          </p>
        )}
      </Form>
    </Dialog>
  );
}

interface FieldsProps {
  detail: DeviceDetail;
  form: EditForm;
  set: (change: Partial<EditForm>) => void;
  fault: FormFaults['fields'];
}

function Fields({ detail, form, set, fault }: FieldsProps) {
  const customers = useQuery(customersQuery);
  const sites = customers.data?.find((one) => one.id === detail.row.customerId)?.sites ?? [];
  return (
    <>
      <TextField
        label="Name"
        fault={fault['name']}
        value={form.name}
        maxLength={120}
        onChange={(event) => set({ name: event.target.value })}
      />
      <SelectField
        label="Site"
        fault={fault['siteId']}
        value={form.siteId}
        onChange={(siteId) => set({ siteId })}
        options={[
          { value: '', label: 'No site' },
          ...sites.map((site) => ({ value: site.id, label: site.name })),
        ]}
      />
      {!isUnreached(detail) && (
        <>
          <AddressFields form={form} set={set} fault={fault} />
          <TrustField
            value={form.trust}
            choices={['pin', 'pin-key', 'ca']}
            fault={fault['trust']}
            onChange={(trust) => set({ trust })}
          />
        </>
      )}
      <PartFields form={form} set={set} customerId={detail.row.customerId} fault={fault} />
      <ResyncFields detail={detail} form={form} set={set} fault={fault} />
      <TextField
        label="Reason (optional)"
        fault={fault['reason']}
        value={form.reason}
        onChange={(event) => set({ reason: event.target.value })}
      />
    </>
  );
}

/** What a resync goes by where the box itself does not say. */
function ResyncFields({ detail, form, set, fault }: FieldsProps) {
  const vendor = useQuery(vendorsQuery).data?.find((one) => one.id === detail.row.vendor);
  return (
    <>
      {vendor && (
        <ProductLineField
          vendor={vendor}
          unreadable={detail.readability === 'checklist'}
          fault={fault['productLine']}
          value={form.productLine}
          onChange={(productLine) => set({ productLine })}
        />
      )}
      <TextArea
        label="Last known (optional)"
        hint="What somebody saw there last; kept with the time it was written."
        fault={fault['lastKnown']}
        value={form.lastKnown}
        maxLength={2_000}
        onChange={(event) => set({ lastKnown: event.target.value })}
      />
    </>
  );
}
