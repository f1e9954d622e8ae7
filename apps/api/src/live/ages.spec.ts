import { describe, expect, it } from 'vitest';
import { agesByRoom } from './ages.js';

const row = (device: string, customer: string, at: number) => ({
  device_id: device,
  customer_id: customer,
  believed_at: at,
  read_at: at + 1,
  shown_until: at + 2,
});

describe('agesByRoom', () => {
  it('puts each of 2 rows into the room of all and of its own customer, where somebody is', () => {
    const rooms = agesByRoom([row('d1', 'A', 10), row('d2', 'B', 20)], (room) => room !== 'c:B');
    expect([...rooms]).toEqual([
      [
        'all',
        [
          ['d1', 10, 11, 12],
          ['d2', 20, 21, 22],
        ],
      ],
      ['c:A', [['d1', 10, 11, 12]]],
    ]);
  });
});
