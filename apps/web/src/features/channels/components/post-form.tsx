import type { Channel } from '@firewatch/shared/wire/channels';
import { useState, type ReactNode } from 'react';
import { PasswordField, TextField } from '../../../ui/field.js';
import { Form, useSubmit } from '../../../ui/form.js';
import { formFaults, missing } from '../../../words/form-faults.js';
import { changeChannel, createChannel } from '../api/channels.api.js';
import type { PostChannel } from '../model/channel-words.js';
import {
  editPostChannel,
  emptyPostForm,
  newPostChannel,
  postFaults,
  postFormOf,
  postLabels,
  secretLabel,
  type PostForm as Fields,
} from '../model/post-form.js';
import { TellsField } from './tells-field.js';

interface PostFormProps {
  kind: PostChannel['kind'];
  /** Absent = a new one. */
  channel?: PostChannel;
  action: string;
  beside?: ReactNode;
  onDone: (channel: Channel) => void;
}

const SECRET_HINT: Readonly<Record<PostChannel['kind'], string>> = {
  pagerduty: 'Of a service with an Events API v2 integration. Stored sealed; it can be replaced, never read.',
  webhook: 'Copy it into the receiver now: it is stored sealed and never shown again.',
};
const CHANGE_HINT: Readonly<Record<PostChannel['kind'], string>> = {
  pagerduty: 'Empty: the stored one stays.',
  webhook: 'Empty: the stored one stays. A replaced key goes on signing beside the new one for 24 hours.',
};

/** PagerDuty or a signed webhook: an address and a key. */
export function PostForm({ kind, channel, action, beside, onDone }: PostFormProps) {
  const isNew = channel === undefined;
  const [form, setForm] = useState<Fields>(() => (channel ? postFormOf(channel) : emptyPostForm(kind)));
  const set = (change: Partial<Fields>): void => setForm({ ...form, ...change });
  const sending = useSubmit({
    check: () => missing(postFaults(form, isNew)),
    send: async () =>
      onDone(
        channel
          ? await changeChannel(channel.id, editPostChannel(form))
          : await createChannel(newPostChannel(form)),
      ),
    refused: (error) => formFaults(error, postLabels(kind)),
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
      <TextField
        label="Address"
        hint={
          kind === 'webhook' ? 'Messages are posted there as JSON.' : 'The EU region has its own address.'
        }
        fault={fault['settings.url']}
        type="url"
        autoComplete="off"
        spellCheck={false}
        placeholder="https://hooks.example.com/firewatch"
        value={form.url}
        onChange={(event) => set({ url: event.target.value })}
      />
      <PasswordField
        label={isNew ? secretLabel(kind) : `New ${secretLabel(kind).toLowerCase()}`}
        hint={isNew ? SECRET_HINT[kind] : CHANGE_HINT[kind]}
        fault={fault[kind === 'pagerduty' ? 'routingKey' : 'signingKey']}
        autoComplete="off"
        data-1p-ignore
        value={form.secret}
        onChange={(event) => set({ secret: event.target.value })}
      />
      <TellsField value={form.tells} fault={fault['tells']} onChange={(tells) => set({ tells })} />
    </Form>
  );
}
