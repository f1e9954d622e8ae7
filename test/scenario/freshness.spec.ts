import {
  deviceRenewals,
  fleetFreshness,
  renewals,
  type RenewalBundle,
} from '@firewatch/shared/wire/renewals';
import { bundleWords, endWords } from '@firewatch/shared/domain/renewals-words';
import { deviceDetail } from '@firewatch/shared/wire/devices';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import type { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signatureSentence } from '../../apps/web/src/features/device/model/licence-text.ts';
import { allKnown, until } from '../support/fleet.ts';
import { readMails } from '../support/mails.ts';
import type { SimulatedDevice, SimulatedMail, SimulatorProcess } from '../support/simulator.ts';
import { askStore, openStore } from '../support/store.ts';
import { startWorld, type World } from '../support/world.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const FLEET = 14;
/** Calendar days ahead, by the scenario; of those that are over one is in grace. */
const LADDER = [90, 60, 30, 14, 7, 3, 1, 0, -5, -2] as const;
const GRACE = -5;
const SIGNED = ['gateway-av', 'anti-spyware', 'ips', 'app-control'] as const;
const OTHERS = ['web-filter', 'sandbox', 'anti-spam'] as const;
/** The licence of this rung ends this long after the story began: where the machine is quick, while its box is watched. */
const TODAY = LADDER.indexOf(0);
const ENDS_AFTER_SECONDS = 20;
/** When a box that stands still last asked, as each reading in turn finds it. */
const ASKED_MINUTES_AGO = [50, 40, 30, 20, 10] as const;
const LAGS_SECONDS = 60 * 3_600;

/** A zone in which it is about noon: far from midnight, where a day of the calendar begins. */
const AHEAD_HOURS = 12 - new Date().getUTCHours();
const ZONE = `Etc/GMT${AHEAD_HOURS > 0 ? '-' : '+'}${Math.abs(AHEAD_HOURS)}`;
const dayText = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: ZONE,
    day: 'numeric',
    month: 'short',
    ...(new Date(at).getUTCFullYear() === new Date().getUTCFullYear() ? {} : { year: 'numeric' }),
  }).format(at);

interface Story {
  /** By the steps of the ladder. */
  readonly ending: readonly SimulatedDevice[];
  /** The one of them that ends today. */
  readonly today: SimulatedDevice;
  readonly lagging: SimulatedDevice;
  /** Stands still since 4 and since 8 days, the second longer than the vendor's limit. */
  readonly frozen: SimulatedDevice;
  readonly stale: SimulatedDevice;
}

let story: Story;
let world: World;
let startedAt: number;

const post = (simulator: SimulatorProcess, { id }: SimulatedDevice, what: string, body: object) =>
  simulator.control('POST', `/devices/${id}/${what}`, body);

/** Both boxes that stand still ask anew and are told "success". Since when they stand still stays: the vendor may publish meanwhile. */
async function ask(simulator: SimulatorProcess, minutesAgo: number): Promise<void> {
  for (const [device, days] of [
    [story.frozen, 4],
    [story.stale, 8],
  ] as const) {
    for (const service of SIGNED) {
      const sinceSeconds = (days * DAY + Date.now() - startedAt) / 1_000;
      const checkedSecondsAgo = minutesAgo * 60;
      await post(simulator, device, 'signatures', { service, frozen: true, sinceSeconds, checkedSecondsAgo });
    }
  }
}

/** Ten boxes on the ladder; of the others the one with most sisters lags, two stand still. */
async function tellStory(simulator: SimulatorProcess): Promise<void> {
  const { devices } = simulator;
  for (const device of devices) {
    const far = Date.now() + 400 * DAY;
    for (const service of [...SIGNED, 'geo-botnet', ...OTHERS])
      await post(simulator, device, 'expiry', { service, at: far });
  }
  startedAt = Date.now();
  const { affected } = await simulator.start({
    name: 'expiry',
    count: LADDER.length,
    seconds: ENDS_AFTER_SECONDS,
  });
  const ending = affected.flatMap(({ id }) => devices.find((device) => device.id === id) ?? []);
  const sisters = ({ model }: SimulatedDevice): number =>
    devices.filter((device) => device.model === model).length;
  const [lagging, frozen, stale] = devices
    .filter((device) => !ending.includes(device))
    .toSorted((a, b) => sisters(b) - sisters(a));
  const today = ending[TODAY];
  if (!today || !lagging || !frozen || !stale) throw new Error('the fleet is too small for the story');
  story = { ending, today, lagging, frozen, stale };
  for (const service of SIGNED)
    await post(simulator, lagging, 'signatures', { service, frozen: true, sinceSeconds: LAGS_SECONDS });
  await ask(simulator, ASKED_MINUTES_AGO[0]);
}

const idOf = ({ id }: SimulatedDevice): string => world.enrolled.get(id) ?? '';
const detailOf = (device: SimulatedDevice) => world.rest.get(`/devices/${idOf(device)}`, deviceDetail);
const incidents = async (): Promise<z.infer<typeof incidentRow>[]> =>
  (await world.rest.get('/incidents', page(incidentRow))).items;

/** Each further try is read and taken over before the next: what is not seen to move is no try. */
async function tryAndTryAgain(): Promise<void> {
  const store = await openStore(world.program.dataDir);
  const watched = async (): Promise<number[]> => {
    const { rows } = await store.query<{ checks: number }>(
      'select checks from signature_watches where device_id = any ($1::uuid[])',
      [[idOf(story.frozen), idOf(story.stale)]],
    );
    return rows.map(({ checks }) => checks);
  };
  const seen = (checks: number) =>
    until(watched, (all) => all.length === 8 && all.every((one) => one === checks), 60_000);
  await seen(0);
  for (const [index, minutesAgo] of ASKED_MINUTES_AGO.slice(1).entries()) {
    await ask(world.simulator, minutesAgo);
    for (const device of [story.frozen, story.stale])
      await world.rest.json('POST', `/devices/${idOf(device)}/read`);
    await seen(index + 1);
  }
  await store.end();
}

/** As if this installation had been watching since yesterday: today has its digest, and its hour has come. */
async function comeOfAge(): Promise<void> {
  await askStore(
    world.program.dataDir,
    `update installation set value = jsonb_build_object('since', (value ->> 'since')::numeric - ${DAY}) where key = 'digest'`,
  );
}

const isDigest = ({ subject }: SimulatedMail): boolean => subject.startsWith('Licences of');
const verdictOf = async (device: SimulatedDevice) => (await detailOf(device)).row.worst;
const page90 = () => world.rest.get('/renewals?within=90', renewals);
async function bundlesOf(device: SimulatedDevice): Promise<readonly RenewalBundle[]> {
  const listed = (await page90()).customers.flatMap(({ devices }) => devices);
  return listed.find(({ id }) => id === idOf(device))?.bundles ?? [];
}

const stepAt = (days: number): number | 'grace' | 'expired' => {
  if (days > 0) return days;
  return days === GRACE ? 'grace' : 'expired';
};

function judgementAt(days: number): { readonly verdict: string; readonly reason: string } {
  if (stepAt(days) === 'expired') return { verdict: 'exposed', reason: 'licence-expired' };
  if (stepAt(days) === 'grace') return { verdict: 'protecting', reason: 'ok-grace' };
  return { verdict: 'protecting', reason: days <= 30 ? 'ok-expiring' : 'ok' };
}

/** What is to be said of a box on this rung, from what the simulator was told; its geo filter gives no date. */
function sentences(days: number): string[] {
  const day = dayText(days > 0 ? startedAt + days * DAY - HOUR : startedAt + days * DAY);
  const bundle = 'AV+AS+IPS+App bundle';
  if (days > 0) return [`${bundle} ends ${day} (${days === 1 ? 'tomorrow' : `${days} days`})`];
  const ended = `ended ${day} (${days === 0 ? 'today' : `${-days} days ago`})`;
  if (days !== GRACE) return [`${bundle} ${ended}`, 'Geo expired, the firewall gives no date'];
  return [`${bundle} in grace, ${ended}`, 'Geo in grace, the firewall gives no date'];
}

const wordsOf = ({ names, endsAt, step, daysLeft }: RenewalBundle): string => {
  const date = endsAt === null ? null : dayText(Date.parse(endsAt));
  return `${bundleWords(names)} ${endWords({ step, daysLeft, date })}`;
};

/** The day of the database that a box has, as the box itself tells it. */
async function publishedDay(device: SimulatedDevice): Promise<string> {
  const { services } = await detailOf(device);
  const at = services.find(({ service }) => service === 'ips')?.signatures?.publishedAt;
  return dayText(Date.parse(at ?? ''));
}

async function digestLines(): Promise<string[]> {
  const of = ({ customer, name }: SimulatedDevice, what: string): string => `${customer}: ${name}, ${what}`;
  const still = async (device: SimulatedDevice): Promise<string> =>
    of(
      device,
      `AV, AS, IPS, App signatures stand still since ${await publishedDay(device)} although updates succeed`,
    );
  return [
    ...story.ending.flatMap((device, index) =>
      sentences(LADDER[index] ?? Number.NaN).map((one) => of(device, one)),
    ),
    await still(story.frozen),
    await still(story.stale),
    of(story.lagging, 'AV, AS, IPS, App signatures are behind their sisters by 2 days'),
  ].sort();
}

beforeAll(async () => {
  // The hour of the daily mails had passed when this installation began: none today.
  const env = { TZ: ZONE, FIREWATCH_DIGEST_AT: '00:00' };
  const simulatorArgs = ['--generations', `gen6-rest=${FLEET}`];
  world = await startWorld({ devices: FLEET, intervalSeconds: 15, env, simulatorArgs, prepare: tellStory });
  await allKnown(world.rest, FLEET, 120_000);
  await tryAndTryAgain();
  // Sisters are compared at every start, and every 5 min.
  await world.program.stop();
  world.program = await world.program.again();
  world.rest = await world.program.owner();
}, 10 * 60_000);
afterAll(() => world?.close());

describe('signatures that are not kept up', () => {
  it('stand still although 4 updates succeeded, or are behind their sisters, in the words of the device page', async () => {
    const { items } = await until(
      () => world.rest.get('/fleet/freshness', fleetFreshness),
      (answer) => answer.items.length >= 3,
      60_000,
    );
    expect(Object.fromEntries(items.map((one) => [one.deviceId, one.kinds]))).toEqual({
      [idOf(story.lagging)]: ['behind'],
      [idOf(story.frozen)]: ['frozen'],
      [idOf(story.stale)]: ['frozen'],
    });
    const sentence = async (device: SimulatedDevice): Promise<string | undefined> => {
      const answer = await world.rest.get(`/devices/${idOf(device)}/renewals`, deviceRenewals);
      expect(answer.signatures.map((note) => note.service).sort()).toEqual(SIGNED.toSorted());
      const ips = answer.signatures.find((note) => note.service === 'ips');
      return ips && signatureSentence(ips, answer);
    };
    expect([
      await sentence(story.frozen),
      await sentence(story.stale),
      await sentence(story.lagging),
    ]).toEqual([
      `IPS: 4 updates succeeded and the database still is the one of ${await publishedDay(story.frozen)}.`,
      `IPS: 4 updates succeeded and the database still is the one of ${await publishedDay(story.stale)}.`,
      'IPS: signatures are behind their sisters of the same model and firmware by 2 days.',
    ]);
  });

  it('weaken a firewall beyond the vendor’s 7 days, not before', async () => {
    expect(await verdictOf(story.lagging)).toEqual({ verdict: 'protecting', reason: 'ok' });
    expect(await verdictOf(story.frozen)).toEqual({ verdict: 'protecting', reason: 'ageing' });
    expect(await verdictOf(story.stale)).toEqual({ verdict: 'weakened', reason: 'stale' });
  });
});

describe('licences near their end', () => {
  it('stand on the page with step and words, and are a verdict where the firewall itself says so', async () => {
    // What a reading told is on the page within 10 s, and a verdict once a second reading confirms it.
    await until(
      async () => [await verdictOf(story.today), (await bundlesOf(story.today)).length] as const,
      ([{ reason }, count]) => reason === 'licence-expired' && count === 2,
      60_000,
    );
    const { customers, totals } = await page90();
    const soon = { within30: 5, within60: 6, within90: 7 };
    expect(totals).toEqual({ devices: FLEET, expired: 2, grace: 1, ...soon, undated: 0 });
    expect(customers.flatMap(({ devices }) => devices)).toHaveLength(LADDER.length);
    for (const [index, device] of story.ending.entries()) {
      const days = LADDER[index] ?? Number.NaN;
      const bundles = await bundlesOf(device);
      expect(bundles.map(wordsOf).sort()).toEqual(sentences(days).sort());
      expect(new Set(bundles.map(({ step }) => step))).toEqual(new Set([stepAt(days)]));
      expect(await verdictOf(device)).toEqual(judgementAt(days));
    }
  });

  it('are one mail of the day with the signatures, beside one incident and one mail per firewall gone bad', async () => {
    await comeOfAge();
    const mails = await until(
      () => world.simulator.mails(),
      (all) => all.some(isDigest) && readMails(all).length >= 3,
      120_000,
    );
    const digests = mails.filter(isDigest);
    expect(digests.map(({ subject }) => subject)).toEqual([
      'Licences of 3 firewalls have ended, of 7 more end soon',
    ]);
    const lines = (digests[0]?.text ?? '').split('\n').filter((line) => /^[^,]+: \S+, /.test(line));
    expect(lines.sort()).toEqual(await digestLines());

    const headlines = (await incidents()).map(({ headline }) => headline).sort();
    const gone = story.ending.filter((_, index) => stepAt(LADDER[index] ?? 1) === 'expired');
    expect(headlines).toEqual(
      [
        ...gone.map(({ name, customer }) => `Licence expired on ${name} at ${customer}`),
        `Stale signatures on ${story.stale.name} at ${story.stale.customer}`,
      ].sort(),
    );
    const told = readMails(mails).map(
      ({ kind, mail }) => `${kind}: ${mail.subject.replace(/^\[\S+\] /, '')}`,
    );
    expect(told.sort()).toEqual(headlines.map((headline) => `opened: ${headline}`));
  });
});
