import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import { serviceList } from '@firewatch/shared/domain/headline';
import type { Notice } from '../contract.js';

/** Limits of Events API v2; what is longer is refused with 400. */
const SUMMARY_LIMIT = 1_024;
const KEY_LIMIT = 255;
/** Keeps the whole event far below 512 kB, whatever names devices have. */
const DEVICE_LIMIT = 200;
const NAME_LIMIT = 200;

export interface PagerEvent {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly client?: string;
  readonly client_url?: string;
  readonly links?: readonly { readonly href: string; readonly text: string }[];
  readonly payload?: object;
}

const line = (text: string, limit = NAME_LIMIT): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, limit);

function devicesOf(content: NoticeContent): Record<string, readonly string[]> {
  const all = content.customers.flatMap((customer) =>
    customer.devices.map((device) => ({ customer: line(customer.name), device })),
  );
  const byCustomer: Record<string, string[]> = {};
  for (const { customer, device } of all.slice(0, DEVICE_LIMIT)) {
    const what = device.services.length > 0 ? serviceList(device.services) : device.raw;
    (byCustomer[customer] ??= []).push(line(`${device.name}: ${what}`));
  }
  const rest = all.length - DEVICE_LIMIT;
  return rest > 0 ? { ...byCustomer, '…': [`${rest} more firewalls; see the link`] } : byCustomer;
}

function trigger(notice: Notice, routingKey: string): PagerEvent {
  const { content } = notice;
  const { title, subline, likely, doNow } = content.headline;
  return {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: dedupKey(notice.incidentKey),
    client: 'Firewatch',
    client_url: notice.link,
    links: [
      {
        href: notice.link,
        text: content.label === '' ? 'Open in Firewatch' : `${content.label} in Firewatch`,
      },
    ],
    payload: {
      summary: line(`${content.label === '' ? '' : `[${content.label}] `}${title}`, SUMMARY_LIMIT),
      source: 'Firewatch',
      severity: content.severity,
      timestamp: new Date(content.at).toISOString(),
      ...(content.kind === null ? {} : { class: content.kind }),
      custom_details: {
        notice: notice.key,
        what: line(`${subline} ${likely}`, SUMMARY_LIMIT),
        do: line(doNow, SUMMARY_LIMIT),
        firewalls: devicesOf(content),
        findings: content.findings.map((finding) => line(finding, SUMMARY_LIMIT)),
        ...(content.lines ? { lines: content.lines.map((text) => line(text, SUMMARY_LIMIT)) } : {}),
      },
    },
  };
}

const resolve = (incidentKey: string, routingKey: string): PagerEvent => ({
  routing_key: routingKey,
  event_action: 'resolve',
  dedup_key: dedupKey(incidentKey),
});

/** Ours are far shorter; a cut one would fold strangers together. */
function dedupKey(incidentKey: string): string {
  if (incidentKey.length > KEY_LIMIT) throw new Error('an incident key is longer than PagerDuty takes');
  return incidentKey;
}

/** `fw/<incidentId>` of a notice key `fw/<incidentId>/<destination>/<seq>`. */
const incidentKeyOf = (noticeKey: string): string => noticeKey.split('/').slice(0, 2).join('/');

/**
 * The events of one notice, in order.
 * Shape   An incident is one alert under its own key, so every trigger folds into the open one. Alerts of incidents it took
 *         over are resolved: from now on this one speaks for them. One that came and went while nobody was told is opened
 *         and closed, so that it stands in the log; so is a test. An alarm about Firewatch itself is resolved by its end.
 *         Other messages without an incident are alerts of their own, which a person resolves there.
 */
export function eventsOf(notice: Notice, routingKey: string): readonly PagerEvent[] {
  const adopted = [...new Set(notice.adoptedKeys.map(incidentKeyOf))].map((key) => resolve(key, routingKey));
  const end = resolve(notice.incidentKey, routingKey);
  if (notice.kind === 'resolved' || notice.content.alert?.isOver === true) return [end, ...adopted];
  const opened = trigger(notice, routingKey);
  const isOver = notice.kind === 'opened-and-resolved' || notice.kind === 'test';
  return [opened, ...adopted, ...(isOver ? [end] : [])];
}
