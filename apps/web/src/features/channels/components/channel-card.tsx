import type { Channel } from '@firewatch/shared/wire/channels';
import { Tag } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { useNow } from '../../../ui/clock.js';
import { LookShape } from '../../../ui/verdict-icon.js';
import { localTime } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';
import { SECURITY } from '../model/channel-form.js';
import { destinationText, isMail, type MailChannel } from '../model/channel-words.js';
import { deliverySentence, STATE_LOOK } from '../model/delivery-text.js';
import { isTesting, useTest } from '../use-test.js';
import { TestLine } from './test-line.js';

export type ChannelAct = 'edit' | 'switch' | 'remove';

const ACTS: readonly { readonly what: ChannelAct; readonly word: (channel: Channel) => string }[] = [
  { what: 'edit', word: () => 'Edit' },
  { what: 'switch', word: (channel) => (channel.enabled ? 'Switch off' : 'Switch on') },
  { what: 'remove', word: () => 'Remove' },
];

interface ChannelCardProps {
  channel: Channel;
  mayChange: boolean;
  onAct: (act: ChannelAct) => void;
}

/** One channel: where it goes, how its last delivery went, test. */
export function ChannelCard({ channel, mayChange, onAct }: ChannelCardProps) {
  const now = useNow();
  const { test, start } = useTest(channel.id);
  const { lastDelivery } = channel;
  return (
    <li className={channel.enabled ? 'channel' : 'channel is-off'}>
      <div className="channel-main">
        <h3>
          {channel.name} {channel.tells === 'critical' && <Tag>only critical</Tag>}
          {!channel.enabled && <Tag>switched off: tells nobody</Tag>}
          {channel.dead > 0 && <span className="v-exposed"> {counted(channel.dead, 'notice')} given up</span>}
          {channel.waiting > 0 && (
            <span className="v-unknown"> {counted(channel.waiting, 'notice')} waiting</span>
          )}
        </h3>
        <p className="wrap">to {destinationText(channel)}</p>
        {isMail(channel) && <Server channel={channel} />}
        <p className={lastDelivery?.state === 'dead' ? 'v-exposed' : 'dim'}>
          {lastDelivery ? (
            <>
              <LookShape look={STATE_LOOK[lastDelivery.state]} /> Last:{' '}
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
            aria-label={`Send test through ${channel.name}`}
          >
            Send test
          </Button>
          {ACTS.map((act) => (
            <Button
              key={act.what}
              kind={act.what === 'edit' ? 'plain' : 'quiet'}
              onClick={() => onAct(act.what)}
              aria-label={`${act.word(channel)} ${channel.name}`}
            >
              {act.word(channel)}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}

function Server({ channel }: { channel: MailChannel }) {
  const { settings, hasSecret } = channel;
  const security =
    settings.security === 'none'
      ? 'no encryption'
      : SECURITY.find((one) => one.value === settings.security)?.label;
  return (
    <p className="dim wrap">
      <span className="mono">
        {settings.host}:{settings.port}
      </span>
      , {security}
      {settings.user !== '' && `, as ${settings.user}`}
      {hasSecret && ', password stored'}
      {`, from ${settings.from}`}
    </p>
  );
}
