import { assignableRole, type Invitation, type Person } from '@firewatch/shared/wire/access';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { SelectField } from '../../../ui/select-field.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import { addPerson, changePerson } from '../api/people.api.js';
import { ROLE_WORDS } from '../model.js';
import { CustomersChoice, type CustomersChosen } from './customers-choice.js';

const LABELS = { email: 'Email', name: 'Name', role: 'Role', customerIds: 'Customers' };
type AssignableRole = ReturnType<typeof assignableRole.parse>;
const ROLES = assignableRole.options.map((role) => ({
  value: role,
  label: `${ROLE_WORDS[role].name}: ${ROLE_WORDS[role].may}`,
}));

interface PersonDialogProps {
  /** Absent = a new one is invited. */
  person?: Person;
  onClose: () => void;
  /** With the invitation of a new person. */
  onStored: (text: string, invitation: Invitation | null) => void;
}

function usePerson({ person, onStored }: Pick<PersonDialogProps, 'person' | 'onStored'>) {
  const [name, setName] = useState(person?.name ?? '');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<AssignableRole>(
    assignableRole.catch('operator').parse(person?.role ?? 'operator'),
  );
  const [customers, setCustomers] = useState<CustomersChosen>({
    allCustomers: person?.allCustomers ?? false,
    customerIds: person?.customerIds ?? [],
  });
  const isScoped = role !== 'owner';
  const storing = useSubmit({
    check: () =>
      missing({
        name: name.trim() === '' && 'Write a name: reasons and acknowledgements are signed with it.',
        email: person === undefined && email.trim() === '' && 'Write the mail address they sign in with.',
        customerIds:
          isScoped &&
          !customers.allCustomers &&
          customers.customerIds.length === 0 &&
          'Choose at least one customer.',
      }),
    send: async () => {
      const { allCustomers, customerIds } = customers;
      const seen = isScoped
        ? { allCustomers, customerIds: [...customerIds] }
        : { allCustomers: true, customerIds: [] };
      const rights = { name: name.trim(), role, ...seen };
      if (person) {
        await changePerson(person.id, rights);
        onStored(`${rights.name} changed.`, null);
        return;
      }
      const added = await addPerson({ ...rights, email: email.trim() });
      onStored(`${added.name} added.`, added.invitation);
    },
    refused: (error) => formFaults(error, LABELS),
  });
  return { name, setName, email, setEmail, role, setRole, customers, setCustomers, isScoped, storing };
}

/** Invites somebody, or changes what somebody may do. */
export function PersonDialog({ person, onClose, onStored }: PersonDialogProps) {
  const form = usePerson({ ...(person ? { person } : {}), onStored });
  const { name, setName, email, setEmail, role, setRole, customers, setCustomers, storing } = form;
  const { fields } = storing.faults;
  return (
    <Dialog title={person ? `Change ${person.name}` : 'Invite a person'} onClose={onClose}>
      <Form
        {...storing}
        action={person ? 'Save changes' : 'Invite'}
        beside={<Button onClick={onClose}>Cancel</Button>}
      >
        <TextField
          label="Name"
          data-autofocus
          fault={fields['name']}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {person === undefined && (
          <TextField
            label="Email"
            type="email"
            hint="They choose a password with a link that comes to this address, or that you hand on."
            fault={fields['email']}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
        <SelectField
          label="Role"
          fault={fields['role']}
          value={role}
          options={ROLES}
          onChange={(value) => setRole(assignableRole.parse(value))}
        />
        {form.isScoped && (
          <CustomersChoice value={customers} mayAll fault={fields['customerIds']} onChange={setCustomers} />
        )}
        {person && <p className="dim">If rights change, their sessions end and they sign in again.</p>}
      </Form>
    </Dialog>
  );
}
