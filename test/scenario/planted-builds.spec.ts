import { afterAll, describe, expect, it } from 'vitest';
import { brokenPromises } from '../support/crash-checker.ts';
import { until } from '../support/fleet.ts';
import { allNamed, killAndStart, KILL_WORLD, startOutage } from '../support/kill-story.ts';
import { readMails } from '../support/mails.ts';
import type { PlantedBuild } from '../support/program.ts';
import { askStore } from '../support/store.ts';
import { startWorld, type World } from '../support/world.ts';

const worlds: World[] = [];
afterAll(async () => {
  for (const world of worlds) await world.close();
});

/** A world of that build whose program dies the moment its first mail was accepted, and is started again. */
async function diedAtFirstMail(planted: PlantedBuild): Promise<World> {
  const env = { FIREWATCH_FAILPOINTS: 'deliver:after-250' };
  const world = await startWorld({ ...KILL_WORLD, planted, env });
  worlds.push(world);
  // What was enrolled is not what is tested: it is on disk whatever the build does.
  await askStore(world.program.dataDir, 'checkpoint');
  await startOutage(world, 3);
  expect(await world.program.child.ended, 'killed, not ended').toBeNull();
  await killAndStart(world);
  return world;
}

const broken = (world: World): Promise<string[]> => brokenPromises({ ...world, kills: 1 });

describe('the checker of the kill test fails builds that break a promise', () => {
  it.concurrent(
    'without the delivery sweeper: a mail in mid-send at the kill is never finished',
    async () => {
      const world = await diedAtFirstMail('no-sweeper');
      await allNamed(world);
      await until(
        () =>
          askStore<{ late: boolean }>(
            world.program.dataDir,
            `select bool_or(lease_until < now() - interval '10 s') as late from deliveries where state = 'sending'`,
          ),
        ([row]) => row?.late === true,
        90_000,
      );
      expect(await broken(world)).toContainEqual(expect.stringMatching(/its opened mail is sending/));
    },
  );

  it.concurrent(
    'with synchronous_commit=off and wal_writer_delay=10s: a mail tells of an incident that is not stored',
    async () => {
      const world = await diedAtFirstMail('lazy-commit');
      await until(
        async () => new Set(readMails(await world.simulator.mails()).map((one) => one.incidentId)).size,
        (incidents) => incidents >= 2,
        120_000,
      );
      expect(await broken(world)).toContainEqual(
        expect.stringMatching(/tells of an incident that is not stored/),
      );
    },
  );
});
