import { useState, type ReactNode } from 'react';
import { PasswordField, TextArea, TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { SelectField } from '../../../ui/select-field.js';
import { formFaults, missing, type FormFaults } from '../../../words/form-faults.js';
import { changeChannel, createChannel } from '../api/channels.api.js';
import { isMail, type MailChannel } from '../model/channel-words.js';
import {
  channelFaults,
  editChannelOf,
  EMPTY,
  formOf,
  LABELS,
  newChannelOf,
  SECURITY,
  withSecurity,
  type ChannelForm,
} from '../model/channel-form.js';
import { TellsField } from './tells-field.js';

interface MailFormProps {
  /** Absent = a new one. */
  channel?: MailChannel;
  action: string;
  /** Beside the button: cancel, or nothing. */
  beside?: ReactNode;
  onDone: (channel: MailChannel) => void;
}

/** Mail by SMTP. The password goes in and never comes out. */
export function MailForm({ channel, action, beside, onDone }: MailFormProps) {
  const [form, setForm] = useState<ChannelForm>(() => (channel ? formOf(channel) : EMPTY));
  const set = (change: Partial<ChannelForm>): void => setForm({ ...form, ...change });
  const sending = useSubmit({
    check: () => missing(channelFaults(form)),
    send: async () => {
      const stored = channel
        ? await changeChannel(channel.id, editChannelOf(form))
        : await createChannel(newChannelOf(form));
      if (isMail(stored)) onDone(stored);
    },
    refused: (error) => formFaults(error, LABELS),
  });
  const fault = sending.faults.fields;
  return (
    <Form {...sending} action={action} beside={beside}>
      <TextField
        label="Name"
        fault={fault['name']}
        value={form.name}
        maxLength={120}
        onChange={(event) => set({ name: event.target.value })}
      />
      <ServerFields {...{ form, setForm, fault }} hasPassword={channel?.hasSecret === true} />
      <TextField
        label="Sender"
        fault={fault['settings.from']}
        type="email"
        autoComplete="off"
        placeholder="firewatch@example.com"
        value={form.from}
        onChange={(event) => set({ from: event.target.value })}
      />
      <TextArea
        label="Recipients"
        hint="One per line, at most 20. They read of all customers."
        fault={fault['settings.to']}
        value={form.to}
        onChange={(event) => set({ to: event.target.value })}
      />
      <TellsField value={form.tells} fault={fault['tells']} onChange={(tells) => set({ tells })} />
    </Form>
  );
}

interface ServerFieldsProps {
  form: ChannelForm;
  setForm: (form: ChannelForm) => void;
  fault: FormFaults['fields'];
  hasPassword: boolean;
}

function ServerFields({ form, setForm, fault, hasPassword }: ServerFieldsProps) {
  const set = (change: Partial<ChannelForm>): void => setForm({ ...form, ...change });
  return (
    <>
      <div className="two">
        <TextField
          label="Mail server"
          fault={fault['settings.host']}
          placeholder="smtp.example.com"
          spellCheck={false}
          autoCapitalize="off"
          value={form.host}
          onChange={(event) => set({ host: event.target.value })}
        />
        <TextField
          label="Port"
          fault={fault['settings.port']}
          inputMode="numeric"
          value={form.port}
          onChange={(event) => set({ port: event.target.value })}
        />
      </div>
      <SelectField
        label="Protection"
        hint={
          form.security === 'none'
            ? 'Customer names travel readable; only for a server on your own network.'
            : undefined
        }
        fault={fault['settings.security']}
        value={form.security}
        options={SECURITY}
        onChange={(value) => {
          const security = SECURITY.find((one) => one.value === value)?.value;
          if (security) setForm(withSecurity(form, security));
        }}
      />
      <TextField
        label="User (optional)"
        fault={fault['settings.user']}
        autoComplete="off"
        spellCheck={false}
        value={form.user}
        onChange={(event) => set({ user: event.target.value })}
      />
      <PasswordField
        label={hasPassword ? 'New password (empty: the stored one stays)' : 'Password (optional)'}
        hint="Stored sealed; it can be replaced, never read."
        fault={fault['password']}
        autoComplete="new-password"
        data-1p-ignore
        value={form.password}
        onChange={(event) => set({ password: event.target.value })}
      />
    </>
  );
}
