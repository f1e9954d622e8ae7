import type { editChannel, newChannel } from '@firewatch/shared/wire/channels';
import type { z } from 'zod';
import type { MailChannel } from './channel-words.js';

type Security = MailChannel['settings']['security'];

/** What stands in the fields of a mail channel, as text. */
export interface ChannelForm {
  readonly name: string;
  readonly host: string;
  readonly port: string;
  readonly security: Security;
  readonly user: string;
  /** '' on an existing channel = the stored one stays. */
  readonly password: string;
  readonly from: string;
  /** Addresses by comma, space or line. */
  readonly to: string;
  readonly tells: MailChannel['tells'];
}

export const SECURITY: readonly {
  readonly value: Security;
  readonly label: string;
  readonly port: number;
}[] = [
  { value: 'starttls', label: 'STARTTLS', port: 587 },
  { value: 'tls', label: 'TLS from the start', port: 465 },
  { value: 'none', label: 'No encryption', port: 25 },
];

export const EMPTY: ChannelForm = {
  name: 'On-call mail',
  host: '',
  port: '587',
  security: 'starttls',
  user: '',
  password: '',
  from: '',
  to: '',
  tells: 'everything',
};

export const formOf = ({ name, settings, tells }: MailChannel): ChannelForm => ({
  name,
  host: settings.host,
  port: String(settings.port),
  security: settings.security,
  user: settings.user,
  password: '',
  from: settings.from,
  to: settings.to.join('\n'),
  tells,
});

/** Each address once, in the order written. */
export const recipients = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,;]+/)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
];

/** The usual port of a protection follows it, unless a person has written another one. */
export function withSecurity(form: ChannelForm, security: Security): ChannelForm {
  const isUsual = SECURITY.some((one) => String(one.port) === form.port.trim()) || form.port.trim() === '';
  const port = SECURITY.find((one) => one.value === security)?.port;
  return { ...form, security, ...(isUsual && port !== undefined ? { port: String(port) } : {}) };
}

export const LABELS: Readonly<Record<string, string>> = {
  name: 'Name',
  'settings.host': 'Mail server',
  'settings.port': 'Port',
  'settings.security': 'Protection',
  'settings.user': 'User',
  password: 'Password',
  'settings.from': 'Sender',
  'settings.to': 'Recipients',
  tells: 'Tells',
};

const isPort = (text: string): boolean =>
  /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65_535;
const looksLikeMail = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text);

function toFault(form: ChannelForm): string | false {
  const to = recipients(form.to);
  if (to.length === 0) return 'Write at least one recipient.';
  if (to.length > 20) return `Recipients are ${to.length}; at most 20 are accepted.`;
  const wrong = to.find((one) => !looksLikeMail(one));
  return wrong !== undefined && `${wrong} is not a mail address such as ops@example.com.`;
}

/** Sentence per field that cannot be sent; false = fine. Keys as in the request. */
export const channelFaults = (form: ChannelForm) => ({
  name: form.name.trim() === '' && 'Write a name.',
  'settings.host': form.host.trim() === '' && 'Write the name or address of your mail server.',
  'settings.port': !isPort(form.port) && 'Port is not a whole number from 1 to 65535.',
  'settings.from':
    !looksLikeMail(form.from.trim()) && 'Write the sender’s address, such as firewatch@example.com.',
  'settings.to': toFault(form),
});

const settingsOf = (form: ChannelForm) => ({
  host: form.host.trim(),
  port: Number(form.port),
  security: form.security,
  user: form.user.trim(),
  from: form.from.trim(),
  to: recipients(form.to),
});

export const newChannelOf = (form: ChannelForm): z.input<typeof newChannel> => ({
  kind: 'email',
  name: form.name.trim(),
  tells: form.tells,
  settings: settingsOf(form),
  ...(form.password === '' ? {} : { password: form.password }),
});

export const editChannelOf = (form: ChannelForm): z.input<typeof editChannel> => ({
  name: form.name.trim(),
  tells: form.tells,
  settings: settingsOf(form),
  ...(form.password === '' ? {} : { password: form.password }),
});
