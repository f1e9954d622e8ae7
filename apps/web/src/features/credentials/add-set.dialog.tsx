import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { createCredentialSet, vendorsQuery } from '../../api/credentials.api.js';
import { customersQuery } from '../../api/estate.api.js';
import { credentialFaults, credentialLabels } from '../../credentials/credential-faults.js';
import {
  CredentialFields,
  emptyFields,
  filledIn,
  type CredentialValues,
} from '../../credentials/credential-fields.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Form, useSubmit } from '../../ui/form.js';
import { SelectField } from '../../ui/select-field.js';
import { Failed, Loading } from '../../ui/states.js';
import { formFaults, missing } from '../../words/form-faults.js';
import { NAME_MISSING, useDone } from './use-done.js';

const EVERYONES = '';

interface DialogProps {
  onClose: () => void;
}

/** A new account for many firewalls, before any of them is there. */
export function AddSetDialog({ onClose }: DialogProps) {
  const vendors = useQuery(vendorsQuery);
  const [first] = vendors.data ?? [];
  return (
    <Dialog title="Add credential set" onClose={onClose}>
      {vendors.isPending && <Loading what="the vendors" rows={2} />}
      {vendors.isError && (
        <Failed
          what="Could not load the vendors"
          error={vendors.error}
          onRetry={() => void vendors.refetch()}
        />
      )}
      {first && <AddForm vendors={vendors.data ?? []} first={first} onClose={onClose} />}
    </Dialog>
  );
}

interface AddFormProps extends DialogProps {
  vendors: readonly VendorInfo[];
  first: VendorInfo;
}

interface NewSet {
  readonly name: string;
  readonly vendorId: string;
  /** Empty = any customer's firewalls. */
  readonly customerId: string;
  readonly values: CredentialValues;
}

function useAdding(form: NewSet, vendor: VendorInfo, onClose: () => void) {
  const done = useDone(onClose);
  const name = form.name.trim();
  return useSubmit({
    check: () => {
      const named = missing({ name: name === '' && NAME_MISSING });
      const filled = emptyFields(vendor, form.values);
      return named || filled ? { fields: { ...named?.fields, ...filled?.fields }, rest: null } : null;
    },
    send: async () => {
      const customerId = form.customerId === EVERYONES ? null : form.customerId;
      await createCredentialSet({
        name,
        vendor: vendor.id,
        customerId,
        credential: filledIn(form.values),
      });
      done(`${name} stored. Firewalls and import files can use it.`);
    },
    refused: (error) =>
      credentialFaults(
        formFaults(error, { ...credentialLabels(vendor), name: 'Name', customerId: 'For', vendor: 'Vendor' }),
      ),
  });
}

function AddForm({ vendors, first, onClose }: AddFormProps) {
  const customers = useQuery(customersQuery);
  const [form, setForm] = useState<NewSet>({
    name: '',
    vendorId: first.id,
    customerId: EVERYONES,
    values: {},
  });
  const set = (change: Partial<NewSet>): void => setForm((before) => ({ ...before, ...change }));
  const vendor = vendors.find((one) => one.id === form.vendorId) ?? first;
  const sending = useAdding(form, vendor, onClose);
  const fault = sending.faults.fields;
  return (
    <Form {...sending} action="Add credential set" beside={<Button onClick={onClose}>Cancel</Button>}>
      <TextField
        label="Name"
        hint="The column credential of an import file says this name."
        fault={fault['name']}
        value={form.name}
        maxLength={120}
        data-autofocus
        onChange={(event) => set({ name: event.target.value })}
      />
      {vendors.length > 1 && (
        <SelectField
          label="Vendor"
          fault={fault['vendor']}
          value={form.vendorId}
          options={vendors.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(vendorId) => set({ vendorId, values: {} })}
        />
      )}
      <SelectField
        label="For"
        fault={fault['customerId']}
        value={form.customerId}
        options={[
          { value: EVERYONES, label: 'Firewalls of any customer' },
          ...(customers.data ?? []).map((one) => ({ value: one.id, label: `Only ${one.name}` })),
        ]}
        onChange={(customerId) => set({ customerId })}
      />
      <CredentialFields
        vendor={vendor}
        values={form.values}
        faults={fault}
        onChange={(values) => set({ values })}
      />
    </Form>
  );
}
