import type { Channel } from '@firewatch/shared/wire/channels';
import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Dialog } from '../../../ui/dialog.js';
import { SelectField } from '../../../ui/select-field.js';
import { isMail, type ChannelKind } from '../model/channel-words.js';
import { MailForm } from './mail-form.js';
import { PostForm } from './post-form.js';

const KINDS: readonly { readonly value: ChannelKind; readonly label: string }[] = [
  { value: 'email', label: 'Mail (SMTP)' },
  { value: 'pagerduty', label: 'PagerDuty (pager)' },
  { value: 'webhook', label: 'Webhook (signed JSON)' },
];

interface ChannelFormDialogProps {
  /** Absent = a new one, of a kind that is chosen here. */
  channel?: Channel;
  onClose: () => void;
  onDone: (channel: Channel) => void;
}

export function ChannelFormDialog({ channel, onClose, onDone }: ChannelFormDialogProps) {
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? 'email');
  const beside = <Button onClick={onClose}>Cancel</Button>;
  const action = channel ? 'Save changes' : 'Add channel';
  return (
    <Dialog title={channel ? `Edit ${channel.name}` : 'Add channel'} onClose={onClose}>
      {!channel && (
        <SelectField
          label="Kind"
          value={kind}
          options={KINDS}
          onChange={(text) => setKind(KINDS.find((one) => one.value === text)?.value ?? kind)}
        />
      )}
      {kind === 'email' ? (
        <MailForm {...(channel && isMail(channel) ? { channel } : {})} {...{ action, beside, onDone }} />
      ) : (
        <PostForm
          key={kind}
          kind={kind}
          {...(channel && !isMail(channel) ? { channel } : {})}
          {...{ action, beside, onDone }}
        />
      )}
    </Dialog>
  );
}
