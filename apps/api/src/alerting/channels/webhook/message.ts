import { createHmac } from 'node:crypto';
import type { Notice } from '../contract.js';

/**
 * The body of one notice, version 1; additions keep the version, removals raise it. Instants ISO 8601 UTC.
 * Shape   documented field by field in docs/webhook.md.
 */
export function bodyOf(notice: Notice): string {
  const { content } = notice;
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return JSON.stringify({
    version: 1,
    key: notice.key,
    incidentKey: notice.incidentKey,
    adoptedKeys: notice.adoptedKeys,
    kind: notice.kind,
    at: iso(content.at),
    link: notice.link,
    incident:
      content.incidentId === null
        ? null
        : { id: content.incidentId, label: content.label, kind: content.kind, severity: content.severity },
    title: content.headline.title,
    text: content.headline.subline,
    likely: content.headline.likely,
    doNow: content.headline.doNow,
    lines: content.lines ?? [],
    findings: content.findings,
    customers: content.customers.map((customer) => ({
      name: customer.name,
      firewalls: customer.devices.map((device) => ({
        name: device.name,
        model: device.model,
        services: device.services,
        since: iso(device.since),
        lastGoodAt: iso(device.lastGoodAt),
        paidUntil: iso(device.paidUntil),
        backAt: iso(device.backAt),
        raw: device.raw,
      })),
    })),
  });
}

/**
 * `t=<unix seconds>,v1=<hex>` with one v1 for each key: HMAC-SHA256 over `<t>.<body>`.
 * @param now epoch ms; a receiver refuses what is older than 5 min, so each attempt is signed anew.
 */
export function signatureOf(body: string, keys: readonly string[], now: number): string {
  const t = Math.floor(now / 1_000);
  const marks = keys.map((key) => `v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`);
  return [`t=${t}`, ...marks].join(',');
}
