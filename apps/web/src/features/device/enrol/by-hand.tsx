import type { Customer } from '@firewatch/shared/wire/access';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { useState } from 'react';
import { TextArea, TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { SelectField } from '../../../ui/select-field.js';
import { formFaults } from '../../../words/form-faults.js';
import { ProductLineField } from '../components/product-line-field.js';
import { createDevice } from '../api/enrol.api.js';
import { byHandBody, byHandFaults, EMPTY_BY_HAND, type ByHandForm } from './by-hand-form.js';

interface ByHandProps {
  customers: readonly Customer[];
  vendors: readonly VendorInfo[];
  onSaved: (deviceId: string, name: string) => void;
}

const LABELS = {
  customerId: 'Customer',
  name: 'Name',
  productLine: 'Product line',
  serial: 'Serial',
  lastKnown: 'Last known',
};

/** A box that nothing here can reach is on the list all the same, by a person's word. */
export function ByHand({ customers, vendors, onSaved }: ByHandProps) {
  const able = vendors.filter((one) => (one.productLines ?? []).some((line) => !line.isReadable));
  const [vendor] = able;
  if (!vendor || customers.length === 0) return null;
  return (
    <details className="by-hand">
      <summary>Nothing here can reach or read it? Keep it by hand</summary>
      <ByHandFields vendor={vendor} customers={customers} onSaved={onSaved} />
    </details>
  );
}

function ByHandFields({ vendor, customers, onSaved }: Omit<ByHandProps, 'vendors'> & { vendor: VendorInfo }) {
  const [form, setForm] = useState<ByHandForm>({ ...EMPTY_BY_HAND, customer: customers[0]?.id ?? '' });
  const set = (change: Partial<ByHandForm>): void => setForm((before) => ({ ...before, ...change }));
  const saving = useSubmit({
    check: () => byHandFaults(form),
    send: async () => {
      const made = await createDevice(byHandBody(form, vendor.id));
      onSaved(made.row.id, made.row.name);
    },
    refused: (error) => formFaults(error, LABELS),
  });
  const fault = saving.faults.fields;
  return (
    <Form {...saving} action="Keep it by hand" foot="step-foot">
      <p className="intro">
        Never called, so its services stay unknown. A resync lists it with its checklist, and its state is
        what somebody writes down.
      </p>
      <SelectField
        label="Customer"
        fault={fault['customerId']}
        value={form.customer}
        options={customers.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(customer) => set({ customer })}
      />
      <TextField
        label="Name"
        fault={fault['name']}
        value={form.name}
        maxLength={120}
        onChange={(event) => set({ name: event.target.value })}
      />
      <ProductLineField
        vendor={vendor}
        unreadable
        fault={fault['productLine']}
        value={form.productLine}
        onChange={(productLine) => set({ productLine })}
      />
      <TextField
        label="Serial (optional)"
        hint="As it stands on the box; it goes into reports and tickets."
        fault={fault['serial']}
        value={form.serial}
        maxLength={60}
        onChange={(event) => set({ serial: event.target.value })}
      />
      <TextArea
        label="Last known (optional)"
        hint="What somebody saw there last."
        fault={fault['lastKnown']}
        value={form.lastKnown}
        maxLength={2_000}
        onChange={(event) => set({ lastKnown: event.target.value })}
      />
    </Form>
  );
}
