import type { Channel } from '@firewatch/shared/wire/channels';

export type ChannelKind = Channel['kind'];
export type MailChannel = Extract<Channel, { kind: 'email' }>;
export type PostChannel = Exclude<Channel, MailChannel>;

export const isMail = (channel: Channel): channel is MailChannel => channel.kind === 'email';

export const KIND_WORD: Readonly<Record<ChannelKind, string>> = {
  email: 'Mail',
  pagerduty: 'PagerDuty',
  webhook: 'Webhook',
};

/** Who gets what goes through it: addresses, or the service that takes it. */
export const destinationText = (channel: Channel): string =>
  isMail(channel) ? channel.settings.to.join(', ') : `${KIND_WORD[channel.kind]} ${channel.settings.url}`;

export const TELLS: readonly { readonly value: Channel['tells']; readonly label: string }[] = [
  { value: 'everything', label: 'Every incident, and digests' },
  { value: 'critical', label: 'Only what is critical' },
];
export const TELLS_HINT: Readonly<Record<Channel['tells'], string>> = {
  everything: 'Warnings, expiry digests and the daily word about Firewatch itself come too.',
  critical:
    'Firewalls that do not protect or cannot be read; once told, everything about that incident follows.',
};
export const isTells = (text: string): text is Channel['tells'] => TELLS.some((one) => one.value === text);
