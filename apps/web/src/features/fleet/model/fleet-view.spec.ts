import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import { describe, expect, it } from 'vitest';
import { aRow, EXPOSED, OFF, UNKNOWN, WEAKENED } from '../../../live/device-row.builder.js';
import { listsQuiet } from './fleet-filter.js';
import { markedRows, marksOf } from './freshness-filter.js';
import { DEFAULT_QUERY, nextSort, readQuery, writeQuery, type FleetQuery } from './fleet-query.js';
import { sortRows } from './fleet-sort.js';
import { buildFleetView, type FleetView } from './fleet-view.js';

const FLEET = '00000000-0000-4000-8009-000000000001';
const incident: IncidentRow = {
  id: FLEET,
  label: 'F-12',
  kind: 'fleet',
  state: 'open',
  severity: 'critical',
  headline: 'SonicWall licences dropped on 2 of 50 firewalls',
  subline: '',
  likely: '',
  deviceCount: 2,
  cohortSize: 50,
  customerCount: 1,
  services: [],
  since: '2026-11-21T10:04:00.000Z',
  openedAt: '2026-11-21T10:04:00.000Z',
  closedAt: null,
  closedWhy: null,
  lastJoinedAt: null,
  deviceId: null,
  ack: null,
  maintenance: null,
  absorbedBy: null,
};
const lost = (n: number, since: string, acked: boolean): DeviceRow =>
  aRow(n, {
    worst: EXPOSED,
    worstSince: `2026-11-21T${since}:00.000Z`,
    incident: { id: FLEET, label: 'F-12', acked, newSinceAck: !acked },
  });
const rows = [
  aRow(1),
  lost(2, '10:04', true),
  lost(3, '10:09', false),
  aRow(4, { worst: UNKNOWN, vendor: 'fortigate' }),
  aRow(5, { worst: WEAKENED, customerId: 'c2', customerName: 'Bellwether Law' }),
  aRow(6, { isSuspected: true }),
  aRow(7, { worst: OFF }),
  lost(8, '10:06', false),
];
const text = (view: FleetView): string[] =>
  view.items.map((item) =>
    item.kind === 'group'
      ? `${item.group.isFolded ? '+' : '-'} ${item.group.title}: ${item.group.note}`
      : item.row.name,
  );
const view = (part: Partial<FleetQuery> = {}): FleetView =>
  buildFleetView(rows, [incident], { ...DEFAULT_QUERY, ...part });

describe('buildFleetView', () => {
  it('groups by cause: incident, suspicion, silence, weakened; what needs no one is one line each', () => {
    expect(text(view())).toEqual([
      '- SonicWall licences dropped on 2 of 50 firewalls: 3 firewalls, 1 customer',
      'FW-08',
      'FW-03',
      'FW-02',
      '- Suspected: 1 firewall, confirming now',
      'FW-06',
      '- No believable answer: 1 firewall, last verdict kept and not trusted',
      'FW-04',
      '- Weakened: 1 firewall, still inspecting',
      'FW-05',
      '+ Protecting: 1 firewall, 1 customer',
      '+ Off by policy: 1 firewall, 1 customer',
    ]);
  });
  it('draws a cause whose firewalls still count as protecting as the incident it is', () => {
    const stranger: IncidentRow = { ...incident, id: 'i', kind: 'identity', severity: 'warning' };
    const row = aRow(9, { incident: { id: 'i', label: 'I-4', acked: false, newSinceAck: false } });
    const [group] = buildFleetView([row], [stranger], DEFAULT_QUERY).items;
    expect(group?.kind === 'group' && [group.group.title, group.group.look]).toEqual([
      stranger.headline,
      'unknown',
    ]);
  });
  it('folds a group to its line and says how many are new since the acknowledgement', () => {
    const { items } = view({ folded: [FLEET] });
    const first = items[0];
    expect(
      first?.kind === 'group' && [first.group.isFolded, first.group.size, first.group.newSinceAck],
    ).toEqual([true, 3, 2]);
    expect(items[1]?.kind).toBe('group');
  });
  it('opens protecting when a search finds a healthy firewall', () => {
    expect(text(view({ search: 'fw-01 tz' }))).toEqual(['- Protecting: 1 firewall, 1 customer', 'FW-01']);
  });
  it('matches nothing for a model that nobody has', () => {
    expect(view({ search: 'TZ 190' })).toEqual({ items: [], matched: 0 });
  });
  it('filters by vendor, by customer and by suspicion', () => {
    expect(view({ vendor: 'fortigate' }).matched).toBe(1);
    expect(view({ customer: 'c2' }).matched).toBe(1);
    expect(view({ verdict: 'suspected' }).matched).toBe(1);
  });
  it('lists all 8 without groups, worst first', () => {
    expect(text(view({ group: 'none', show: 'all' }))).toEqual([
      'FW-08',
      'FW-03',
      'FW-02',
      'FW-06',
      'FW-04',
      'FW-05',
      'FW-01',
      'FW-07',
    ]);
  });
  it('groups by customer, the one with the worst firewall first', () => {
    const titles = text(view({ group: 'customer', show: 'all' })).filter((line) => line.startsWith('-'));
    expect(titles).toEqual(['- Harbor Dental Group: 7 firewalls', '- Bellwether Law: 1 firewall']);
  });
});

describe('sortRows', () => {
  it('sorts names by their numbers and turns round', () => {
    const named = [aRow(1, { name: 'FW-10' }), aRow(2, { name: 'fw-9' }), aRow(3, { name: 'FW-2' })];
    expect(sortRows(named, 'name', false).map((row) => row.name)).toEqual(['FW-2', 'fw-9', 'FW-10']);
    expect(sortRows(named, 'name', true).map((row) => row.name)).toEqual(['FW-10', 'fw-9', 'FW-2']);
  });
  it('leaves its input alone', () => {
    const before = [...rows];
    sortRows(rows, 'customer', true);
    expect(rows).toEqual(before);
  });
});

describe('signatures that are not kept up', () => {
  const marks = marksOf({ items: [{ deviceId: rows[0]?.id ?? '', kinds: ['frozen'] }] });
  it('filter to the firewalls concerned, protecting ones too', () => {
    expect(markedRows(rows, 'frozen', marks)).toEqual(rows.slice(0, 1));
    expect(markedRows(rows, 'behind', marks)).toEqual([]);
    expect(markedRows(rows, null, marks)).toBe(rows);
    expect(listsQuiet({ ...DEFAULT_QUERY, signatures: 'frozen' })).toBe(true);
  });
});

describe('address', () => {
  it('keeps a whole view and writes only what is not standard', () => {
    const query: FleetQuery = {
      ...DEFAULT_QUERY,
      show: 'all',
      verdict: 'unknown',
      signatures: 'behind',
      search: 'tz 4',
      sort: 'name',
      isDescending: true,
      folded: ['a', 'b'],
    };
    const params = writeQuery(query);
    expect(params.toString()).toBe('show=all&verdict=unknown&signatures=behind&q=tz+4&sort=-name&fold=a%2Cb');
    expect(readQuery(params)).toEqual(query);
    expect(writeQuery(DEFAULT_QUERY).toString()).toBe('');
  });
  it('falls back to the standard for words it does not know', () => {
    expect(readQuery(new URLSearchParams('verdict=purple&group=moon&sort=-luck'))).toEqual({
      ...DEFAULT_QUERY,
      isDescending: true,
    });
  });
  it('turns a column: up, down, back to need', () => {
    const up = nextSort(DEFAULT_QUERY, 'name');
    const down = nextSort(up, 'name');
    expect([up, down, nextSort(down, 'name')].map((one) => [one.sort, one.isDescending])).toEqual([
      ['name', false],
      ['name', true],
      ['need', false],
    ]);
  });
});
