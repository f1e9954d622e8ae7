import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { describe, expect, it } from 'vitest';
import { aRow } from '../../live/device-row.builder.js';
import { densityOf, wallBoard } from './wall-tiles.js';

const row = (customer: string, name: string, over: Partial<DeviceRow> = {}): DeviceRow =>
  aRow(0, { id: `${customer}/${name}`, name, customerId: customer, customerName: customer, ...over });
const exposed = { worst: { verdict: 'exposed', reason: 'licence-lost' } } as const;
const unknown = { worst: { verdict: 'unknown', reason: 'no-believable-answer' } } as const;
const fleet = (customers: number, each: number): DeviceRow[] =>
  Array.from({ length: customers * each }, (_, index) =>
    row(`c${String(index % customers).padStart(3, '0')}`, `fw-${index}`),
  );

describe('the board of a fleet', () => {
  it('puts the worst customer first, says how many of how many, and the worst firewall first', () => {
    const board = wallBoard([
      row('Alder', 'a1'),
      row('Birch', 'b1', unknown),
      row('Cedar', 'c1'),
      row('Cedar', 'c2', { ...exposed, worstSince: '2008-12-02T10:04:00.000Z' }),
      row('Cedar', 'c3', { ...exposed, worstSince: '2008-12-02T10:08:00.000Z' }),
    ]);
    expect(board.customers.map((one) => [one.name, one.look, one.size])).toEqual([
      ['Cedar', 'exposed', '2 of 3 exposed'],
      ['Birch', 'unknown', '1 of 1 unknown'],
      ['Alder', null, '1 protecting'],
    ]);
    const [cedar] = board.customers;
    expect(cedar?.since).toBe(Date.parse('2008-12-02T10:04:00.000Z'));
    expect(cedar?.tiles.map((tile) => tile.id)).toEqual(['Cedar/c2', 'Cedar/c3', 'Cedar/c1']);
  });

  it('draws a suspicion as one, after what is confirmed', () => {
    const board = wallBoard([row('Alder', 'a1', { isSuspected: true }), row('Birch', 'b1', exposed)]);
    expect(board.customers.map((one) => [one.name, one.size])).toEqual([
      ['Birch', '1 of 1 exposed'],
      ['Alder', '1 of 1 suspected'],
    ]);
  });

  it.each([
    [150, 'large'],
    [151, 'small'],
    [600, 'small'],
    [601, 'troubled'],
  ] as const)('%i firewalls are shown %s', (devices, density) => {
    expect(densityOf(devices)).toBe(density);
  });

  it('folds what is quiet in a large fleet and counts it, so that nothing is lost', () => {
    const rows = [...fleet(100, 10), row('c000', 'lost', exposed)];
    const board = wallBoard(rows);
    expect(board.customers.map((one) => [one.name, one.tiles.length, one.folded])).toEqual([['c000', 1, 10]]);
    expect(board.quiet).toEqual({ customers: 99, devices: 990 });
  });

  it('gives every customer its tile in a small one', () => {
    const board = wallBoard(fleet(24, 2));
    expect([board.customers.length, board.quiet.customers]).toEqual([24, 0]);
  });
});
