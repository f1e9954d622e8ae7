import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenPromises } from '../support/crash-checker.ts';
import { KILL_WORLD, tellStory } from '../support/kill-story.ts';
import { startWorld, type World } from '../support/world.ts';

const isLong = process.env['FIREWATCH_TEST_LONG'] === '1';
/** Five kills a story: 5 in the short form, 50 in the long one. */
const SEEDS = isLong ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [1];

let world: World;
let kills = 0;
beforeAll(async () => {
  world = await startWorld(KILL_WORLD);
});
afterAll(() => world?.close());

describe('kill -9 of the program and its PostgreSQL together, 5 times a drill', () => {
  it.each(SEEDS)(
    'seed %i: every lost service is on record, every incident told in order, at most 1 mail twice a kill',
    async (seed) => {
      kills += await tellStory(world, seed);
      expect(await brokenPromises({ ...world, kills })).toEqual([]);
    },
  );
});
