import type { EgressRules } from '../../platform/http/egress.js';
import { channel, type AnyChannel } from './contract.js';
import { EmailChannel } from './email/channel.js';
import { PagerDutyChannel } from './pagerduty/channel.js';
import { WebhookChannel } from './webhook/channel.js';

const NO_DOORS: EgressRules = { loopback: [], ownListeners: [], ownAddresses: [] };

/**
 * The one list of alert channels; each id is a folder beside this file.
 * @param rules where a channel may not call: the product's own doors.
 */
export function makeChannels(rules = () => Promise.resolve(NO_DOORS)): readonly AnyChannel[] {
  return [
    channel(new EmailChannel(rules)),
    channel(new PagerDutyChannel(rules)),
    channel(new WebhookChannel(rules)),
  ];
}
