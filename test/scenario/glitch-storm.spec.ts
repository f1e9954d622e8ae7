import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { metric } from '../support/metrics.ts';
import { startWorld, type World } from '../support/world.ts';

const long = process.env['FIREWATCH_TEST_LONG'] === '1';
/** 50 boxes that lie once per 30 s: 1,000 wrong answers in 10 min; the short form stops at about 100. */
const form = long
  ? { seconds: 600, atLeast: 950, overlapping: 300 }
  : { seconds: 75, atLeast: 100, overlapping: 30 };

let world: World;
beforeAll(async () => {
  world = await startWorld({ intervalSeconds: 15 });
});
afterAll(() => world.close());

interface Told {
  readonly at: number;
  readonly device: string;
}

/** Wrong answers told while at least three devices were within their 7 s of suspicion. */
function overlapping(told: readonly Told[]): number {
  return told.filter(
    (one) =>
      new Set(told.filter((other) => Math.abs(other.at - one.at) < 7_000).map((other) => other.device))
        .size >= 3,
  ).length;
}

describe('glitch storm', () => {
  it('raises 0 mails and 0 incidents, records every glitch, and costs at most 3 extra reads each', async () => {
    const before = await reads();
    const startedAt = Date.now();
    await world.simulator.control('POST', '/scenario', {
      name: 'glitch-storm',
      seconds: form.seconds,
      everySeconds: 30,
      seed: 5,
    });
    await until(
      () => world.simulator.control<{ phase: string }>('GET', '/scenario'),
      ({ phase }) => phase === 'done',
      (form.seconds + 60) * 1_000,
    );
    // The last suspicion needs its two confirmations.
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    const elapsedSeconds = (Date.now() - startedAt) / 1_000;
    const answer = await world.simulator.control<{ items: Told[] } | Told[]>(
      'GET',
      '/log?kind=glitch&limit=200000',
    );
    const told = Array.isArray(answer) ? answer : answer.items;
    expect(told.length).toBeGreaterThanOrEqual(form.atLeast);
    expect(overlapping(told)).toBeGreaterThanOrEqual(form.overlapping);
    expect(await world.simulator.mails()).toEqual([]);
    expect((await world.rest.get('/incidents?absorbed=yes', page(incidentRow))).items).toEqual([]);
    expect(await metric(world.program.url, world.rest, 'firewatch_glitches_total')).toBe(told.length);
    const regular = 50 * (elapsedSeconds / 15);
    expect((await reads()) - before - regular).toBeLessThanOrEqual(3 * told.length + 50);
  });
});

async function reads(): Promise<number> {
  const { items } = await world.simulator.control<{ items: { path?: string }[] }>(
    'GET',
    '/log?kind=request&limit=200000',
  );
  return items.filter((entry) => entry.path?.endsWith('/reporting/status/security-services') === true).length;
}
