import { join } from 'node:path';
import { fleetSummary } from '@firewatch/shared/wire/fleet';
import { status } from '@firewatch/shared/wire/status';
import { afterEach, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { SmallDisk } from '../support/small-disk.ts';
import { startWorld, type World } from '../support/world.ts';

const DEVICES = 10;
const INTERVAL_SECONDS = 15;
/** A verdict is shown for two intervals and 15 s after the last good reading (DESIGN 3). */
const SHOWN_MS = (2 * INTERVAL_SECONDS + 15) * 1_000;
const ALARM_WITHIN_MS = 60_000;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Null where the product does not answer. */
async function answered<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch {
    return null;
  }
}

/** How many firewalls the product claims to be protected. */
const claimedGreen = async (world: World): Promise<number> =>
  (await answered(() => world.rest.get('/fleet/summary', fleetSummary)))?.devices.protecting ?? 0;

it('alarms within 60 s when its disk of 512 MB is full, claims nothing meanwhile, and comes back by itself', async () => {
  const disk = SmallDisk.mount(512);
  undo.push(() => disk.unmount());
  const world = await startWorld({
    devices: DEVICES,
    intervalSeconds: INTERVAL_SECONDS,
    dataDir: join(disk.folder, 'firewatch', 'data'),
    env: { FIREWATCH_DISK_WARN_MB: '100', FIREWATCH_DISK_LOW_MB: '40' },
  });
  undo.push(() => world.close());
  // The first look of all at itself is well.
  await until(
    async () => (await world.rest.get('/status', status)).health,
    ({ state, auditedAt }) => state === 'well' && auditedAt !== null,
    60_000,
  );
  const mailsBefore = (await world.simulator.mails()).length;

  disk.fill();
  expect(disk.freeBytes).toBe(0);
  const alarm = await until(
    async () => (await world.simulator.mails()).slice(mailsBefore),
    (mails) => mails.some((mail) => /disk/i.test(mail.subject)),
    ALARM_WITHIN_MS,
  );
  expect(alarm[0]?.text).toMatch(/MB (are )?left on the disk/);

  // From now on every box really is unprotected: whatever is claimed green later than two intervals is a lie.
  // They stall and do not refuse: a port that nobody listens on would be free for another test's boxes.
  await world.simulator.control('POST', '/devices/faults', { ids: 'all', kind: 'stall' });
  const goneAt = Date.now();
  const lies: number[] = [];
  while (Date.now() < goneAt + 2 * SHOWN_MS) {
    const green = await claimedGreen(world);
    if (Date.now() > goneAt + SHOWN_MS && green > 0) lies.push(green);
    await pause(1_000);
  }
  expect(lies).toEqual([]);

  await world.simulator.control('DELETE', '/devices/faults', { ids: 'all' });
  // A box that stalled within a read may hold that session until it has been idle for long enough: 5 min, here 1.
  await world.simulator.control('POST', '/devices/behaviour', { ids: 'all', sessionIdleSeconds: 60 });
  disk.makeRoom();
  await until(
    async () => ({
      devices: await answered(() => world.rest.get('/fleet/summary', fleetSummary)),
      said: world.program.child.lines.slice(-8),
    }),
    ({ devices }) => devices?.devices.protecting === DEVICES,
    150_000,
  );
  await until(
    () => answered(async () => (await world.rest.get('/status', status)).health),
    (health) => health?.state === 'well',
    150_000,
  );
  await until(
    () => world.simulator.mails(),
    (mails) => mails.some((mail) => /well again|stores again/.test(mail.subject)),
    90_000,
  );
  expect(world.program.child.isEnded).toBe(false);
});
