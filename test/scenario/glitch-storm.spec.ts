import { deviceHistory } from '@firewatch/shared/wire/device-history';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { isStatusRead, type SimulatedRequest } from '../support/simulator.ts';
import { startWorld, type World } from '../support/world.ts';

const isLong = process.env['FIREWATCH_TEST_LONG'] === '1';
/** 50 boxes that lie once per 30 s, begun within the first 30 s: 1,000 wrong answers in 10 min and a half. */
const form = isLong
  ? { seconds: 630, atLeast: 1_000, overlapping: 300 }
  : { seconds: 90, atLeast: 100, overlapping: 30 };
const INTERVAL_SECONDS = 15;
/** A lie is doubted until the second of its confirmations, 2 s and 5 s after the suspect reading's sign-out. */
const DOUBTED_MS = 5_000;

let world: World;
beforeAll(async () => {
  world = await startWorld({ intervalSeconds: INTERVAL_SECONDS });
});
afterAll(() => world?.close());

const isLie = (request: SimulatedRequest): boolean => request.why === 'fault:glitch';

/** Lies told while at least three boxes were doubted. */
function overlapping(lies: readonly SimulatedRequest[]): number {
  return lies.filter(
    (lie) =>
      new Set(
        lies
          .filter((other) => other.at <= lie.at && lie.at - other.at < DOUBTED_MS)
          .map((other) => other.device),
      ).size >= 3,
  ).length;
}

/** Glitches on record: one per device and bad reading, however many services it spoke of. */
async function recorded(): Promise<number> {
  const perDevice = await Promise.all(
    [...world.enrolled.values()].map(async (id) => {
      const { marks } = await world.rest.get(`/devices/${id}/history?hours=1`, deviceHistory);
      return new Set(marks.filter((mark) => mark.kind === 'service.glitched').map((mark) => mark.at)).size;
    }),
  );
  return perDevice.reduce((sum, one) => sum + one, 0);
}

describe('glitch storm', () => {
  it('raises 0 mails and 0 incidents, records every glitch, and costs at most 3 extra reads each', async () => {
    const startedAt = Date.now();
    await world.simulator.start({ name: 'glitch-storm', seconds: form.seconds, everySeconds: 30, seed: 5 });
    await until(
      () => world.simulator.scenario(),
      ({ phase }) => phase === 'done',
      (form.seconds + 60) * 1_000,
    );
    const lies = (await world.simulator.requests(startedAt)).filter(isLie);
    await until(recorded, (glitches) => glitches >= lies.length, 60_000);
    expect(lies.length).toBeGreaterThanOrEqual(form.atLeast);
    expect(overlapping(lies)).toBeGreaterThanOrEqual(form.overlapping);
    expect(await recorded()).toBe(lies.length);
    expect(await world.simulator.mails()).toEqual([]);
    expect((await world.rest.get('/incidents?absorbed=yes', page(incidentRow))).items).toEqual([]);
    const reads = (await world.simulator.requests(startedAt)).filter(isStatusRead).length;
    const regular = 50 * ((Date.now() - startedAt) / (INTERVAL_SECONDS * 1_000) + 1);
    expect(reads - regular).toBeLessThanOrEqual(3 * lies.length);
  });
});
