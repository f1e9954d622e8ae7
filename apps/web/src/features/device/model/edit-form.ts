import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { tagsFault, tagsOf } from '../../../words/tag-text.js';
import type { DeviceChange } from '../api/device.api.js';
import type { Trust } from './trust-words.js';

/** What stands in the fields, as text. */
export interface EditForm {
  readonly name: string;
  /** '' = no site */
  readonly siteId: string;
  readonly host: string;
  readonly port: string;
  readonly tls: 'modern' | 'legacy';
  readonly trust: Trust;
  readonly interval: string;
  /** Words between commas. */
  readonly tags: string;
  /** '' = in no group */
  readonly groupId: string;
  /** '' = it hangs on none */
  readonly controller: string;
  /** '' = not said */
  readonly productLine: string;
  readonly lastKnown: string;
  readonly reason: string;
}

export const startOf = (detail: DeviceDetail): EditForm => ({
  name: detail.row.name,
  siteId: detail.row.siteId ?? '',
  host: detail.host,
  port: String(detail.port),
  tls: detail.tls,
  trust: detail.trust,
  interval: String(detail.intervalSeconds),
  tags: detail.row.tags.join(', '),
  groupId: detail.row.group?.id ?? '',
  controller: detail.controller ?? '',
  productLine: detail.productLine ?? '',
  lastKnown: detail.lastKnown?.text ?? '',
  reason: '',
});

const isWhole = (text: string, least: number, most: number): boolean =>
  /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;

export const intervalFault = (text: string): string | false =>
  !isWhole(text, 15, 3_600) && 'Interval is not a whole number of seconds from 15 to 3600.';

export const portFault = (text: string): string | false =>
  !isWhole(text, 1, 65_535) && 'Port is not a whole number from 1 to 65535.';

/** Nobody reaches it from here: it has no address, no certificate, and its product line is a person's word. */
export const isUnreached = ({ host }: Pick<DeviceDetail, 'host'>): boolean => host === '';

/** Sentence per field that cannot be sent; false = fine. */
export const editFaults = (detail: Pick<DeviceDetail, 'host'>, form: EditForm) => ({
  name: form.name.trim() === '' && 'Write a name.',
  host:
    !isUnreached(detail) &&
    form.host.trim() === '' &&
    'Write an address: a host name or an IP address, without https://.',
  port: portFault(form.port),
  intervalSeconds: intervalFault(form.interval),
  tags: tagsFault('Tags', form.tags),
  productLine:
    isUnreached(detail) && form.productLine === '' && 'Choose its product line: nothing here can ask it.',
  reason:
    form.reason.trim() !== '' &&
    form.reason.trim().length < 3 &&
    'Reason is too short; at least 3 characters are accepted.',
});

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** Only what differs; the reason goes along with a change and is none by itself. */
export function changesOf(detail: DeviceDetail, form: EditForm): DeviceChange {
  const before = startOf(detail);
  const tags = tagsOf(form.tags);
  const changes: DeviceChange = {
    ...(form.name.trim() === before.name ? {} : { name: form.name.trim() }),
    ...(form.siteId === before.siteId ? {} : { siteId: orNull(form.siteId) }),
    ...(form.host.trim() === before.host ? {} : { host: form.host.trim() }),
    ...(form.port.trim() === before.port ? {} : { port: Number(form.port) }),
    ...(form.tls === before.tls ? {} : { tls: form.tls }),
    ...(form.trust === before.trust ? {} : { trust: form.trust }),
    ...(form.interval.trim() === before.interval ? {} : { intervalSeconds: Number(form.interval) }),
    ...(tags.join() === tagsOf(before.tags).join() ? {} : { tags }),
    ...(form.groupId === before.groupId ? {} : { groupId: orNull(form.groupId) }),
    ...(form.controller.trim() === before.controller ? {} : { controller: orNull(form.controller) }),
    ...(form.productLine === before.productLine ? {} : { productLine: orNull(form.productLine) }),
    ...(form.lastKnown.trim() === before.lastKnown ? {} : { lastKnown: orNull(form.lastKnown) }),
  };
  const reason = form.reason.trim();
  return Object.keys(changes).length === 0 || reason === '' ? changes : { ...changes, reason };
}
