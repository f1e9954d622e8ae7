import { describe, expect, it } from 'vitest';
import type { Notice } from '../contract.js';
import { eventsOf } from './event.js';

const KEY = 'k'.repeat(32);
const device = (name: string) => ({
  name,
  model: null,
  services: [],
  since: 0,
  lastGoodAt: null,
  paidUntil: null,
  backAt: null,
  raw: 'Not Licensed',
});
const notice = (over: Partial<Notice> = {}, devices = [device('hd-fw-1')]): Notice => ({
  key: 'fw/incident-1/c.d/1',
  incidentKey: 'fw/incident-1',
  firstKey: null,
  adoptedKeys: [],
  kind: 'opened',
  destination: 'Pager',
  link: 'https://fw.example/incidents/incident-1',
  ackLink: null,
  content: {
    label: 'F-1',
    incidentId: 'incident-1',
    kind: 'fleet',
    severity: 'critical',
    headline: { title: 'Licences dropped', subline: 'AV stopped.', likely: '', doNow: '' },
    zone: 'UTC',
    at: Date.UTC(2008, 11, 2, 10, 4),
    customers: [{ name: 'Harbor Dental', devices }],
    findings: [],
    adopted: [],
    told: { severity: 'critical', units: [], customerIds: [] },
  },
  ...over,
});
const acts = (of: Notice) => eventsOf(of, KEY).map((event) => [event.event_action, event.dedup_key]);

describe('events of a notice', () => {
  it.each(['opened', 'updated', 'reminder'] as const)(
    '%s folds into the one alert of its incident',
    (kind) => {
      expect(acts(notice({ kind }))).toEqual([['trigger', 'fw/incident-1']]);
    },
  );

  it('a fleet incident resolves the alerts of the incidents it took over, once each', () => {
    const adoptedKeys = ['fw/incident-7/c.d/1', 'fw/incident-7/c.d/2', 'fw/incident-8/c.d/1'];
    expect(acts(notice({ adoptedKeys }))).toEqual([
      ['trigger', 'fw/incident-1'],
      ['resolve', 'fw/incident-7'],
      ['resolve', 'fw/incident-8'],
    ]);
    expect(acts(notice({ kind: 'resolved', adoptedKeys }))).toEqual([
      ['resolve', 'fw/incident-1'],
      ['resolve', 'fw/incident-7'],
      ['resolve', 'fw/incident-8'],
    ]);
  });

  it('what came and went while nobody was told stands in the log, closed; a test does not stay open', () => {
    for (const kind of ['opened-and-resolved', 'test'] as const) {
      expect(acts(notice({ kind }))).toEqual([
        ['trigger', 'fw/incident-1'],
        ['resolve', 'fw/incident-1'],
      ]);
    }
  });

  it('an alarm about Firewatch itself stays open until its end, news that ends nothing for a person', () => {
    const about = (alert?: { id: string; isOver: boolean }) =>
      notice({ kind: 'own-health', content: { ...notice().content, ...(alert ? { alert } : {}) } });
    expect(acts(about())).toEqual([['trigger', 'fw/incident-1']]);
    expect(acts(about({ id: 'a', isOver: false }))).toEqual([['trigger', 'fw/incident-1']]);
    expect(acts(about({ id: 'a', isOver: true }))).toEqual([['resolve', 'fw/incident-1']]);
  });

  it('stays within the limits of the API whatever devices are called, and keeps every name on one line', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => device(`a\r\n${'x'.repeat(5_000)}${index}`));
    const [event] = eventsOf(notice({}, many), KEY);
    const text = JSON.stringify(event);
    expect(Buffer.byteLength(text)).toBeLessThan(512 * 1_024);
    expect(text).toContain('19800 more firewalls');
    expect(text).not.toMatch(/\\r|\\n/);
  });
});
