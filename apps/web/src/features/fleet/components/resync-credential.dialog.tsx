import type { CredentialSet, DeviceRow } from '@firewatch/shared/wire/devices';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { credentialSetsKey, credentialSetsQuery, vendorsQuery } from '../../../api/credentials.api.js';
import { changeMany } from '../../../api/estate.api.js';
import { credentialFaults, credentialLabels } from '../../../credentials/credential-faults.js';
import {
  fitCount,
  fitWords,
  NONE,
  resyncAccessOf,
  resyncFaults,
  type ResyncForm,
  setsFor,
} from '../../../credentials/resync-form.js';
import { ResyncSetFields } from '../../../credentials/resync-set-fields.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { Failed, Loading } from '../../../ui/states.js';
import { formFaults } from '../../../words/form-faults.js';
import { counted } from '../../../words/verdict-text.js';
import { sayChanged } from './say-changed.js';

interface ResyncCredentialDialogProps {
  rows: readonly DeviceRow[];
  onClose: () => void;
  onDone: () => void;
}

/** One resync credential for all that is selected, or none any more. */
export function ResyncCredentialDialog(props: ResyncCredentialDialogProps) {
  const vendors = useQuery(vendorsQuery);
  const sets = useQuery(credentialSetsQuery);
  const error = vendors.error ?? sets.error;
  return (
    <Dialog title={`Resync credential of ${counted(props.rows.length, 'firewall')}`} onClose={props.onClose}>
      {error && <Failed what="Could not load the credential sets" error={error} />}
      {!error && !(vendors.data && sets.data) && <Loading what="the credential sets" rows={2} />}
      {vendors.data && sets.data && (
        <ChoiceForm {...props} vendors={vendors.data} sets={setsFor(sets.data, props.rows)} />
      )}
    </Dialog>
  );
}

interface ChoiceFormProps extends ResyncCredentialDialogProps {
  vendors: readonly VendorInfo[];
  sets: readonly CredentialSet[];
}

function ChoiceForm({ rows, vendors, sets, onClose, onDone }: ChoiceFormProps) {
  const client = useQueryClient();
  const many = counted(rows.length, 'firewall');
  const [form, setForm] = useState<ResyncForm>({ choice: '', name: `Resync of ${many}`, values: {} });
  const [first, ...others] = new Set(rows.map((row) => row.vendor));
  const vendor = others.length === 0 ? vendors.find((one) => one.id === first) : undefined;
  const sending = useSubmit({
    check: () => resyncFaults(vendor, form),
    send: async () => {
      sayChanged(
        await changeMany({ deviceIds: rows.map((row) => row.id), resyncAccess: resyncAccessOf(form) }),
      );
      void client.invalidateQueries({ queryKey: credentialSetsKey });
      onDone();
    },
    refused: (error) => credentialFaults(formFaults(error, credentialLabels(vendor))),
  });
  const fitting = counted(fitCount(form.choice, sets, rows), 'firewall');
  return (
    <Form
      {...sending}
      action={form.choice === NONE ? `Take from ${fitting}` : `Give to ${fitting}`}
      beside={<Button onClick={onClose}>Cancel</Button>}
    >
      <ResyncSetFields
        vendor={vendor}
        sets={sets}
        form={form}
        set={(change) => setForm((before) => ({ ...before, ...change }))}
        hint={fitWords(form.choice, sets, rows)}
        fault={sending.faults.fields}
      />
    </Form>
  );
}
