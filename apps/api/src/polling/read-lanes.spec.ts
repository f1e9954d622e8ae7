import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReadLanes, type Place } from './read-lanes.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const limits = { quick: 4, parked: 4, parkAfterMs: 2_000 };
/** Enters and lets the promise settle; null = must wait. */
async function enter(lanes: ReadLanes, isSilent = false): Promise<{ place: Place | null }> {
  const entry: { place: Place | null } = { place: null };
  void lanes.enter(isSilent).then((place) => (entry.place = place));
  await vi.advanceTimersByTimeAsync(0);
  return entry;
}

describe('ReadLanes', () => {
  it('lets 4 reads run and the 5th wait until one has ended', async () => {
    const lanes = new ReadLanes(limits);
    const first = await enter(lanes);
    for (let n = 0; n < 3; n += 1) await enter(lanes);
    const fifth = await enter(lanes);
    expect({ running: lanes.running, waiting: lanes.waiting, place: fifth.place }).toEqual({
      running: 4,
      waiting: 1,
      place: null,
    });
    first.place?.leave();
    await vi.advanceTimersByTimeAsync(0);
    expect({ running: lanes.running, waiting: lanes.waiting }).toEqual({ running: 4, waiting: 0 });
    expect(fifth.place).not.toBeNull();
  });

  it('frees the place of a read that lasts 2 s, not before', async () => {
    const lanes = new ReadLanes(limits);
    for (let n = 0; n < 4; n += 1) await enter(lanes);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(lanes.room()).toEqual({ limit: 0, silentLimit: 0 });
    await vi.advanceTimersByTimeAsync(1);
    expect(lanes.room()).toEqual({ limit: 4, silentLimit: 2 });
  });

  it('tells a read when it is parked', async () => {
    const { place } = await enter(new ReadLanes(limits));
    let isParked = false;
    void place?.parked.then(() => (isParked = true));
    await vi.advanceTimersByTimeAsync(2_001);
    expect(isParked).toBe(true);
  });

  it('never runs more than 8 reads, however long they last', async () => {
    const lanes = new ReadLanes(limits);
    for (let n = 0; n < 20; n += 1) {
      await enter(lanes);
      await vi.advanceTimersByTimeAsync(2_000);
    }
    expect({ running: lanes.running, waiting: lanes.waiting }).toEqual({ running: 8, waiting: 12 });
  });

  it('gives silent devices at most 2 of 4 places, and a healthy one passes them', async () => {
    const lanes = new ReadLanes(limits);
    const silent = [await enter(lanes, true), await enter(lanes, true), await enter(lanes, true)];
    const healthy = await enter(lanes);
    expect(silent.map((one) => one.place !== null)).toEqual([true, true, false]);
    expect(healthy.place).not.toBeNull();
    expect(lanes.room()).toEqual({ limit: 0, silentLimit: 0 });
  });

  it('keeps at most half of all places for silent devices when they all hang', async () => {
    const lanes = new ReadLanes(limits);
    for (let n = 0; n < 10; n += 1) {
      await enter(lanes, true);
      await vi.advanceTimersByTimeAsync(2_000);
    }
    expect(lanes.running).toBe(4);
  });

  it('counts a place once however often it is left', async () => {
    const lanes = new ReadLanes(limits);
    const { place } = await enter(lanes);
    place?.leave();
    place?.leave();
    expect({ running: lanes.running, room: lanes.room().limit }).toEqual({ running: 0, room: 4 });
  });
});
