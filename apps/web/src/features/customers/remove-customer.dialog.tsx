import type { Customer } from '@firewatch/shared/wire/access';
import type { CustomerRemoval } from '@firewatch/shared/wire/estate';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { removalQuery, removeCustomer } from '../../api/estate.api.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextArea, TextField } from '../../ui/field.js';
import { Form, useSubmit } from '../../ui/form.js';
import { Failed, Loading } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { formFaults, missing } from '../../words/form-faults.js';
import { counted } from '../../words/verdict-text.js';

/** What it takes with it, one line each; what there is none of is left out. */
export const removalLines = (counts: CustomerRemoval): string[] => [
  `${counted(counts.devices, 'firewall')} no longer watched; nothing is sent there within 5 seconds.`,
  ...(counts.waiting > 0 ? [`${counted(counts.waiting, 'firewall')} no longer waiting for approval.`] : []),
  ...(counts.credentialSets > 0
    ? [`${counted(counts.credentialSets, 'credential set')} destroyed at once.`]
    : []),
  ...(counts.sharedSets > 0
    ? [`${counted(counts.sharedSets, 'credential set')} of your own kept, because it is not only theirs.`]
    : []),
  ...(counts.openIncidents > 0
    ? [`${counted(counts.openIncidents, 'open incident')} left or closed as withdrawn.`]
    : []),
  ...(counts.people > 0
    ? [`${counted(counts.people, 'person', 'people')} left without anything to see.`]
    : []),
  'Its history is hidden for 30 days, then deleted.',
];

/** Says what it will do, then asks for the name: nothing brings it back. */
export function RemoveCustomerDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const client = useQueryClient();
  const counts = useQuery(removalQuery(customer.id));
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const sending = useSubmit({
    check: () =>
      missing({
        name: name.trim() !== customer.name && `Type ${customer.name} to remove it.`,
        reason: reason.trim().length < 3 && 'Write why, at least 3 characters.',
      }),
    send: async () => {
      await removeCustomer(customer.id, name.trim(), reason.trim());
      toast(`${customer.name} is removed.`);
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
      onClose();
    },
    refused: (error) => formFaults(error, { name: 'Name', reason: 'Reason' }),
  });
  return (
    <Dialog title={`Remove ${customer.name}`} onClose={onClose}>
      {counts.isPending && <Loading what="what belongs to it" rows={4} />}
      {counts.isError && <Failed what="Could not count what belongs to it" error={counts.error} />}
      {counts.data && (
        <Form
          {...sending}
          action={`Remove ${customer.name}`}
          sending="Removing"
          danger
          beside={<Button onClick={onClose}>Cancel</Button>}
        >
          <ul className="estate-sums">
            {removalLines(counts.data).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className="intro">
            <strong>This cannot be undone.</strong> Every owner is told.
          </p>
          <TextField
            label="Name of the customer"
            hint={`Type ${customer.name}`}
            fault={sending.faults.fields['name']}
            value={name}
            data-autofocus
            onChange={(event) => setName(event.target.value)}
          />
          <TextArea
            label="Reason"
            fault={sending.faults.fields['reason']}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form>
      )}
    </Dialog>
  );
}
