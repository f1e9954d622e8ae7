import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { deviceList } from '@firewatch/shared/wire/devices';
import { killAndStart, seeded, startAndDieAt } from './kill-story.ts';
import { ALL_AT_ONCE, isOver, loseAll, planRun, readRun, runUntil, startRun } from './resync.ts';
import type { World } from './world.ts';

/** A call that nobody answered is given up after 120 s; the steps that mend it follow, then the last re-read at 300 s. */
const OVER_MS = 20 * 60_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function lostIds(world: World): Promise<string[]> {
  const { items } = await world.rest.get('/devices', deviceList);
  return items
    .filter(({ believedAt, worst }) => believedAt !== null && worst.verdict === 'exposed')
    .map(({ id }) => id);
}

/** A run over everything that is lost; when too little is left, all of it is lost again before. */
async function startOver(world: World, atOnce: number): Promise<ResyncRunDetail> {
  const all = [...world.enrolled.values()];
  if ((await lostIds(world)).length < all.length / 4) await loseAll(world, all, 300_000);
  const run = await planRun(world.rest, await lostIds(world), { ...ALL_AT_ONCE, atOnce });
  await startRun(world.rest, run);
  return run;
}

/**
 * Runs one after another, killed at seeded moments from the cancel window on, until there were so many kills; the last run
 * comes to its end.
 * @returns how many runs there were.
 */
export async function killAtRandom(
  world: World,
  told: { readonly seed: number; readonly kills: number; readonly everyMs: number },
): Promise<number> {
  const random = seeded(told.seed);
  let runs = 1;
  let run = await startOver(world, 200);
  for (let kills = 0; kills < told.kills; kills += 1) {
    await pause(random() * told.everyMs);
    await killAndStart(world);
    if (!isOver(await readRun(world.rest, run.row.id))) continue;
    run = await startOver(world, 200);
    runs += 1;
  }
  await runUntil(world.rest, run.row.id, isOver, OVER_MS);
  return runs;
}

/**
 * One run: a kill at a seeded moment of the cancel window, its canary proven, a death at each of these points of a call,
 * and one more kill while what was called is verified.
 */
export async function dieAtPoints(
  world: World,
  told: { readonly seed: number; readonly points: readonly string[] },
): Promise<ResyncRunDetail> {
  const random = seeded(told.seed);
  const run = await startOver(world, 4);
  await pause(random() * 20_000);
  await killAndStart(world);
  await runUntil(world.rest, run.row.id, ({ row }) => row.counts.proven > 0, 240_000);
  for (const point of told.points) await startAndDieAt(world, point, 10 * 60_000);
  await killAndStart(world);
  await pause(random() * 15_000);
  await killAndStart(world);
  return runUntil(world.rest, run.row.id, isOver, OVER_MS);
}
