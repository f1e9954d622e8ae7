import { incidentRow } from '@firewatch/shared/wire/incidents';
import { delivery } from '@firewatch/shared/wire/channels';
import { page } from '@firewatch/shared/wire/primitives';
import { until } from './fleet.ts';
import type { World } from './world.ts';

/** Small, fast to come back: a killed reader's session on the box ends after 5 s. */
export const KILL_WORLD = {
  devices: 12,
  intervalSeconds: 15,
  simulatorArgs: ['--session-idle-seconds', '5'],
} as const;

const LOST = 10;
const incidents = page(incidentRow);
const deliveries = page(delivery);

/** Numbers from 0 to 1 that a seed fixes (mulberry32), so that a failing story can be told again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Program and PostgreSQL die together; the same data are started again. */
export async function killAndStart(world: World): Promise<void> {
  await world.program.kill9();
  world.program = await world.program.again({ FIREWATCH_FAILPOINTS: undefined });
  world.rest = await world.program.owner();
}

/** Started again with a crash point; resolves when the program has died there and its PostgreSQL with it. */
export async function startAndDieAt(world: World, failpoint: string, withinMs = 120_000): Promise<void> {
  await world.program.kill9();
  world.program = await world.program.again({ FIREWATCH_FAILPOINTS: failpoint }, { untilReady: false });
  const { child } = world.program;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${failpoint} was not reached within ${withinMs} ms`)),
      withinMs,
    );
  });
  const code = await Promise.race([child.ended, tooLate]).finally(() => clearTimeout(timer));
  if (code !== null)
    throw new Error(`it ended with code ${code} before ${failpoint}: ${child.lines.slice(-5).join('\n')}`);
  await world.program.kill9();
}

export const startOutage = (world: World, seed: number): Promise<unknown> =>
  world.simulator.start({ name: '2008-12-02', variant: 'fast', factor: 4, count: LOST, seed });

/** Every lost firewall is named and whoever should know was told. */
export const allNamed = (world: World, withinMs = 150_000): Promise<unknown> =>
  until(
    async () => {
      const open = (await world.rest.get('/incidents?kind=fleet&state=open', incidents)).items;
      return open[0]?.deviceCount ?? 0;
    },
    (named) => named >= LOST,
    withinMs,
  );

/** No incident is open and no delivery outstanding. */
export const allOver = (world: World, withinMs = 300_000): Promise<unknown> =>
  until(
    async () => {
      const open = await world.rest.get('/incidents?state=open&absorbed=yes', incidents);
      const waiting = await world.rest.get('/channels/deliveries?state=waiting', deliveries);
      const sending = await world.rest.get('/channels/deliveries?state=sending', deliveries);
      const out = waiting.items.length + sending.items.length;
      return { open: open.items.length, out, lost: await lostServices(world) };
    },
    ({ open, out, lost }) => open + out + lost === 0,
    withinMs,
  );

async function lostServices(world: World): Promise<number> {
  return (await world.simulator.truth()).filter((loss) => loss.to === undefined).length;
}

/**
 * One drill with five kills: at a seeded moment of the outage, right after a commit, right after the mail server's
 * 250, at a seeded moment after that, and at one of the recovery.
 * @returns how many kills there were.
 */
export async function tellStory(world: World, seed: number): Promise<number> {
  const random = seeded(seed);
  await startOutage(world, seed);
  await pause(1_000 + random() * 3_000);
  await startAndDieAt(world, 'poll:after-commit');
  await startAndDieAt(world, 'deliver:after-250');
  await killAndStart(world);
  await pause(random() * 10_000);
  await killAndStart(world);
  await allNamed(world);
  await world.simulator.control('POST', '/scenario/advance', { to: 'recovery', overSeconds: 4 });
  await pause(4_000 + random() * 50_000);
  await killAndStart(world);
  await allOver(world);
  return 5;
}
