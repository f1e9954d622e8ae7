import { rolesWithin } from '@firewatch/shared/domain/roles';
import { role as roleSchema } from '@firewatch/shared/wire/access';
import { LONGEST_TOKEN_DAYS, tokenKind, type TokenKind } from '@firewatch/shared/wire/tokens';
import { useState } from 'react';
import { useMe } from '../../../session/me-context.js';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { SelectField } from '../../../ui/select-field.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import { makeToken } from '../api/account.api.js';
import { ROLE_WORDS } from '../model.js';
import { CustomersChoice } from './customers-choice.js';

const LABELS = { name: 'Name', role: 'Role', kind: 'May', days: 'Days', customerIds: 'Customers' };
const KINDS: readonly { readonly value: TokenKind; readonly label: string }[] = [
  { value: 'wall', label: 'Read what the wallboard shows' },
  { value: 'read', label: 'Read' },
  { value: 'full', label: 'Read and act' },
];

interface TokenDialogProps {
  onClose: () => void;
  onMade: (name: string, token: string) => void;
}

function useToken(onMade: TokenDialogProps['onMade']) {
  const me = useMe();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<TokenKind>('read');
  const [role, setRole] = useState(roleSchema.parse('viewer'));
  const [days, setDays] = useState('90');
  const [customers, setCustomers] = useState({
    allCustomers: me.allCustomers,
    customerIds: [] as readonly string[],
  });
  const wanted = Number(days);
  const making = useSubmit({
    check: () =>
      missing({
        name: name.trim() === '' && 'Write what uses it: the name stands in the audit.',
        days:
          !(Number.isInteger(wanted) && wanted >= 1 && wanted <= LONGEST_TOKEN_DAYS) &&
          `Write 1 to ${LONGEST_TOKEN_DAYS} days.`,
        customerIds:
          !customers.allCustomers && customers.customerIds.length === 0 && 'Choose at least one customer.',
      }),
    send: async () => {
      const { token } = await makeToken({
        name: name.trim(),
        kind,
        role: kind === 'full' ? role : 'viewer',
        allCustomers: customers.allCustomers,
        customerIds: customers.allCustomers ? [] : [...customers.customerIds],
        days: wanted,
      });
      onMade(name.trim(), token);
    },
    refused: (error) => formFaults(error, LABELS),
  });
  return { name, setName, kind, setKind, role, setRole, days, setDays, customers, setCustomers, making };
}

/** A token never may more than the person it acts for. */
export function TokenDialog({ onClose, onMade }: TokenDialogProps) {
  const me = useMe();
  const form = useToken(onMade);
  const { name, setName, kind, setKind, role, setRole, days, setDays, customers, setCustomers, making } =
    form;
  const { fields } = making.faults;
  return (
    <Dialog title="Make a token" onClose={onClose}>
      <Form {...making} action="Make the token" beside={<Button onClick={onClose}>Cancel</Button>}>
        <TextField
          label="Name"
          hint="What uses it, e.g. Wallboard in the office."
          data-autofocus
          fault={fields['name']}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField
          label="May"
          value={kind}
          options={KINDS}
          fault={fields['kind']}
          onChange={(value) => setKind(tokenKind.parse(value))}
        />
        {kind === 'full' && (
          <SelectField
            label="Role"
            hint="At most your own."
            value={role}
            options={rolesWithin(me.role).map((one) => ({
              value: one,
              label: `${ROLE_WORDS[one].name}: ${ROLE_WORDS[one].may}`,
            }))}
            fault={fields['role']}
            onChange={(value) => setRole(roleSchema.parse(value))}
          />
        )}
        <TextField
          label="Days it works"
          type="number"
          min={1}
          max={LONGEST_TOKEN_DAYS}
          fault={fields['days']}
          value={days}
          onChange={(event) => setDays(event.target.value)}
        />
        <CustomersChoice
          value={customers}
          mayAll={me.allCustomers}
          fault={fields['customerIds']}
          onChange={setCustomers}
        />
      </Form>
    </Dialog>
  );
}
