import type { Channel } from '@firewatch/shared/wire/channels';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../../session/me-context.js';
import { Button } from '../../ui/button.js';
import { Panel } from '../../ui/panel.js';
import { Empty, Failed, Loading } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { changeChannel, channelsKey, channelsQuery, removeChannel } from './api/channels.api.js';
import { ChannelCard, type ChannelAct } from './components/channel-card.js';
import { ChannelFormDialog } from './components/channel-form.dialog.js';
import { DailyMailsPanel } from './components/daily-mails.js';
import { DeliveryLog } from './components/delivery-log.js';
import { alertingHeadline } from './model/alerting-headline.js';
import { RemoveChannelDialog } from './components/remove-channel.dialog.js';
import '../../styles/forms.css';
import './channels.css';

type Asked = { readonly what: 'add' } | { readonly what: 'edit' | 'remove'; readonly channel: Channel };

async function flip(channel: Channel, refresh: () => void): Promise<void> {
  try {
    await changeChannel(channel.id, { enabled: !channel.enabled });
    const undo = (): void =>
      void changeChannel(channel.id, { enabled: channel.enabled }).then(refresh, refresh);
    toast(`${channel.name} switched ${channel.enabled ? 'off: it tells nobody' : 'on'}.`, { undo });
  } catch (error) {
    toast(error instanceof Error ? `Not changed. ${error.message}` : 'Not changed.', { isError: true });
  }
  refresh();
}

export function ChannelsPage() {
  const me = useMe();
  const client = useQueryClient();
  const channels = useQuery(channelsQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const mayChange = me.role === 'owner';
  const refresh = (): void => void client.invalidateQueries({ queryKey: channelsKey });
  const act = (channel: Channel, what: ChannelAct): void => {
    if (what === 'switch') void flip(channel, refresh);
    else setAsked({ what, channel });
  };
  const head = channels.data ? alertingHeadline(channels.data) : { title: 'Alerting', note: '' };
  return (
    <>
      <title>Alerting, Firewatch</title>
      <div className="head">
        <div>
          <h1>{head.title}</h1>
          <p>{head.note}</p>
        </div>
        {mayChange && (
          <div className="actions">
            <Button kind="primary" onClick={() => setAsked({ what: 'add' })}>
              Add channel
            </Button>
          </div>
        )}
      </div>
      <ChannelsPanel mayChange={mayChange} onAct={act} />
      {mayChange && <DailyMailsPanel />}
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

interface ChannelsPanelProps {
  mayChange: boolean;
  onAct: (channel: Channel, act: ChannelAct) => void;
}

function ChannelsPanel({ mayChange, onAct }: ChannelsPanelProps) {
  const channels = useQuery(channelsQuery);
  return (
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
              onAct={(what) => onAct(channel, what)}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface AskedDialogProps {
  asked: Asked | null;
  onClose: () => void;
  onStored: (text: string) => void;
}

function AskedDialog({ asked, onClose, onStored }: AskedDialogProps) {
  if (asked === null) return null;
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
  return (
    <ChannelFormDialog
      {...(asked.what === 'edit' ? { channel: asked.channel } : {})}
      onClose={onClose}
      onDone={(channel) => onStored(`${channel.name} saved. Send a test to see it arrive.`)}
    />
  );
}
