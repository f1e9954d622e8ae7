import type { CredentialSet, DeviceDetail } from '@firewatch/shared/wire/devices';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { credentialSetsQuery, vendorsQuery } from '../../../api/credentials.api.js';
import { credentialFaults, credentialLabels } from '../../../credentials/credential-faults.js';
import {
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
import { changeDevice } from '../api/device.api.js';

interface ResyncCredentialDialogProps {
  detail: DeviceDetail;
  onClose: () => void;
  onDone: (text: string) => void;
}

/** A credential beside the reading one, opened for a step of a resync and for nothing else. */
export function ResyncCredentialDialog(props: ResyncCredentialDialogProps) {
  const { row, credentialSet } = props.detail;
  const vendors = useQuery(vendorsQuery);
  const sets = useQuery(credentialSetsQuery);
  const vendor = vendors.data?.find((one) => one.id === row.vendor);
  const error = vendors.error ?? sets.error;
  return (
    <Dialog title="Resync credential" onClose={props.onClose}>
      {error && <Failed what="Could not load the credential sets" error={error} />}
      {!error && !(vendor && sets.data) && <Loading what="the credential sets" rows={2} />}
      {vendor && sets.data && (
        <ChoiceForm
          {...props}
          vendor={vendor}
          // What it is read with is never what changes it.
          sets={setsFor(sets.data, [row]).filter((set) => set.id !== credentialSet?.id)}
        />
      )}
    </Dialog>
  );
}

interface ChoiceFormProps extends ResyncCredentialDialogProps {
  vendor: VendorInfo;
  sets: readonly CredentialSet[];
}

function ChoiceForm({ detail, vendor, sets, onClose, onDone }: ChoiceFormProps) {
  const { row } = detail;
  const [form, setForm] = useState<ResyncForm>({
    choice: detail.resyncCredentialSet?.id ?? NONE,
    name: `Resync of ${row.name}`,
    values: {},
  });
  const sending = useSubmit({
    check: () => resyncFaults(vendor, form),
    send: async () => {
      await changeDevice(row.id, { resyncAccess: resyncAccessOf(form) });
      onDone(
        form.choice === NONE ? `${row.name} has no resync credential.` : `${row.name} may be resynchronised.`,
      );
    },
    refused: (error) => credentialFaults(formFaults(error, credentialLabels(vendor))),
  });
  return (
    <Form {...sending} action="Save" beside={<Button onClick={onClose}>Cancel</Button>}>
      <ResyncSetFields
        vendor={vendor}
        sets={sets}
        form={form}
        set={(change) => setForm((before) => ({ ...before, ...change }))}
        fault={sending.faults.fields}
      />
    </Form>
  );
}
