import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { TextField } from '../../../ui/field.js';
import { Failed, Loading } from '../../../ui/states.js';
import { counted } from '../../../words/verdict-text.js';
import { formFaults } from '../../../words/form-faults.js';
import { changeDevice } from '../api/device.api.js';
import { replaceSecret, vendorsQuery } from '../../../api/credentials.api.js';
import {
  CredentialFields,
  emptyFields,
  filledIn,
  type CredentialValues,
} from '../../../credentials/credential-fields.js';
import { credentialFaults, credentialLabels } from '../../../credentials/credential-faults.js';

interface CredentialDialogProps {
  detail: DeviceDetail;
  onClose: () => void;
  onDone: (text: string) => void;
}

type Reach = 'set' | 'own';
type Set = NonNullable<DeviceDetail['credentialSet']>;

/** New words for the set it uses, or a set of its own. Nothing stored is ever shown. */
export function CredentialDialog(props: CredentialDialogProps) {
  const vendors = useQuery(vendorsQuery);
  const vendor = vendors.data?.find((one) => one.id === props.detail.row.vendor);
  return (
    <Dialog title="Replace credential" onClose={props.onClose}>
      {vendors.isPending && <Loading what="the fields of this vendor" rows={2} />}
      {vendors.isError && (
        <Failed
          what="Could not load the fields"
          error={vendors.error}
          onRetry={() => void vendors.refetch()}
        />
      )}
      {vendor && props.detail.credentialSet !== null && (
        <CredentialForm {...props} vendor={vendor} credentialSet={props.detail.credentialSet} />
      )}
    </Dialog>
  );
}

interface CredentialFormProps extends CredentialDialogProps {
  vendor: VendorInfo;
  credentialSet: Set;
}

function CredentialForm({ detail, vendor, credentialSet, onClose, onDone }: CredentialFormProps) {
  const { row } = detail;
  const isShared = credentialSet.deviceCount > 1;
  const [reach, setReach] = useState<Reach>('set');
  const [values, setValues] = useState<CredentialValues>({});
  const [name, setName] = useState(row.name);
  const many = counted(credentialSet.deviceCount, 'firewall');

  const replace = async (): Promise<string> => {
    const credential = filledIn(values);
    if (reach === 'set') {
      await replaceSecret(credentialSet.id, credential);
      return `Credential of ${credentialSet.name} replaced; ${many} read anew.`;
    }
    await changeDevice(row.id, { access: { credential, credentialName: name } });
    return `${row.name} has a credential of its own and is read anew.`;
  };
  const sending = useSubmit({
    check: () => emptyFields(vendor, values),
    send: async () => onDone(await replace()),
    refused: (error) => credentialFaults(formFaults(error, credentialLabels(vendor))),
  });
  return (
    <Form
      {...sending}
      action={reach === 'set' && isShared ? `Replace for ${many}` : 'Replace credential'}
      beside={<Button onClick={onClose}>Cancel</Button>}
    >
      <p className="intro">The old one is overwritten. What is stored can be replaced, never read.</p>
      {isShared && <ReachChoice device={row.name} set={credentialSet} reach={reach} onChange={setReach} />}
      {reach === 'own' && (
        <TextField
          label="Name of the new set"
          fault={sending.faults.fields['credentialName']}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      <CredentialFields vendor={vendor} values={values} faults={sending.faults.fields} onChange={setValues} />
    </Form>
  );
}

interface ReachChoiceProps {
  device: string;
  set: Set;
  reach: Reach;
  onChange: (reach: Reach) => void;
}

function ReachChoice({ device, set, reach, onChange }: ReachChoiceProps) {
  const { name, deviceCount } = set;
  const choices = [
    { value: 'set', label: `All of ${name}` },
    { value: 'own', label: `Only ${device}` },
  ] as const;
  return (
    <fieldset className="field end-choice">
      <legend className="label">For which firewalls</legend>
      <span className="seg">
        {choices.map((choice) => (
          <button
            key={choice.value}
            type="button"
            aria-pressed={choice.value === reach}
            aria-current={choice.value === reach}
            onClick={() => onChange(choice.value)}
          >
            {choice.label}
          </button>
        ))}
      </span>
      <span className="hint">
        {reach === 'set'
          ? `${counted(deviceCount, 'firewall')} sign in with ${name}; each is read anew at once.`
          : `It leaves ${name}; the others keep theirs.`}
      </span>
    </fieldset>
  );
}
