import { channel, type AnyChannel } from './contract.js';
import { EmailChannel } from './email/channel.js';

/** The one list of alert channels; each id is a folder beside this file. */
export function makeChannels(): readonly AnyChannel[] {
  return [channel(new EmailChannel())];
}
