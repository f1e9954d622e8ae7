import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { FormFault } from '../../../ui/form-fault.js';
import { TextField } from '../../../ui/field.js';
import { Failed, Loading } from '../../../ui/states.js';
import { counted } from '../../../words/verdict-text.js';
import { formFaults, NO_FAULTS, type FormFaults } from '../../../words/form-faults.js';
import { changeDevice } from '../api/device.api.js';
import { replaceSecret, vendorsQuery } from '../api/enrol.api.js';
import {
  CredentialFields,
  emptyFields,
  filledIn,
  type CredentialValues,
} from '../components/credential-fields.js';
import { credentialFaults, credentialLabels } from '../model/credential-faults.js';

interface CredentialDialogProps {
  detail: DeviceDetail;
  onClose: () => void;
  onDone: (text: string) => void;
}

type Reach = 'set' | 'own';

/** New words for the set it uses, or a set of its own. Nothing stored is ever shown. */
export function CredentialDialog({ detail, onClose, onDone }: CredentialDialogProps) {
  const vendors = useQuery(vendorsQuery);
  const vendor = vendors.data?.find((one) => one.id === detail.row.vendor);
  const shared = detail.credentialSet.deviceCount > 1;
  const [reach, setReach] = useState<Reach>('set');
  const [values, setValues] = useState<CredentialValues>({});
  const [name, setName] = useState(detail.row.name);
  const [faults, setFaults] = useState<FormFaults>(NO_FAULTS);
  const [isSending, setSending] = useState(false);
  const { credentialSet } = detail;

  const submit = async (): Promise<void> => {
    if (!vendor) return;
    const empty = emptyFields(vendor, values);
    if (empty) {
      setFaults({ fields: empty, rest: null });
      return;
    }
    setSending(true);
    try {
      if (reach === 'set') await replaceSecret(credentialSet.id, filledIn(values));
      else
        await changeDevice(detail.row.id, { access: { credential: filledIn(values), credentialName: name } });
      onDone(
        reach === 'set'
          ? `Credential of ${credentialSet.name} replaced; ${counted(credentialSet.deviceCount, 'firewall')} read anew.`
          : `${detail.row.name} has a credential of its own and is read anew.`,
      );
    } catch (error) {
      setFaults(credentialFaults(formFaults(error, credentialLabels(vendor))));
      setSending(false);
    }
  };
  return (
    <Dialog title="Replace credential" onClose={onClose}>
      {vendors.isPending && <Loading what="the fields of this vendor" rows={2} />}
      {vendors.isError && (
        <Failed
          what="Could not load the fields"
          error={vendors.error}
          onRetry={() => void vendors.refetch()}
        />
      )}
      {vendor && (
        <form
          noValidate
          autoComplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <p className="intro">The old one is overwritten. What is stored can be replaced, never read.</p>
          {shared && <ReachChoice detail={detail} reach={reach} onChange={setReach} />}
          {reach === 'own' && shared && (
            <TextField
              label="Name of the new set"
              fault={faults.fields['credentialName']}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
          <CredentialFields vendor={vendor} values={values} faults={faults.fields} onChange={setValues} />
          <FormFault text={faults.rest} />
          <div className="dialog-foot">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" kind="primary" busy={isSending && 'Storing'}>
              {reach === 'set' && shared
                ? `Replace for ${counted(credentialSet.deviceCount, 'firewall')}`
                : 'Replace credential'}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

interface ReachChoiceProps {
  detail: DeviceDetail;
  reach: Reach;
  onChange: (reach: Reach) => void;
}

function ReachChoice({ detail, reach, onChange }: ReachChoiceProps) {
  const { name, deviceCount } = detail.credentialSet;
  const choices = [
    { value: 'set', label: `All of ${name}` },
    { value: 'own', label: `Only ${detail.row.name}` },
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
