import { credentialSet } from '@firewatch/shared/wire/devices';
import { deviceList } from '@firewatch/shared/wire/devices';
import { waitingDevice } from '@firewatch/shared/wire/estate';
import { page as pageOf } from '@firewatch/shared/wire/primitives';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { Program } from '../support/program.ts';
import type { Rest } from '../support/rest.ts';
import { SimulatorProcess } from '../support/simulator.ts';
import { headline, openBrowser, visit, type Visitor } from './stage.ts';

const GENERATIONS = 'gen7=25,gen8=15,gen6-rest=15,gen5=5';
/** Boxes without an API. */
const UNREADABLE = 5;
const SIZE = 60;
const MOST_CLICKS = 12;
const MOST_MS = 180_000;

let simulator: SimulatorProcess;
let program: Program;
let rest: Rest;
let browser: Browser;
let visitor: Visitor;
let clicks = 0;
let began = 0;

/** Everything a person presses is counted, the choice of the file too. */
async function click(target: Locator): Promise<void> {
  clicks += 1;
  await target.click();
}

beforeAll(async () => {
  [simulator, program, browser] = await Promise.all([
    SimulatorProcess.start(['--generations', GENERATIONS]),
    Program.start(),
    openBrowser(),
  ]);
  rest = await program.owner();
  const logins = new Map(simulator.devices.map((box) => [setOf(box), box]));
  for (const [name, { user, password }] of logins) {
    await rest.post(
      '/credential-sets',
      { name, vendor: 'sonicwall', credential: { user, password } },
      credentialSet,
    );
  }
});
afterAll(async () => {
  await browser?.close();
  await program?.stop();
  await simulator?.stop();
  program?.removeData();
});

type Box = SimulatorProcess['devices'][number];
/** One set per login of the fleet. */
const setOf = ({ user, password }: Box): string => {
  const [first] = simulator.devices.filter((one) => one.user === user && one.password === password);
  return `Fleet ${first?.id ?? ''}`;
};
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const file = (): string =>
  [
    'name;customer;site;address;port;credential;interval',
    ...simulator.devices.map((box) =>
      [box.name, box.customer, box.site, box.address, String(box.port), setOf(box), '60'].map(cell).join(';'),
    ),
  ].join('\r\n');

describe(`${SIZE} firewalls of three generations in one file`, () => {
  it('are previewed without a single byte to them', async () => {
    visitor = await visit({ browser, url: program.url, cookie: rest.cookieHeader, path: '/import' });
    const { page } = visitor;
    await headline(page, 'Import firewalls');
    began = Date.now();
    clicks += 1;
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'fleet.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${file()}`) });
    await page.getByRole('heading', { name: `${SIZE} rows, all good` }).waitFor();
    expect(await page.getByRole('list', { name: 'Rows of the file' }).getByRole('listitem').count()).toBe(
      SIZE,
    );
    expect(await simulator.requests(0)).toEqual([]);
    expect((await rest.get('/devices', deviceList)).items).toEqual([]);
  });

  it('wait with their certificates shown; nothing but the handshake was sent', async () => {
    const { page } = visitor;
    await click(page.getByRole('button', { name: `Import ${SIZE} firewalls` }));
    await headline(page, `${SIZE} firewalls wait, ${SIZE} certificates to approve`, 60_000);
    const { items } = await rest.get('/waiting-devices', pageOf(waitingDevice));
    const seen = new Map(items.map((one) => [one.name, one.certificate?.fingerprint]));
    expect(
      simulator.devices.filter((box) => seen.get(box.name) !== box.fingerprint256.toUpperCase()),
    ).toEqual([]);
    expect(await simulator.requests(0)).toEqual([]);
  });

  it(`are all read after one approval, at most ${MOST_CLICKS} clicks and ${MOST_MS / 60_000} min after the file was chosen`, async () => {
    const { page, faults } = visitor;
    await click(page.getByRole('button', { name: `Approve all ${SIZE} certificates` }));
    const dialog = page.getByRole('dialog', { name: `Approve ${SIZE} firewalls` });
    await dialog.getByLabel('Reason').fill('Compared with the list of the installers');
    await click(dialog.getByRole('button', { name: `Approve ${SIZE} firewalls` }));
    await dialog.waitFor({ state: 'hidden' });
    await headline(page, `${UNREADABLE} firewalls wait, ${UNREADABLE} without an API`, 60_000);
    await click(page.getByRole('button', { name: `Watch ${UNREADABLE} as checklist only` }));
    const checklist = page.getByRole('dialog', { name: `Watch ${UNREADABLE} firewalls as checklist only` });
    await checklist.getByLabel('Reason').fill('Gen5, to be replaced next year');
    await click(checklist.getByRole('button', { name: `Watch ${UNREADABLE} firewalls as checklist only` }));
    await headline(page, 'No firewall waits for approval');
    const { items } = await until(
      () => rest.get('/devices', deviceList),
      (list) =>
        list.items.length === SIZE &&
        list.items.every((row) => row.readAt !== null) &&
        list.items.filter((row) => row.believedAt !== null).length === SIZE - UNREADABLE,
      120_000,
    );
    const tookMs = Date.now() - began;
    const serials = new Set(simulator.devices.map((box) => box.serial));
    const met = items.flatMap((row) => row.serial ?? []);
    expect([new Set(met).size, met.every((serial) => serials.has(serial))]).toEqual([
      SIZE - UNREADABLE,
      true,
    ]);
    await click(page.getByRole('link', { name: 'Fleet' }).first());
    // Boxes on the checklist count as unknown, never as protecting.
    await headline(page, /^5 firewalls at \d customers give no believable answer/);
    expect(clicks).toBeLessThanOrEqual(MOST_CLICKS);
    expect(tookMs).toBeLessThanOrEqual(MOST_MS);
    expect(faults).toEqual([]);
    process.stdout.write(
      `import: ${clicks} clicks, ${Math.round(tookMs / 1_000)} s from the file to the last reading\n`,
    );
  });
});
