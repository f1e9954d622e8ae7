import { deviceList, type DeviceRow } from '@firewatch/shared/wire/devices';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { LiveWatcher } from '../support/live-watcher.ts';
import { isStatusRead } from '../support/simulator.ts';
import { startWorld, type World } from '../support/world.ts';

const long = process.env['FIREWATCH_TEST_LONG'] === '1';
/** Short form: 15 s interval, 2 min, bound 2 × 15 + 15 + 2 s. Long form: 60 s, 10 min, 137 s. */
const form = long
  ? { intervalSeconds: 60, seconds: 600, boundMs: 137_000 }
  : { intervalSeconds: 15, seconds: 120, boundMs: 47_000 };

let world: World;
let live: LiveWatcher;

beforeAll(async () => {
  // The other backend: this world runs its queues on PostgreSQL.
  world = await startWorld({ intervalSeconds: form.intervalSeconds, redis: false });
  live = await LiveWatcher.start(world.program.url, world.rest);
});
afterAll(async () => {
  live?.close();
  await world?.close();
});

interface Sample {
  readonly at: number;
  readonly via: string;
  readonly rows: readonly Pick<DeviceRow, 'id' | 'worst'>[];
}

describe('25 of 50 firewalls stop answering', () => {
  it('are never shown protecting past the bound, resolve nothing, delay nobody, and are one incident', async () => {
    await world.simulator.start({ name: 'half-unreachable', seconds: form.seconds + 180, seed: 3 });
    const { affected } = await world.simulator.scenario();
    const ids = new Set(affected.map((one) => world.enrolled.get(one.id) ?? ''));
    expect(ids.size).toBe(25);
    const startedAt = Date.now();
    const samples: Sample[] = [];
    while (Date.now() - startedAt < form.seconds * 1_000) {
      const [list] = await Promise.all([
        world.rest.get('/devices', deviceList),
        new Promise((resolve) => setTimeout(resolve, 1_000)),
      ]);
      samples.push({ at: Date.now(), via: 'api', rows: list.items });
      samples.push({ at: Date.now(), via: 'socket', rows: live.rows() });
    }
    const lastGood = await lastGoodAnswers();
    const late = samples.flatMap((sample) =>
      sample.rows
        .filter((row) => ids.has(row.id) && row.worst.verdict === 'protecting')
        .filter((row) => sample.at - (lastGood.get(row.id) ?? 0) > form.boundMs)
        .map((row) => ({
          via: sample.via,
          device: row.id,
          afterMs: sample.at - (lastGood.get(row.id) ?? 0),
        })),
    );
    expect(late).toEqual([]);

    expect(live.gaps).toEqual([]);
    const closed = await world.rest.get('/incidents?state=closed&absorbed=yes', page(incidentRow));
    expect(closed.items).toEqual([]);
    expect(await worstIntervalRatio(ids, startedAt)).toBeLessThanOrEqual(1.1);
    // A refusal or a silence is an alarm 120 s after the first failed read.
    const open = await until(
      () => world.rest.get('/incidents?kind=no-data&state=open', page(incidentRow)),
      ({ items }) => items.some((one) => one.deviceCount >= 25),
      90_000,
    );
    expect(open.items.map((one) => one.deviceCount)).toEqual([25]);
    expect(open.items[0]?.headline).toMatch(/25 of 50/);
  });
});

async function lastGoodAnswers(): Promise<Map<string, number>> {
  const last = new Map<string, number>();
  for (const request of await world.simulator.requests()) {
    if (request.status !== 200 || !request.authenticated) continue;
    last.set(world.enrolled.get(request.device) ?? '', request.at);
  }
  return last;
}

/** Largest mean gap between reads of a healthy device, as a multiple of the interval. */
async function worstIntervalRatio(dead: ReadonlySet<string>, since: number): Promise<number> {
  const reads = new Map<string, number[]>();
  for (const request of await world.simulator.requests(since)) {
    const id = world.enrolled.get(request.device) ?? '';
    if (dead.has(id) || !isStatusRead(request)) continue;
    reads.set(id, [...(reads.get(id) ?? []), request.at]);
  }
  expect(reads.size).toBe(25);
  const gaps = [...reads.values()].map(
    (times) => ((times.at(-1) ?? 0) - (times[0] ?? 0)) / (times.length - 1),
  );
  return Math.max(...gaps) / (form.intervalSeconds * 1_000);
}
