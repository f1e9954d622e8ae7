import { deviceList } from '@firewatch/shared/wire/devices';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { answerSample } from '@firewatch/shared/wire/samples';
import { chromium, type Browser, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, chromiumPath } from '../support/browser.ts';
import { until } from '../support/fleet.ts';
import { freePort } from '../support/ports.ts';
import { Program } from '../support/program.ts';
import { SimulatorProcess, type SimulatedDevice } from '../support/simulator.ts';
import { startWorld, type World } from '../support/world.ts';
import { capture, type Shot, WIDTHS, type Window, windowsOf } from './capture.ts';
import { type Daily, dailyShots, makeDaily } from './daily-shots.ts';
import { ESTATE_SHOTS, makeEstate } from './estate-shots.ts';
import { makeResyncs, resyncShots, type Resyncs } from './resync-shots.ts';

const incidents = page(incidentRow);
const INTERVAL_SECONDS = 15;
/** Pages taken side by side: most of their time is waiting. */
const AT_ONCE = 4;

interface Trouble {
  readonly fleetId: string;
  readonly identityId: string;
  readonly lostId: string;
  readonly wellId: string;
  /** Answers with a login page. */
  readonly strangeId: string;
  /** The simulator's name of a box that is read too seldom to be in the way. */
  readonly spareId: string;
}

/** A bad night to look at: 40 firewalls lost, two with a foreign certificate, one silent, one acknowledgement. */
async function makeTrouble({ simulator, rest, enrolled }: World): Promise<Trouble> {
  await simulator.start({ name: '2008-12-02', variant: 'bench', phaseSeconds: 1, seed: 11 });
  const [fleet] = await until(
    async () => (await rest.get('/incidents?kind=fleet&state=open', incidents)).items,
    (items) => items[0]?.deviceCount === 40,
    90_000,
  );
  const fleetId = fleet?.id ?? '';
  const { items } = await rest.get('/devices', deviceList);
  const lost = items.find((row) => row.worst.verdict === 'exposed');
  const well = items.filter((row) => row.worst.verdict === 'protecting').map((row) => row.id);
  const [swapped, swappedToo, silent] = [...enrolled].filter(([, id]) => well.includes(id));
  for (const one of [swapped, swappedToo])
    await simulator.control('POST', `/devices/${one?.[0]}/fault`, { kind: 'changed-certificate' });
  await simulator.control('POST', `/devices/${silent?.[0]}/fault`, { kind: 'html' });
  // One that was read in its own turn since then is a stranger already, and refuses.
  for (const one of [swapped, swappedToo, silent]) await rest.send('POST', `/devices/${one?.[1]}/read`, {});
  await until(
    async () => (await rest.get(`/devices/${silent?.[1]}/samples`, page(answerSample))).items,
    (items) => items.length > 0,
    60_000,
  );
  await rest.json('POST', `/incidents/${fleetId}/ack`, { reason: 'Vendor called, case 4711', until: null });
  await rest.json('POST', `/incidents/${fleetId}/updates`, {
    body: 'SonicWall support sees the wrong answers of its licensing server.',
    customerId: null,
  });
  const [identity] = await until(
    async () => (await rest.get('/incidents?kind=identity&state=open', incidents)).items,
    (open) => open.reduce((size, one) => size + one.deviceCount, 0) === 2,
    60_000,
  );
  const calm = [...enrolled].filter(([, id]) => well.includes(id)).slice(3);
  const [spare] = calm;
  await rest.json('PATCH', `/devices/${spare?.[1]}`, { intervalSeconds: 3_600 });
  return {
    fleetId,
    identityId: identity?.id ?? '',
    lostId: lost?.id ?? '',
    wellId: calm[1]?.[1] ?? '',
    strangeId: silent?.[1] ?? '',
    spareId: spare?.[0] ?? '',
  };
}

/** Link of the identity incident's mail, which takes a minute; the fleet's is acknowledged already. */
async function ackPathOf(simulator: World['simulator']): Promise<string> {
  const links = async (): Promise<string[]> =>
    (await simulator.mails())
      .filter((mail) => mail.subject.startsWith('[I-'))
      .flatMap((mail) => /\/ack#token=\S+/.exec(mail.text)?.[0] ?? []);
  const [first] = await until(links, (all) => all.length > 0, 120_000);
  return first ?? '/ack';
}

const press = (name: string) => (on: Page) => on.getByRole('button', { name }).first().click();

/** The steps of adding a firewall, each drawn as far as its name says. */
function enrolShots({ simulator }: World, spareId: string): Shot[] {
  const box = simulator.devices.find((one) => one.id === spareId);
  const place = async (on: Page): Promise<void> => {
    await on.getByLabel('Name of the firewall').fill('HDG-TAC-09');
    await on.getByLabel('Management address').fill(box?.address ?? '');
    await on.getByLabel('Port', { exact: true }).fill(String(box?.port ?? 443));
    await press('Look at its certificate')(on);
    await on.getByRole('button', { name: 'Approve this certificate' }).waitFor();
  };
  const credential = async (on: Page): Promise<void> => {
    await place(on);
    await press('Approve this certificate')(on);
    await press('Sign in and read once')(on);
    await on.getByRole('alert').first().waitFor();
  };
  const reading = async (on: Page): Promise<void> => {
    await credential(on);
    await on.getByLabel('User name').fill(box?.user ?? '');
    await on.getByRole('textbox', { name: 'Password' }).fill(box?.password ?? '');
    await press('Sign in and read once')(on);
    await on.getByRole('region', { name: 'Services' }).waitFor();
  };
  const at = { path: '/devices/new', ready: '.step-body' };
  return [
    { ...at, name: 'enrol-place' },
    { ...at, name: 'enrol-certificate', act: place },
    { ...at, name: 'enrol-credential', act: credential },
    { ...at, name: 'enrol-reading', act: reading },
  ];
}

const INCIDENT_PARTS = {
  acknowledge: async (on: Page) => {
    await on.keyboard.press('a');
    await on.getByRole('dialog').waitFor();
  },
  numbers: press('Numbers of growth'),
} as const;

function shotsOf(world: World, trouble: Trouble, made: { daily: Daily; resyncs: Resyncs }): Shot[] {
  const { fleetId, identityId, lostId, wellId, strangeId, spareId } = trouble;
  const incident = { path: `/incidents/${fleetId}`, ready: '.grow svg.recharts-surface' };
  return [
    { name: 'fleet', path: '/', ready: '[aria-rowindex="3"]' },
    { name: 'fleet-by-customer', path: '/?show=all&group=customer', ready: '[aria-rowindex="3"]' },
    { name: 'incidents', path: '/incidents', ready: 'tbody tr' },
    { name: 'incidents-closed', path: '/incidents?state=closed', ready: 'h1' },
    { ...incident, name: 'incident' },
    { ...incident, name: 'incident-acknowledge', act: INCIDENT_PARTS.acknowledge },
    { ...incident, name: 'incident-numbers', act: INCIDENT_PARTS.numbers },
    // One incident of both or one each, as their readings fell: both cases are shown either way.
    {
      name: 'identity',
      path: `/incidents/${identityId}`,
      ready: ':is(.identities-more, .identities > :nth-child(2))',
    },
    { name: 'device-lost', path: `/devices/${lostId}`, ready: '.bands' },
    { name: 'device-well', path: `/devices/${wellId}`, ready: '.bands' },
    {
      name: 'device-sample',
      path: `/devices/${strangeId}`,
      ready: '.sample',
      act: (on) => on.locator('.sample > summary').first().click(),
    },
    ...enrolShots(world, spareId),
    { name: 'enrol-like', path: `/devices/new?like=${wellId}`, ready: '.step-body' },
    { name: 'device-edit', path: `/devices/${wellId}`, ready: '.bands', act: press('Edit') },
    ...ESTATE_SHOTS,
    ...dailyShots(made.daily, wellId),
    ...resyncShots(made.resyncs, wellId),
    { name: 'alerting', path: '/alerting', ready: '.log-row' },
    {
      name: 'alerting-add-pager',
      path: '/alerting',
      ready: '.log-row',
      act: async (on) => {
        await press('Add channel')(on);
        await on.getByLabel('Kind').selectOption('pagerduty');
      },
    },
    { name: 'renewals', path: '/renewals?within=all', ready: '.renewal' },
    { name: 'wall', path: '/wall', ready: '.board' },
    { name: 'health', path: '/administration/health', ready: '.processes' },
    { name: 'people', path: '/administration/people', ready: '.rows' },
    { name: 'tokens', path: '/administration/tokens', ready: 'h1' },
    { name: 'audit', path: '/administration/audit', ready: '.audit' },
    { name: 'account', path: '/account', ready: '.rows' },
    { name: 'not-found', path: '/no-such-page', ready: 'h1' },
    { name: 'sign-in', path: '/sign-in', ready: 'h1', signedOut: true },
  ];
}

/** Everything the pictures need, and how to end it. */
interface Stage {
  readonly world: World;
  /** Another installation, that nobody has set up yet. */
  readonly fresh: Program;
  readonly oldBoxes: readonly SimulatedDevice[];
  readonly syslogPort: number;
  readonly browser: Browser;
}

type Ending = () => Promise<unknown>;

/** Started side by side: each waits more than it works. */
async function openStage(endings: Ending[]): Promise<Stage> {
  const syslogPort = await freePort();
  const started = await Promise.allSettled([
    startWorld({
      intervalSeconds: INTERVAL_SECONDS,
      env: { FIREWATCH_SYSLOG_PORT: String(syslogPort), FIREWATCH_SYSLOG_HOST: '127.0.0.1' },
    }),
    Program.start({ env: { FIREWATCH_ADMIN_EMAIL: undefined, FIREWATCH_ADMIN_PASSWORD: undefined } }),
    SimulatorProcess.start(['--generations', 'gen5=2', '--bind', '127.24.0.0/16']),
    chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_ARGS] }),
  ]);
  const [world, fresh, old, browser] = started;
  if (world.status === 'fulfilled') endings.push(() => world.value.close());
  if (fresh.status === 'fulfilled')
    endings.push(() => fresh.value.stop().then(() => fresh.value.removeData()));
  if (old.status === 'fulfilled') endings.push(() => old.value.stop());
  if (browser.status === 'fulfilled') endings.push(() => browser.value.close());
  if (world.status === 'rejected') throw world.reason;
  if (fresh.status === 'rejected') throw fresh.reason;
  if (old.status === 'rejected') throw old.reason;
  if (browser.status === 'rejected') throw browser.reason;
  return {
    world: world.value,
    fresh: fresh.value,
    oldBoxes: old.value.devices,
    syslogPort,
    browser: browser.value,
  };
}

/**
 * Takes every page in both schemes and widths; returns everything wrong with them.
 * @param names of the pages to take; empty = all.
 */
export async function tour(folder: string, names: readonly string[] = []): Promise<string[]> {
  const endings: Ending[] = [];
  try {
    const stage = await openStage(endings);
    const { world, fresh, browser } = stage;
    const trouble = await makeTrouble(world);
    await makeEstate(world, trouble.wellId);
    const daily = await makeDaily({ ...stage, wellId: trouble.wellId });
    const inside = windowsOf({ browser, url: world.program.url, cookie: world.rest.cookieHeader });
    const outside = windowsOf({ browser, url: fresh.url, cookie: '' });
    const setUp = /\/setup#token=\S+/.exec(fresh.child.lines.join('\n'))?.[0] ?? '/setup';
    const door: Shot = { name: 'set-up', path: setUp, ready: 'h1', signedOut: true };
    const resyncs = await makeResyncs(world, trouble.fleetId);
    const faults: string[] = [];
    const takeAll = async (shots: readonly Shot[], window: Window): Promise<void> => {
      const waiting = WIDTHS.flatMap((width) =>
        shots
          .filter((shot) => names.length === 0 || names.includes(shot.name))
          .map((shot) => () => capture({ folder, window }, shot, width)),
      );
      const takeNext = async (): Promise<void> => {
        for (let take = waiting.shift(); take; take = waiting.shift()) faults.push(...(await take()));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, takeNext));
    };
    await takeAll([door], outside);
    await takeAll(shotsOf(world, trouble, { daily, resyncs }), inside);
    const mailed = { name: 'acknowledge-by-mail', ready: '.panel textarea', signedOut: true };
    if (names.length === 0 || names.includes(mailed.name))
      await takeAll([{ ...mailed, path: await ackPathOf(world.simulator) }], inside);
    return faults;
  } finally {
    for (const end of endings.toReversed()) await end();
  }
}
