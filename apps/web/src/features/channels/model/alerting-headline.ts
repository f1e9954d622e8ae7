import type { Channel } from '@firewatch/shared/wire/channels';
import { counted } from '../../../words/verdict-text.js';
import { isMail } from './channel-words.js';

/** h1 of the page: who would be told now. */
export function alertingHeadline(channels: readonly Channel[]): { title: string; note: string } {
  const on = channels.filter((channel) => channel.enabled);
  const dead = on.reduce((sum, channel) => sum + channel.dead, 0);
  const people = new Set(on.filter(isMail).flatMap((channel) => channel.settings.to)).size;
  const others = on.filter((channel) => !isMail(channel)).map((channel) => channel.name);
  if (channels.length === 0)
    return {
      title: 'Nobody is told yet',
      note: 'Add a channel, so that a loss reaches someone at night.',
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
    title: `Alerts go to ${[...(people > 0 ? [counted(people, 'address', 'addresses')] : []), ...others].join(' and ')}`,
    note: 'Each incident is one thread: its updates and its end follow its opening.',
  };
}
