import { renewals } from '@firewatch/shared/wire/renewals';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { DigestDesk } from '@firewatch/api/renewals/digest.desk';
import { Database, makePool } from '@firewatch/api/store/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allKnown, until } from '../support/fleet.ts';
import { readMails } from '../support/mails.ts';
import type { SimulatedMail, SimulatorProcess } from '../support/simulator.ts';
import { askStore, storeUrl } from '../support/store.ts';
import { startWorld, type World } from '../support/world.ts';

const DAY = 86_400_000;
const BUNDLE = ['gateway-av', 'anti-spyware', 'ips', 'app-control'] as const;
/** Calendar days ahead of each box's bundle; 31, 8 and 4 reach their next step tomorrow. */
const AHEAD = [100, 90, 60, 31, 30, 14, 12, 12, 8, 7, 4, 2] as const;
const TOMORROW: Readonly<Record<number, number>> = { 31: 30, 8: 7, 4: 3, 61: 60, 91: 90, 15: 14, 2: 1 };

const clockAt = (at: number): string => new Date(at).toISOString().slice(11, 16);
/** Noon of the day: far from midnight, where a day of the calendar begins. */
const noon = (days: number): number => Math.floor(Date.now() / DAY) * DAY + DAY / 2 + days * DAY;
const isDigest = (mail: SimulatedMail): boolean => mail.subject.startsWith('Licences of');

async function giveDates(simulator: SimulatorProcess): Promise<void> {
  for (const [index, { id }] of simulator.devices.entries()) {
    const post = (service: string, at: number) =>
      simulator.control('POST', `/devices/${id}/expiry`, { service, at });
    for (const service of BUNDLE) await post(service, noon(AHEAD[index] ?? 0));
    await post('web-filter', noon(400));
  }
}

const dayText = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    ...(new Date(at).getUTCFullYear() === new Date().getUTCFullYear() ? {} : { year: 'numeric' }),
  }).format(at);

/** Lines the digest must hold for boxes with these days, made from what the simulator was told. */
function expected(world: World, reaches: (days: number) => boolean, isTomorrow: boolean): string[] {
  const groups = new Map<string, string[]>();
  for (const [index, device] of world.simulator.devices.entries()) {
    const days = AHEAD[index] ?? 0;
    if (!reaches(days)) continue;
    const left = days - (isTomorrow ? 1 : 0);
    const said = left === 1 ? 'tomorrow' : `${left} days`;
    const end = `AV+AS+IPS+App bundle ends ${dayText(noon(days))} (${said})`;
    const key = `${device.customer}: ?, ${end}`;
    groups.set(key, [...(groups.get(key) ?? []), device.name]);
  }
  return [...groups]
    .map(([line, names]) =>
      line.replace('?', names.length === 1 ? (names[0] ?? '') : `${names.length} firewalls`),
    )
    .sort();
}

const linesOf = (mail: SimulatedMail | undefined): string[] =>
  (mail?.text ?? '')
    .split('\n')
    .filter((line) => line.includes(' bundle ends '))
    .sort();

let world: World;
beforeAll(async () => {
  // The digest's hour is far off until every box was read.
  const env = { TZ: 'UTC', FIREWATCH_DIGEST_AT: clockAt(Date.now() + DAY / 2) };
  world = await startWorld({ devices: 12, intervalSeconds: 15, env, prepare: giveDates });
  await allKnown(world.rest, 12, 120_000);
  await until(
    () => world.rest.get('/renewals?within=all', renewals),
    ({ totals }) => totals.devices === 12,
    60_000,
  );
});
afterAll(() => world?.close());

describe('licences that end', () => {
  it('are told in exactly one mail a day, through a kill and a restart, each step once, with 0 pages', async () => {
    await world.program.stop();
    const env = { FIREWATCH_DIGEST_AT: clockAt(Date.now() + 60_000) };
    world.program = await world.program.again(env);
    const digests = async (): Promise<SimulatedMail[]> => (await world.simulator.mails()).filter(isDigest);
    const [today] = await until(digests, (mails) => mails.length > 0, 150_000);
    expect(linesOf(today)).toEqual(expected(world, (days) => days <= 90, false));

    await world.program.kill9();
    world.program = await world.program.again(env);
    world.rest = await world.program.owner();
    const url = storeUrl(world.program.dataDir);
    const database = new Database(makePool(url, 1), makePool(url, 2));
    const desk = new DigestDesk(database, { policy: DEFAULT_POLICY.expiry, zone: 'UTC', atMinutes: 0 });
    expect(await desk.tell(Date.now() + DAY)).toHaveLength(1);
    expect(await desk.tell(Date.now() + DAY)).toBeNull();
    await database.close();
    const mails = await until(digests, (all) => all.length > 1, 30_000);
    expect(mails).toHaveLength(2);
    expect(linesOf(mails[1])).toEqual(expected(world, (days) => days in TOMORROW, true));

    const days = await askStore<{ day: string }>(world.program.dataDir, 'select day::text from digests');
    expect(days).toHaveLength(2);
    expect(readMails(await world.simulator.mails())).toEqual([]);
    expect((await world.rest.get('/incidents', page(incidentRow))).items).toEqual([]);
  });

  it('stand on the page and in the table by customer, the first end first', async () => {
    const answer = await world.rest.get('/renewals?within=30', renewals);
    expect(answer.totals).toMatchObject({
      devices: 12,
      expired: 0,
      grace: 0,
      within30: 8,
      within60: 10,
      within90: 11,
    });
    const listed = answer.customers.flatMap((one) =>
      one.devices.map((device) => device.bundles[0]?.daysLeft),
    );
    expect(listed.toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([2, 4, 7, 8, 12, 12, 14, 30]);
    expect(answer.customers[0]?.devices.some((device) => device.bundles[0]?.daysLeft === 2)).toBe(true);
    expect(answer.undated).toEqual([]);
  });
});
