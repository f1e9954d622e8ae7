import type { CredentialSet } from '@firewatch/shared/wire/devices';
import { useState } from 'react';
import { removeCredentialSet, renameCredentialSet } from '../../api/credentials.api.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Form, useSubmit } from '../../ui/form.js';
import { formFaults, missing } from '../../words/form-faults.js';
import { AddSetDialog } from './add-set.dialog.js';
import { ReplaceSetDialog } from './replace-set.dialog.js';
import { NAME_MISSING, useDone } from './use-done.js';

export type SetAsked =
  { readonly what: 'add' } | { readonly what: 'rename' | 'replace' | 'remove'; readonly set: CredentialSet };

interface DialogProps {
  onClose: () => void;
}
type OfSet = DialogProps & { set: CredentialSet };

export function SetDialog({ asked, onClose }: DialogProps & { asked: SetAsked }) {
  switch (asked.what) {
    case 'add':
      return <AddSetDialog onClose={onClose} />;
    case 'rename':
      return <RenameDialog set={asked.set} onClose={onClose} />;
    case 'replace':
      return <ReplaceSetDialog set={asked.set} onClose={onClose} />;
    case 'remove':
      return <RemoveDialog set={asked.set} onClose={onClose} />;
  }
}

function RenameDialog({ set, onClose }: OfSet) {
  const done = useDone(onClose);
  const [name, setName] = useState(set.name);
  const sending = useSubmit({
    check: () => missing({ name: name.trim() === '' && NAME_MISSING }),
    send: async () => {
      await renameCredentialSet(set.id, name.trim());
      done(`${set.name} is ${name.trim()} from now on.`);
    },
    refused: (error) => formFaults(error, { name: 'Name' }),
  });
  return (
    <Dialog title={`Rename ${set.name}`} onClose={onClose}>
      <Form {...sending} action="Rename" beside={<Button onClick={onClose}>Cancel</Button>}>
        <TextField
          label="Name"
          fault={sending.faults.fields['name']}
          value={name}
          maxLength={120}
          data-autofocus
          onChange={(event) => setName(event.target.value)}
        />
      </Form>
    </Dialog>
  );
}

function RemoveDialog({ set, onClose }: OfSet) {
  const done = useDone(onClose);
  const sending = useSubmit({
    check: () => null,
    send: async () => {
      await removeCredentialSet(set.id);
      done(`${set.name} is destroyed.`);
    },
    refused: (error) => formFaults(error, {}),
  });
  return (
    <Dialog title={`Remove ${set.name}`} onClose={onClose}>
      <Form
        {...sending}
        action="Destroy this credential"
        sending="Removing"
        danger
        beside={<Button onClick={onClose}>Cancel</Button>}
      >
        <p className="intro">No firewall uses it. Its secret is destroyed at once, for good.</p>
      </Form>
    </Dialog>
  );
}
