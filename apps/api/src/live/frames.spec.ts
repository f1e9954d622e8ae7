import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../store/events.repo.js';
import { framesOf } from './frames.js';

const A = '0f6c1c0e-9d53-4c8f-8f5e-0d8a5c0a0001';
const B = '0f6c1c0e-9d53-4c8f-8f5e-0d8a5c0a0002';
const CUSTOMER = '0f6c1c0e-9d53-4c8f-8f5e-0d8a5c0a00c1';
const OTHER = '0f6c1c0e-9d53-4c8f-8f5e-0d8a5c0a00c2';
const row = (device: string, since: number): unknown[] => [
  'd',
  device,
  0,
  9,
  since,
  0,
  1,
  1,
  null,
  null,
  '09------------------',
  'licence lost',
  'reachable',
];
const event = (id: number, change: Partial<StoredEvent>): StoredEvent => ({
  id,
  at: 0,
  type: 'device.row',
  customer_id: CUSTOMER,
  device_id: A,
  incident_id: null,
  payload: {},
  ...change,
});

describe('framesOf', () => {
  it('keeps the last of 2 changes of a row but counts both numbers', () => {
    const frames = framesOf([
      event(1, { payload: { tuple: row(A, 100) } }),
      event(2, { payload: { tuple: row(A, 200) } }),
    ]);
    expect(frames).toEqual([
      { room: 'all', count: 2, changes: [row(A, 200)] },
      { room: `c:${CUSTOMER}`, count: 2, changes: [row(A, 200)] },
    ]);
  });

  it('tells a customer room nothing of another customer or of the whole', () => {
    const frames = framesOf([
      event(1, { payload: { tuple: row(A, 1) } }),
      event(2, { customer_id: OTHER, device_id: B, payload: { tuple: row(B, 2) } }),
      event(3, { type: 'incident.changed', customer_id: null, device_id: null, incident_id: A }),
    ]);
    expect(frames.map((frame) => [frame.room, frame.changes.map((change) => change[1])])).toEqual([
      ['all', [A, B, A]],
      [`c:${CUSTOMER}`, [A]],
      [`c:${OTHER}`, [B]],
    ]);
  });

  it('drops a row that is not in the agreed form rather than send it on', () => {
    expect(framesOf([event(1, { payload: { tuple: ['d', A] } })])).toEqual([]);
  });
});
