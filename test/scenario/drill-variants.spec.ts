import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { namedIn, readMails, type ReadMail } from '../support/mails.ts';
import { startWorld, type World } from '../support/world.ts';

const isLong = process.env['FIREWATCH_TEST_LONG'] === '1';
const REPEATS = isLong ? 20 : 3;

let world: World | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

const mailsOf = async (of: World): Promise<ReadMail[]> => readMails(await of.simulator.mails());
const namesIn = (of: World, mails: readonly ReadMail[]): Set<string> => {
  const names = of.simulator.devices.map((device) => device.name);
  return new Set(mails.flatMap(({ mail }) => namedIn(mail, names)));
};
const affectedNames = async (of: World): Promise<string[]> =>
  (await of.simulator.scenario()).affected.map((one) => of.simulator.nameOf(one.id)).toSorted();

describe('2 December 2008, all 40 at once, 60 s interval', () => {
  it.each(Array.from({ length: REPEATS }, (_, index) => index + 1))(
    'run %i: at most 2 mails until all 40 are named, no device mail, and no other name',
    async (seed) => {
      const drill = await startWorld({ intervalSeconds: 60 });
      world = drill;
      await drill.simulator.start({ name: '2008-12-02', variant: 'bench', phaseSeconds: 5, seed });
      const mails = await until(
        () => mailsOf(drill),
        (all) => namesIn(drill, all).size >= 40,
        120_000,
      );
      expect([...namesIn(drill, mails)].toSorted()).toEqual(await affectedNames(drill));
      expect(mails.length).toBeLessThanOrEqual(2);
      expect(new Set(mails.map((one) => one.incidentId)).size).toBe(1);
    },
  );
});
