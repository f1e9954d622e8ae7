import { expect, it } from 'vitest';
import { aRow, EXPOSED, OFF, UNKNOWN, WEAKENED } from '../live/device-row.builder.js';
import { countRows } from './counts.js';
import { fleetHeadline } from './headline.js';

const NOW = Date.parse('2026-11-21T10:00:48.000Z');
const title = (rows: Parameters<typeof countRows>[0]): string => fleetHeadline(countRows(rows), NOW).title;

it.each([
  [
    'the harm of the worst verdict',
    [aRow(1, { worst: EXPOSED }), aRow(2, { worst: EXPOSED, customerId: 'c2' }), aRow(3, { worst: UNKNOWN })],
    '2 firewalls at 2 customers are not inspecting traffic',
  ],
  [
    'one of a kind',
    [aRow(1, { worst: { verdict: 'blocking', reason: 'not-running' } })],
    '1 firewall at 1 customer blocks traffic',
  ],
  [
    'silence before weakness',
    [aRow(1, { worst: WEAKENED }), aRow(2, { worst: UNKNOWN })],
    '1 firewall at 1 customer gives no believable answer',
  ],
  ['a suspicion', [aRow(1), aRow(2, { isSuspected: true })], '1 firewall may have lost protection'],
  [
    'a good night',
    [aRow(1), aRow(2, { vendor: 'fortigate' })],
    '2 firewalls, 2 vendors, all protecting, oldest reading 48 s.',
  ],
  [
    'a good night with one off on purpose',
    [aRow(1), aRow(2, { worst: OFF })],
    '2 firewalls, 1 vendor, 1 protecting, 1 off on purpose, oldest reading 48 s.',
  ],
  ['an empty fleet', [], 'No firewall is watched yet'],
])('says %s', (_, rows, text) => {
  expect(title(rows)).toBe(text);
});
