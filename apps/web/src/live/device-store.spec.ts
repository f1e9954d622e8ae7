import { encodeDevice } from '@firewatch/shared/wire/device-tuple';
import type { DeviceList, DeviceRow } from '@firewatch/shared/wire/devices';
import { describe, expect, it } from 'vitest';
import { aRow, EXPOSED, OFF } from './device-row.builder.js';
import { DeviceStore } from './device-store.js';

const T = Date.parse('2026-11-21T10:00:00.000Z');

function aStore(rows: DeviceRow[]) {
  const frames: (() => void)[] = [];
  const clock = { now: T };
  const store = new DeviceStore({ now: () => clock.now, onNextFrame: (run) => void frames.push(run) });
  let told = 0;
  store.subscribe(() => (told += 1));
  const list: DeviceList = {
    items: rows,
    nextCursor: null,
    total: rows.length,
    asOf: new Date(T).toISOString(),
    live: [],
  };
  store.load(list);
  told = 0;
  const paint = (): void => frames.splice(0).forEach((run) => run());
  return { store, clock, paint, told: () => told, frames };
}

const lost = (row: DeviceRow) =>
  encodeDevice({
    id: row.id,
    worst: EXPOSED,
    worstSince: T,
    isSuspected: false,
    services: { 'gateway-av': EXPOSED },
    believedAt: T,
    readAt: T,
    shownUntil: T + 135_000,
    lastGoodAt: T - 60_000,
    why: 'AV licence lost',
    contact: 'reachable',
  });

describe('DeviceStore', () => {
  it('patches 2 rows of 3 in one picture and keeps the identity of the third', () => {
    const rows = [aRow(1), aRow(2), aRow(3)];
    const { store, paint, told, frames } = aStore(rows);
    const before = store.getSnapshot().rows;
    expect([store.apply(lost(rows[0] ?? aRow(1))), store.apply(lost(rows[1] ?? aRow(2)))]).toEqual([
      true,
      true,
    ]);
    expect(frames).toHaveLength(1);
    expect(store.getSnapshot().rows).toBe(before);
    paint();
    const after = store.getSnapshot().rows;
    expect(after.map((row) => row.worst.verdict)).toEqual(['exposed', 'exposed', 'protecting']);
    expect(after[2]).toBe(before[2]);
    expect(told()).toBe(1);
  });

  it('asks for the list when a tuple is of a device it does not know or holds unknown codes', () => {
    const { store } = aStore([aRow(1)]);
    const strange = lost(aRow(1)).with(2, 99);
    expect(store.apply(lost(aRow(9)))).toBe(false);
    expect(store.apply([...strange] as unknown as ReturnType<typeof lost>)).toBe(false);
  });

  it('draws a row unknown 1 s after its shownUntil without a frame, and back when ages arrive', () => {
    const row = aRow(1, {
      services: { 'gateway-av': { verdict: 'protecting', reason: 'ok' }, 'anti-spam': OFF },
    });
    const { store, clock, paint } = aStore([row]);
    clock.now = T + 136_000;
    store.expire();
    paint();
    expect(store.getSnapshot().rows[0]).toMatchObject({
      worst: { verdict: 'unknown', reason: 'no-believable-answer' },
      worstSince: '2026-11-21T10:02:15.000Z',
      services: { 'gateway-av': { verdict: 'unknown' }, 'anti-spam': { verdict: 'off-by-policy' } },
    });
    store.applyAges([[row.id, clock.now, clock.now, clock.now + 135_000]]);
    paint();
    expect(store.getSnapshot().rows[0]?.worst.verdict).toBe('protecting');
  });

  it('takes members of an incident in and lets go who left', () => {
    const incident = { id: 'i', label: 'F-12', acked: false, newSinceAck: false };
    const rows = [aRow(1, { incident }), aRow(2), aRow(3)];
    const { store, paint } = aStore(rows);
    store.setMembership('i', new Map([[aRow(2).id, { ...incident, acked: true }]]));
    paint();
    expect(store.getSnapshot().rows.map((row) => row.incident?.acked ?? null)).toEqual([null, true, null]);
  });

  it('tells nobody when nothing expired', () => {
    const { store, told, frames } = aStore([aRow(1)]);
    store.expire();
    expect([frames.length, told()]).toEqual([0, 0]);
  });
});
