import type { Channel } from '@firewatch/shared/wire/channels';
import { Tag } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { LookShape } from '../../../ui/verdict-icon.js';
import { localTime } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { SECURITY } from '../model/channel-form.js';
import { deliverySentence, STATE_LOOK } from '../model/delivery-text.js';
import { isTesting, useTest } from '../use-test.js';
import { TestLine } from './test-line.js';

interface ChannelCardProps {
  channel: Channel;
  mayChange: boolean;
  onEdit: () => void;
  onSwitch: () => void;
  onRemove: () => void;
}

/** One channel: where it goes, how its last delivery went, test. */
export function ChannelCard({ channel, mayChange, onEdit, onSwitch, onRemove }: ChannelCardProps) {
  const now = useNow();
  const { test, start } = useTest(channel.id);
  const { settings, lastDelivery } = channel;
  const security = SECURITY.find((one) => one.value === settings.security)?.label ?? settings.security;
  return (
    <li className={channel.enabled ? 'channel' : 'channel is-off'}>
      <div className="channel-main">
        <h3>
          {channel.name} {!channel.enabled && <Tag>switched off: tells nobody</Tag>}
          {channel.dead > 0 && <span className="v-exposed"> {counted(channel.dead, 'notice')} given up</span>}
          {channel.waiting > 0 && (
            <span className="v-unknown"> {counted(channel.waiting, 'notice')} waiting</span>
          )}
        </h3>
        <p className="wrap">to {settings.to.join(', ')}</p>
        <p className="dim wrap">
          <span className="mono">
            {settings.host}:{settings.port}
          </span>
          , {security}
          {settings.user !== '' && `, as ${settings.user}`}
          {channel.hasPassword && ', password stored'}
          {`, from ${settings.from}`}
        </p>
        <p className={lastDelivery ? `v-${STATE_LOOK[lastDelivery.state]}` : 'dim'}>
          {lastDelivery ? (
            <>
              <LookShape look={STATE_LOOK[lastDelivery.state]} /> <span className="dim">Last:</span>{' '}
              {deliverySentence(lastDelivery, now, localTime)}
            </>
          ) : (
            'Nothing was sent through it yet. Send a test.'
          )}
        </p>
        <TestLine test={test} />
      </div>
      {mayChange && (
        <div className="channel-acts">
          <Button
            onClick={start}
            busy={isTesting(test) && 'Sending test'}
            aria-label={`Send a test through ${channel.name}`}
          >
            Send test
          </Button>
          <Button onClick={onEdit} aria-label={`Edit ${channel.name}`}>
            Edit
          </Button>
          <Button
            kind="quiet"
            onClick={onSwitch}
            aria-label={`Switch ${channel.enabled ? 'off' : 'on'} ${channel.name}`}
          >
            {channel.enabled ? 'Switch off' : 'Switch on'}
          </Button>
          <Button kind="quiet" onClick={onRemove} aria-label={`Remove ${channel.name}`}>
            Remove
          </Button>
        </div>
      )}
    </li>
  );
}
