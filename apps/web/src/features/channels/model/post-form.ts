import { PAGERDUTY_URL, type editChannel, type newChannel } from '@firewatch/shared/wire/channels';
import type { z } from 'zod';
import type { PostChannel } from './channel-words.js';

/** What stands in the fields of a PagerDuty or webhook channel. */
export interface PostForm {
  readonly kind: PostChannel['kind'];
  readonly name: string;
  readonly url: string;
  readonly tells: PostChannel['tells'];
  /** Integration key or signing key; '' on an existing channel = the stored one stays. */
  readonly secret: string;
}

/** 256 bits as 64 hexadecimal digits: what a person copies into the receiver. */
export function freshSigningKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const emptyPostForm = (kind: PostForm['kind']): PostForm =>
  kind === 'pagerduty'
    ? { kind, name: 'Pager', url: PAGERDUTY_URL, tells: 'critical', secret: '' }
    : { kind, name: 'Webhook', url: '', tells: 'everything', secret: freshSigningKey() };

export const postFormOf = ({ kind, name, settings, tells }: PostChannel): PostForm => ({
  kind,
  name,
  url: settings.url,
  tells,
  secret: '',
});

const secretName = (kind: PostForm['kind']): 'routingKey' | 'signingKey' =>
  kind === 'pagerduty' ? 'routingKey' : 'signingKey';

export const secretLabel = (kind: PostForm['kind']): string =>
  kind === 'pagerduty' ? 'Integration key' : 'Signing key';

export const postLabels = (kind: PostForm['kind']): Readonly<Record<string, string>> => ({
  name: 'Name',
  'settings.url': 'Address',
  tells: 'Tells',
  [secretName(kind)]: secretLabel(kind),
});

function secretFault({ kind, secret }: PostForm, isNew: boolean): string | false {
  const text = secret.trim();
  if (text === '') return isNew && `Write the ${secretLabel(kind).toLowerCase()}.`;
  if (kind === 'webhook') return text.length < 32 && 'Signing key is shorter than 32 characters.';
  return (
    !/^[0-9A-Za-z]{32}$/.test(text) &&
    'Integration key is not one of PagerDuty’s: 32 letters and digits, from the service’s Events API v2 integration.'
  );
}

/** Sentence per field that cannot be sent; false = fine. Keys as in the request. */
export const postFaults = (form: PostForm, isNew: boolean) => ({
  name: form.name.trim() === '' && 'Write a name.',
  'settings.url':
    !/^https?:\/\/[^\s/]+/.test(form.url.trim()) &&
    'Address is not one such as https://hooks.example.com/firewatch.',
  [secretName(form.kind)]: secretFault(form, isNew),
});

export function newPostChannel(form: PostForm): z.input<typeof newChannel> {
  const { kind, tells } = form;
  const base = { name: form.name.trim(), tells, settings: { url: form.url.trim() } };
  const secret = form.secret.trim();
  return kind === 'pagerduty' ? { kind, ...base, routingKey: secret } : { kind, ...base, signingKey: secret };
}

export const editPostChannel = (form: PostForm): z.input<typeof editChannel> => ({
  name: form.name.trim(),
  tells: form.tells,
  settings: { url: form.url.trim() },
  ...(form.secret.trim() === '' ? {} : { [secretName(form.kind)]: form.secret.trim() }),
});
