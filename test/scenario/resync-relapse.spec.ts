import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenResyncPromises, resyncAftermath } from '../support/resync-checker.ts';
import { evidenceAgainstLog, evidenceOf } from '../support/resync-evidence.ts';
import {
  ALL_AT_ONCE,
  giveResyncAccess,
  isOver,
  loseAll,
  ordersOf,
  outcomesOf,
  planRun,
  runUntil,
  startRun,
} from '../support/resync.ts';
import { startWorld, type World } from '../support/world.ts';

const isLong = process.env['FIREWATCH_TEST_LONG'] === '1';
/** Short: the lying authority takes more than was lost, which one reading proves. Long: it gives nothing back, which takes 300 s. */
const form = isLong
  ? { loses: ['gateway-av', 'anti-spyware', 'ips'], outcome: 'unchanged', overMs: 12 * 60_000 }
  : { loses: ['gateway-av', 'anti-spyware', 'ips', 'web-filter'], outcome: 'worse', overMs: 300_000 };
const DEVICES = 50;
/** Fewer than a batch has: one that is stopped in the middle leaves some of its own untouched. */
const AT_ONCE = 3;

let world: World;
let ids: string[];
beforeAll(async () => {
  // Four models on one firmware: canaries of 4, then 3, then nine batches of 5.
  world = await startWorld({
    devices: DEVICES,
    intervalSeconds: 60,
    simulatorArgs: ['--generations', `gen6-rest=${DEVICES}`],
  });
  await giveResyncAccess(world);
  ids = [...world.enrolled.values()];
  await loseAll(world, ids);
});
afterAll(() => world?.close());

describe('a licence authority that relapses in wave 3', () => {
  it('stops the run within the batch, lists who was not touched, and no call follows', async () => {
    const run = await planRun(world.rest, ids, { ...ALL_AT_ONCE, atOnce: AT_ONCE });
    const sizes = run.waves.map(({ size }) => size);
    expect(sizes.slice(0, 4)).toEqual([4, 3, 5, 5]);
    const good = 4 + 3 + 5;
    await world.simulator.control('POST', '/authority', { loses: form.loses });
    await world.simulator.control('POST', '/authority/relapse', { afterSynchronizations: good });
    await startRun(world.rest, run);
    const stopped = await runUntil(world.rest, run.row.id, isOver, form.overMs);

    expect(stopped.row.state).toBe('stopped');
    expect(stopped.stoppedWhy).toMatch(form.outcome === 'worse' ? /got worse than before/ : /not restored/);
    expect(outcomesOf(stopped)).toEqual({
      restored: good,
      [form.outcome]: AT_ONCE,
      left: DEVICES - good - AT_ONCE,
    });
    const failed = stopped.devices.filter(({ outcome }) => outcome === form.outcome);
    expect(new Set(failed.map(({ wave }) => wave))).toEqual(new Set([3]));

    const orders = await ordersOf(world.simulator);
    expect(evidenceAgainstLog(await evidenceOf(world.rest, run.row.id), orders)).toEqual([]);
    const called = new Set(orders.map(({ device }) => world.enrolled.get(device) ?? ''));
    const untouched = stopped.devices.filter(({ phase }) => phase === 'left');
    expect(untouched.filter(({ wave }) => wave === 3)).toHaveLength(5 - AT_ONCE);
    expect(untouched.filter(({ deviceId }) => called.has(deviceId))).toEqual([]);
    expect(called.size + untouched.length).toBe(DEVICES);
    expect(brokenResyncPromises(await resyncAftermath(world))).toEqual([]);
  });
});
