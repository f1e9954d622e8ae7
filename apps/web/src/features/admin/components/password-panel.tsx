import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { PasswordField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { Panel } from '../../../ui/panel.js';
import { toast } from '../../../ui/toast.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import { changeOwnPassword, sessionsQuery } from '../api/account.api.js';

export function PasswordPanel() {
  const client = useQueryClient();
  const [old, setOld] = useState('');
  const [password, setPassword] = useState('');
  const changing = useSubmit({
    check: () =>
      missing({
        old: old === '' && 'Write the password you have now.',
        password: password.length < 12 && 'Write 12 to 256 characters.',
      }),
    send: async () => {
      await changeOwnPassword(old, password);
      setOld('');
      setPassword('');
      toast('Password changed. Every other session of yours has ended.');
      void client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
    refused: (error) => formFaults(error, { old: 'Old password', password: 'New password' }),
  });
  const { fields } = changing.faults;
  return (
    <Panel title="Password" className="boxed">
      <Form {...changing} action="Change the password" foot="step-foot">
        <PasswordField
          label="Old password"
          autoComplete="current-password"
          fault={fields['old']}
          value={old}
          onChange={(event) => setOld(event.target.value)}
        />
        <PasswordField
          label="New password"
          autoComplete="new-password"
          hint="At least 12 characters. A sentence is easy to keep."
          fault={fields['password']}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Form>
    </Panel>
  );
}
