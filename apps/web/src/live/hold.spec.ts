import { describe, expect, it } from 'vitest';
import { aRow, EXPOSED, UNKNOWN } from './device-row.builder.js';
import { holdRows, looksDifferent } from './hold.js';

describe('holdRows', () => {
  const base = [aRow(1), aRow(2), aRow(3)];

  it('counts one change of three rows and keeps what was drawn', () => {
    const live = [aRow(1, { worst: EXPOSED }), base[1] ?? aRow(2), base[2] ?? aRow(3)];
    const held = holdRows(base, live);
    expect(held.waiting).toBe(1);
    expect(held.rows.map((row) => row.worst.verdict)).toEqual(['protecting', 'protecting', 'protecting']);
  });

  it('lets ages go on without counting them', () => {
    const readAt = '2026-11-21T10:01:00.000Z';
    const held = holdRows(base, [aRow(1, { readAt }), ...base.slice(1)]);
    expect([held.waiting, held.rows[0]?.readAt]).toEqual([0, readAt]);
  });

  it('moves the ages of a row whose change waits', () => {
    const readAt = '2026-11-21T10:01:00.000Z';
    const held = holdRows(base, [aRow(1, { worst: EXPOSED, readAt }), ...base.slice(1)]);
    expect([held.rows[0]?.worst.verdict, held.rows[0]?.readAt]).toEqual(['protecting', readAt]);
  });

  it('draws an expired row unknown where it stands: a held green would be a lie', () => {
    const held = holdRows(base, [aRow(1, { worst: UNKNOWN }), ...base.slice(1)]);
    expect([held.waiting, held.rows[0]?.worst.verdict]).toEqual([1, 'unknown']);
  });

  it('counts rows that came and rows that went', () => {
    const held = holdRows(base, [...base.slice(1), aRow(4), aRow(5)]);
    expect([held.waiting, held.rows.length]).toEqual([3, 3]);
  });

  it.each([
    ['a verdict of one service', { services: { 'gateway-av': EXPOSED } }],
    ['an acknowledgement', { incident: { id: 'i', label: 'F-1', acked: true, newSinceAck: false } }],
    ['a suspicion', { isSuspected: true }],
    ['the why clause', { why: 'AV stale' }],
  ])('sees %s as a difference', (_, part) => {
    expect(looksDifferent(aRow(1), aRow(1, part))).toBe(true);
  });
});
