import { describe, expect, it } from 'vitest';
import type { StoredMember } from '../store/incident-members.repo.js';
import { cursorOf, readCursor } from './incident-cursor.js';
import { growthOf, unionSeconds } from './incident.view.js';

const member = (customerId: string, joinedAt: number, leftAt: number | null): StoredMember => ({
  deviceId: `${customerId}-${joinedAt}`,
  deviceName: 'x',
  customerId,
  customerName: customerId,
  siteId: null,
  model: null,
  firmware: null,
  services: ['ips'],
  since: joinedAt,
  notBefore: null,
  paidUntil: null,
  joinedAt,
  leftAt,
  detail: { lost: [], model: null, firmware: null, signatureVersion: null },
});
const at = (ms: number): string => new Date(ms).toISOString();

describe('an incident over time', () => {
  it('grows with each joining and shrinks with each leaving', () => {
    const members = [member('a', 1_000, null), member('a', 2_000, 5_000), member('b', 2_000, null)];
    expect(growthOf(members)).toEqual([
      { at: at(1_000), devices: 1, customers: 1 },
      { at: at(2_000), devices: 3, customers: 2 },
      { at: at(5_000), devices: 2, customers: 2 },
    ]);
  });

  it('counts overlapping stretches once and ends open ones at the answer: 0-60 s, 30-90 s, 80 s-open at 100 s are 100 s', () => {
    const rows = [
      { from_at: 0, to_at: 60_000 },
      { from_at: 30_000, to_at: 90_000 },
      { from_at: 80_000, to_at: null },
    ];
    expect(unionSeconds(rows, 100_000)).toBe(100);
  });

  it('reads its own cursor back and refuses any other', () => {
    const place = { isOpen: true, openedAt: 1_228_212_251_000, number: 12 };
    expect(readCursor(cursorOf(place))).toEqual(place);
    expect(() => readCursor('W10')).toThrow('cursor is not one of ours');
    expect(() => readCursor('%%%')).toThrow('cursor is not one of ours');
  });
});
