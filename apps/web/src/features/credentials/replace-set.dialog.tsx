import type { CredentialSet } from '@firewatch/shared/wire/devices';
import type { VendorInfo } from '@firewatch/shared/wire/vendors';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { replaceSecret, vendorsQuery } from '../../api/credentials.api.js';
import { credentialFaults, credentialLabels } from '../../credentials/credential-faults.js';
import {
  CredentialFields,
  emptyFields,
  filledIn,
  type CredentialValues,
} from '../../credentials/credential-fields.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Form, useSubmit } from '../../ui/form.js';
import { Failed, Loading } from '../../ui/states.js';
import { formFaults } from '../../words/form-faults.js';
import { counted } from '../../words/verdict-text.js';
import { useDone } from './use-done.js';

interface OfSet {
  set: CredentialSet;
  onClose: () => void;
}

/** The account got another password: one form for every firewall of the set. */
export function ReplaceSetDialog({ set, onClose }: OfSet) {
  const vendors = useQuery(vendorsQuery);
  const vendor = vendors.data?.find((one) => one.id === set.vendor);
  return (
    <Dialog title={`Replace the secret of ${set.name}`} onClose={onClose}>
      {vendors.isPending && <Loading what="the fields of this vendor" rows={2} />}
      {vendors.isError && (
        <Failed
          what="Could not load the fields"
          error={vendors.error}
          onRetry={() => void vendors.refetch()}
        />
      )}
      {vendor && <ReplaceForm set={set} vendor={vendor} onClose={onClose} />}
    </Dialog>
  );
}

function ReplaceForm({ set, vendor, onClose }: OfSet & { vendor: VendorInfo }) {
  const done = useDone(onClose);
  const [values, setValues] = useState<CredentialValues>({});
  const many = counted(set.deviceCount, 'firewall');
  const sending = useSubmit({
    check: () => emptyFields(vendor, values),
    send: async () => {
      await replaceSecret(set.id, filledIn(values));
      done(set.deviceCount === 0 ? `${set.name} replaced.` : `${set.name} replaced; ${many} read anew.`);
    },
    refused: (error) => credentialFaults(formFaults(error, credentialLabels(vendor))),
  });
  return (
    <Form
      {...sending}
      action={set.deviceCount === 0 ? 'Replace secret' : `Replace for ${many}`}
      beside={<Button onClick={onClose}>Cancel</Button>}
    >
      <p className="intro">
        The old one is overwritten.{' '}
        {set.deviceCount > 0 && 'Each firewall that is read with it signs in with the new one at once.'}
      </p>
      <CredentialFields vendor={vendor} values={values} faults={sending.faults.fields} onChange={setValues} />
    </Form>
  );
}
