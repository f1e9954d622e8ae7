import { clockText, escape, listPage, shell } from '../pages/shell.js';
import type { PagerAlert, PagerRecord } from './pager.js';
import type { StoredRequest } from './webhook-inbox.js';

const STATE_WORDS: Readonly<Record<PagerAlert['state'], string>> = {
  triggered: 'triggered',
  acknowledged: 'acknowledged',
  resolved: 'resolved',
};

const time = (at: number): string => `<time datetime="${new Date(at).toISOString()}">${clockText(at)}</time>`;

function alertRow(alert: PagerAlert): string {
  const told = alert.events === 1 ? '1 event' : `${alert.events} events`;
  return (
    `<li><a href="/pager/alerts/${escape(alert.id)}">${time(alert.openedAt)}` +
    `<span class="subject">${escape(alert.summary)}</span>` +
    `<span class="people">${STATE_WORDS[alert.state]}, ${escape(alert.severity)}, ${told}, key ${escape(alert.dedupKey)}</span></a></li>`
  );
}

/** Open alerts before resolved ones, the newest first in each. */
export function pagerList(alerts: readonly PagerAlert[]): string {
  if (alerts.length === 0) return '<p class="empty">No alert yet. This list refreshes by itself.</p>';
  const newest = alerts.toReversed();
  const groups = [
    newest.filter(({ state }) => state !== 'resolved'),
    newest.filter(({ state }) => state === 'resolved'),
  ];
  return groups
    .filter((group) => group.length > 0)
    .map((group) => `<ul class="thread">${group.map(alertRow).join('')}</ul>`)
    .join('');
}

export function pagerPage(alerts: readonly PagerAlert[]): string {
  return listPage({
    title: 'Simulated pager',
    about: 'Every alert the pager holds, open ones first, times in UTC',
    listPath: '/pager/list',
    list: pagerList(alerts),
  });
}

const fact = (name: string, value: string): string => `<dt>${name}</dt><dd>${escape(value)}</dd>`;
const instant = (at: number | undefined): string =>
  at === undefined ? 'not yet' : new Date(at).toISOString();

export function alertPage(alert: PagerAlert, events: readonly PagerRecord[]): string {
  const told = events.map(
    ({ at, action, effect, event }) =>
      `<h2>${escape(action)} at ${clockText(at)}: ${escape(effect)}</h2><pre>${escape(JSON.stringify(event, null, 2))}</pre>`,
  );
  return shell(
    alert.summary,
    `<main><p><a href="/pager">All alerts</a></p><h1>${escape(alert.summary)}</h1><dl>` +
      fact('State', STATE_WORDS[alert.state]) +
      fact('Severity', alert.severity) +
      fact('Source', alert.source) +
      fact('Key', alert.dedupKey) +
      fact('Opened', instant(alert.openedAt)) +
      fact('Acknowledged', instant(alert.acknowledgedAt)) +
      fact('Resolved', instant(alert.resolvedAt)) +
      `</dl>${told.join('')}</main>`,
  );
}

export function webhookList(requests: readonly StoredRequest[]): string {
  if (requests.length === 0) return '<p class="empty">No request yet. This list refreshes by itself.</p>';
  const row = ({ id, at, method, path, body }: StoredRequest): string =>
    `<li><a href="/webhook/${escape(id)}">${time(at)}<span class="subject">${escape(method)} ${escape(path)}</span>` +
    `<span class="people">${Buffer.byteLength(body)} bytes</span></a></li>`;
  return `<ul class="thread">${requests.toReversed().map(row).join('')}</ul>`;
}

export function webhookPage(requests: readonly StoredRequest[]): string {
  return listPage({
    title: 'Simulated webhook receiver',
    about: 'Every request the receiver took, newest first, times in UTC',
    listPath: '/webhook/list',
    list: webhookList(requests),
  });
}

export function requestPage({ method, path, at, headers, body }: StoredRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  return shell(
    `${method} ${path}`,
    `<main><p><a href="/webhook">All requests</a></p><h1>${escape(method)} ${escape(path)}</h1><dl>` +
      fact('At', new Date(at).toISOString()) +
      `</dl><h2>Headers</h2><pre>${escape(lines.join('\n'))}</pre><h2>Body</h2><pre>${escape(body)}</pre></main>`,
  );
}
