import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { credentialSetsQuery, vendorsQuery } from '../../../api/credentials.api.js';
import { credentialFaults, credentialLabels } from '../../../credentials/credential-faults.js';
import {
  CredentialFields,
  emptyFields,
  filledIn,
  type CredentialValues,
} from '../../../credentials/credential-fields.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { SelectField } from '../../../ui/select-field.js';
import { Failed, Loading } from '../../../ui/states.js';
import { formFaults } from '../../../words/form-faults.js';
import { changeDevice } from '../api/device.api.js';

interface ResyncCredentialDialogProps {
  detail: DeviceDetail;
  onClose: () => void;
  onDone: (text: string) => void;
}

const NONE = 'none';
const NEW = 'new';

/** A credential beside the reading one, opened for a step of a resync and for nothing else. */
export function ResyncCredentialDialog(props: ResyncCredentialDialogProps) {
  const vendors = useQuery(vendorsQuery);
  const sets = useQuery(credentialSetsQuery);
  const vendor = vendors.data?.find((one) => one.id === props.detail.row.vendor);
  const error = vendors.error ?? sets.error;
  return (
    <Dialog title="Resync credential" onClose={props.onClose}>
      {error && <Failed what="Could not load the credential sets" error={error} />}
      {!error && !(vendor && sets.data) && <Loading what="the credential sets" rows={2} />}
      {vendor && sets.data && (
        <ChoiceForm
          {...props}
          vendor={vendor}
          sets={sets.data.filter(
            (set) =>
              set.vendor === vendor.id &&
              (set.customerId === null || set.customerId === props.detail.row.customerId),
          )}
        />
      )}
    </Dialog>
  );
}

interface ChoiceFormProps extends ResyncCredentialDialogProps {
  vendor: VendorInfo;
  sets: readonly { readonly id: string; readonly name: string }[];
}

function ChoiceForm({ detail, vendor, sets, onClose, onDone }: ChoiceFormProps) {
  const { row } = detail;
  const [choice, setChoice] = useState(detail.resyncCredentialSet?.id ?? NONE);
  const [values, setValues] = useState<CredentialValues>({});
  const [name, setName] = useState(`Resync of ${row.name}`);
  const sending = useSubmit({
    check: () => (choice === NEW ? emptyFields(vendor, values) : null),
    send: async () => {
      await changeDevice(row.id, { resyncAccess: accessOf(choice, values, name) });
      onDone(
        choice === NONE ? `${row.name} has no resync credential.` : `${row.name} may be resynchronised.`,
      );
    },
    refused: (error) => credentialFaults(formFaults(error, credentialLabels(vendor))),
  });
  return (
    <Form {...sending} action="Save" beside={<Button onClick={onClose}>Cancel</Button>}>
      <p className="intro">
        Optional. It may do more on the box than reading needs; it is opened for the one call of a run and
        never for a reading.
      </p>
      <SelectField
        label="Credential set"
        value={choice}
        options={[
          { value: NONE, label: 'None: no run calls it' },
          ...sets.map((set) => ({ value: set.id, label: set.name })),
          { value: NEW, label: 'A new set…' },
        ]}
        onChange={setChoice}
      />
      {choice === NEW && (
        <>
          <TextField
            label="Name of the new set"
            fault={sending.faults.fields['credentialName']}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <CredentialFields
            vendor={vendor}
            values={values}
            faults={sending.faults.fields}
            onChange={setValues}
          />
        </>
      )}
    </Form>
  );
}

function accessOf(choice: string, values: CredentialValues, credentialName: string) {
  if (choice === NONE) return null;
  return choice === NEW ? { credential: filledIn(values), credentialName } : { credentialSetId: choice };
}
