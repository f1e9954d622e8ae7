import type { Channel } from '@firewatch/shared/wire/channels';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../../session/me-context.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Panel } from '../../ui/panel.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { counted } from '../../words/verdict-text.js';
import { changeChannel, channelsKey, channelsQuery, removeChannel } from './api/channels.api.js';
import { ChannelCard } from './components/channel-card.js';
import { DeliveryLog } from './components/delivery-log.js';
import { MailForm } from './components/mail-form.js';
import { RemoveChannelDialog } from './components/remove-channel.dialog.js';
import '../../styles/forms.css';
import './channels.css';

type Asked = { readonly what: 'add' } | { readonly what: 'edit' | 'remove'; readonly channel: Channel };

/** h1 of the page: who would be told now. */
export function alertingHeadline(channels: readonly Channel[]): { title: string; note: string } {
  const on = channels.filter((channel) => channel.enabled);
  const dead = on.reduce((sum, channel) => sum + channel.dead, 0);
  const people = new Set(on.flatMap((channel) => channel.settings.to)).size;
  if (channels.length === 0)
    return {
      title: 'Nobody is told yet',
      note: 'Add a mail channel, so that a loss reaches someone at night.',
    };
  if (on.length === 0)
    return { title: 'Nobody is told: every channel is switched off', note: 'Switch one on, or add another.' };
  if (dead > 0) {
    return {
      title: `${counted(dead, 'notice')} could not be delivered`,
      note: 'They were given up; the log says why. Send a test after mending the channel.',
    };
  }
  return {
    title: `Alerts go to ${counted(people, 'address', 'addresses')}`,
    note: 'Each incident is one mail and its updates are replies to it.',
  };
}

export function ChannelsPage() {
  const me = useMe();
  const client = useQueryClient();
  const channels = useQuery(channelsQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const mayChange = me.role === 'owner';
  const refresh = (): void => void client.invalidateQueries({ queryKey: channelsKey });
  const flip = async (channel: Channel): Promise<void> => {
    try {
      await changeChannel(channel.id, { enabled: !channel.enabled });
      const undo = (): void =>
        void changeChannel(channel.id, { enabled: channel.enabled }).then(refresh, refresh);
      toast(`${channel.name} switched ${channel.enabled ? 'off: it tells nobody' : 'on'}.`, { undo });
    } catch (error) {
      toast(error instanceof Error ? `Not changed. ${error.message}` : 'Not changed.', { isError: true });
    }
    refresh();
  };
  const head = channels.data ? alertingHeadline(channels.data) : { title: 'Alerting', note: '' };
  const add = mayChange && (
    <Button kind="primary" onClick={() => setAsked({ what: 'add' })}>
      Add mail channel
    </Button>
  );
  return (
    <>
      <title>Alerting, Firewatch</title>
      <div className="head">
        <div>
          <h1>{head.title}</h1>
          <p>{head.note}</p>
        </div>
        <div className="actions">{add}</div>
      </div>
      <Panel title="Channels" note="where notices go">
        {channels.isError && (
          <Failed
            what="Could not load the channels"
            error={channels.error}
            still="Alerts still go out."
            onRetry={() => void channels.refetch()}
          />
        )}
        {channels.isPending && <Loading what="the channels" rows={2} />}
        {channels.data?.length === 0 && (
          <Empty>
            {mayChange
              ? 'No channel yet. A mail channel takes a minute and is tested at once.'
              : 'No channel yet. An owner can add one.'}
          </Empty>
        )}
        {channels.data && channels.data.length > 0 && (
          <ul className="channels">
            {channels.data.map((channel) => (
              <ChannelCard
                key={channel.id}
                channel={channel}
                mayChange={mayChange}
                onEdit={() => setAsked({ what: 'edit', channel })}
                onRemove={() => setAsked({ what: 'remove', channel })}
                onSwitch={() => void flip(channel)}
              />
            ))}
          </ul>
        )}
      </Panel>
      {!channels.isError && <DeliveryLog />}
      <AskedDialog
        asked={asked}
        onClose={() => setAsked(null)}
        onStored={(text) => {
          setAsked(null);
          toast(text);
          refresh();
        }}
      />
    </>
  );
}

interface AskedDialogProps {
  asked: Asked | null;
  onClose: () => void;
  onStored: (text: string) => void;
}

function AskedDialog({ asked, onClose, onStored }: AskedDialogProps) {
  if (asked === null) return null;
  const cancel = <Button onClick={onClose}>Cancel</Button>;
  if (asked.what === 'remove') {
    const { channel } = asked;
    return (
      <RemoveChannelDialog
        channel={channel}
        onClose={onClose}
        onRemove={async () => {
          await removeChannel(channel.id);
          onStored(`${channel.name} removed.`);
        }}
      />
    );
  }
  const isNew = asked.what === 'add';
  return (
    <Dialog title={isNew ? 'Add mail channel' : `Edit ${asked.channel.name}`} onClose={onClose}>
      <MailForm
        {...(isNew ? {} : { channel: asked.channel })}
        action={isNew ? 'Add channel' : 'Save changes'}
        beside={cancel}
        onDone={(channel) => onStored(`${channel.name} saved. Send a test to see it arrive.`)}
      />
    </Dialog>
  );
}
