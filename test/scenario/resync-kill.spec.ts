import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenResyncPromises, resyncAftermath } from '../support/resync-checker.ts';
import { giveResyncAccess, outcomesOf } from '../support/resync.ts';
import { dieAtPoints, killAtRandom } from '../support/resync-kill-story.ts';
import { startWorld, type World } from '../support/world.ts';

const isLong = process.env['FIREWATCH_TEST_LONG'] === '1';
const DEVICES = isLong ? 200 : 12;
/** Before the first byte, and after the last: what dies with a call in hand is only unsure after two minutes. */
const POINTS = isLong
  ? ['resync:after-intent', 'resync:after-take', 'resync:after-call', 'resync:after-answer']
  : ['resync:after-intent', 'resync:after-call'];
/** 100 moments, in the long form only. */
const STORIES = isLong ? [1, 2, 3, 4].map((seed) => ({ seed, kills: 25 })) : [];

let world: World;
beforeAll(async () => {
  // A killed reader's session on the box ends after 5 s.
  world = await startWorld({
    devices: DEVICES,
    intervalSeconds: 60,
    mail: false,
    simulatorArgs: ['--session-idle-seconds', '5'],
  });
  await giveResyncAccess(world);
});
afterAll(() => world?.close());

describe('kill -9 of the program and its PostgreSQL in the middle of a resync', () => {
  it('in the cancel window, at the points of a call and in the proof: one call an attempt, each with its row, and an end', async () => {
    const run = await dieAtPoints(world, { seed: 11, points: POINTS });
    expect(brokenResyncPromises(await resyncAftermath(world))).toEqual([]);
    // Whoever was called in the instant of a death may be unproven; the others are not worse off for it.
    expect(outcomesOf(run)).not.toHaveProperty('worse');
  });

  it.each(STORIES)('seed $seed: $kills random moments', async ({ seed, kills }) => {
    const runs = await killAtRandom(world, { seed, kills, everyMs: 15_000 });
    expect(runs).toBeGreaterThan(0);
    expect(brokenResyncPromises(await resyncAftermath(world))).toEqual([]);
  });
});
