import { deviceList } from '@firewatch/shared/wire/devices';
import { incidentDetail, incidentRow } from '@firewatch/shared/wire/incidents';
import { page as pageOf } from '@firewatch/shared/wire/primitives';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { Program } from '../support/program.ts';
import { Rest } from '../support/rest.ts';
import { SimulatorProcess } from '../support/simulator.ts';
import {
  CEDAR,
  COLLEAGUE,
  fileOf,
  HARBOR,
  LARKSPUR,
  linkInMail,
  OWNER,
  planOf,
  SET,
  type PagerAlert,
  type Planned,
} from './first-hour.story.ts';
import {
  addCredentialSet,
  addPager,
  choosePasswordAndSignIn,
  fillMail,
  invite,
  planWindow,
} from './first-hour.forms.ts';
import { headline, openBrowser, visit, type Visitor } from './stage.ts';

const DAY_MS = 86_400_000;
const RENEWAL_DAYS = 21;

let simulator: SimulatorProcess;
let program: Program;
let browser: Browser;
let ida: Visitor;
let rest: Rest;
let boxes: readonly Planned[];
let pagedId: string;

beforeAll(async () => {
  [simulator, program, browser] = await Promise.all([
    SimulatorProcess.start(['--generations', 'gen7=4,gen8=1,gen6-rest=1,gen5=1']),
    Program.start({
      env: {
        FIREWATCH_ADMIN_EMAIL: undefined,
        FIREWATCH_ADMIN_PASSWORD: undefined,
        // The firewalls, and the pager beside them.
        FIREWATCH_EGRESS_LOOPBACK: '127.16.0.0/12,127.0.0.1/32',
      },
    }),
    openBrowser(),
  ]);
  boxes = planOf(simulator.devices);
  await simulator.control('POST', '/fleet/password', {
    deviceIds: inFile().map(({ box }) => box.id),
    password: SET.password,
  });
  await simulator.control('POST', `/devices/${named('CED-SEA-01').box.id}/expiry`, {
    service: 'ips',
    at: Date.now() + RENEWAL_DAYS * DAY_MS,
  });
});
afterAll(async () => {
  await browser?.close();
  await program?.stop();
  await simulator?.stop();
  program?.removeData();
});

const inFile = (): readonly Planned[] => boxes.slice(1);
function named(name: string): Planned {
  const one = boxes.find((planned) => planned.name === name);
  if (!one) throw new Error(`no firewall ${name} in this story`);
  return one;
}

const to = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: false }).first().click();
const rowOf = (page: Page, text: string | RegExp) =>
  page.getByRole('table', { name: 'Open incidents' }).getByRole('row').filter({ hasText: text });
const alerts = () => simulator.control<PagerAlert[]>('GET', '/pager/alerts');
const openDeviceIncidents = async () =>
  (await rest.get('/incidents?kind=device&state=open', pageOf(incidentRow))).items;

describe('the first hour of a newcomer with a fleet of 7', () => {
  it('1. install: the printed link makes the owner', async () => {
    const printed = program.child.lines.flatMap((line) => /\/setup#token=\S+/.exec(line)?.[0] ?? []);
    expect(printed).toHaveLength(1);
    ida = await visit({ browser, url: program.url, path: printed[0] ?? '' });
    const { page } = ida;
    await headline(page, 'Set up Firewatch');
    await page.getByLabel('Name').fill(OWNER.name);
    await page.getByLabel('Email').fill(OWNER.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
    await page.getByRole('button', { name: 'Create the owner' }).click();
    await headline(page, 'Add one firewall');
    rest = new Rest(program.url);
    await rest.signIn(OWNER.email, OWNER.password);
  });

  it('2. add: one firewall by hand, its certificate approved before the account is sent', async () => {
    const { page } = ida;
    const { box, name, customer } = named('HDG-TAC-01');
    await page.getByLabel('Customer', { exact: true }).fill(customer);
    await page.getByLabel('Name of the firewall').fill(name);
    await page.getByLabel('Management address').fill(box.address);
    await page.getByLabel('Port', { exact: true }).fill(String(box.port));
    await page.getByRole('button', { name: 'Look at its certificate' }).click();
    await page.getByRole('button', { name: 'Approve this certificate' }).click();
    expect(await simulator.requests()).toEqual([]);
    await page.getByLabel('User name').fill(box.user);
    await page.getByRole('textbox', { name: 'Password' }).fill(box.password);
    await page.getByRole('button', { name: 'Sign in and read once' }).click();
    await page.getByText(`serial ${box.serial}`).waitFor();
    await page.getByRole('button', { name: /^Confirm \d+ services and watch it$/ }).click();
    await headline(page, 'Who is told at night');
  });

  it('3. mail: a channel whose test is seen to arrive; then the fleet of one', async () => {
    const { page } = ida;
    await fillMail(page, simulator.smtpPort);
    await page.getByText('Test delivered.').first().waitFor();
    expect((await simulator.mails()).map((mail) => mail.to)).toEqual([['noc@msp.example']]);
    await page.getByRole('button', { name: 'It arrived, go on' }).click();
    await headline(page, 'Firewatch is watching');
    await page.getByRole('link', { name: 'Open the fleet' }).click();
    await headline(page, /^1 firewall, .*protecting/);
  });

  it('4. import: the account of the others as a credential set, then 6 firewalls from a file', async () => {
    const { page } = ida;
    await page.getByRole('link', { name: 'Import', exact: true }).click();
    await headline(page, 'Import firewalls');
    await page.getByRole('link', { name: 'credential set', exact: true }).click();
    await addCredentialSet(page);
    await page.getByRole('list', { name: 'Credential sets' }).getByText(SET.name, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Import', exact: true }).click();
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'fleet.csv', mimeType: 'text/csv', buffer: Buffer.from(fileOf(inFile())) });
    await page.getByRole('heading', { name: '6 rows, all good' }).waitFor();
    await page.getByRole('button', { name: 'Import 6 firewalls' }).click();
    await headline(page, '6 firewalls wait, 6 certificates to approve', 60_000);
    const waiting = new Set(inFile().map(({ box }) => box.id));
    expect((await simulator.requests()).filter((request) => waiting.has(request.device))).toEqual([]);
  });

  it('5. approve: all that are shown at once; the box without an API goes on the checklist', async () => {
    const { page } = ida;
    await page.getByRole('button', { name: 'Approve all 6 certificates' }).click();
    const approving = page.getByRole('dialog', { name: 'Approve 6 firewalls' });
    await approving.getByLabel('Reason').fill('Compared with the list of the installers');
    await approving.getByRole('button', { name: 'Approve 6 firewalls' }).click();
    await headline(page, '1 firewall waits, 1 without an API', 60_000);
    await page.getByRole('button', { name: 'Watch 1 as checklist only' }).click();
    const listing = page.getByRole('dialog', { name: 'Watch 1 firewall as checklist only' });
    await listing.getByLabel('Reason').fill('Generation 5, replaced next year');
    await listing.getByRole('button', { name: 'Watch 1 firewall as checklist only' }).click();
    await headline(page, 'No firewall waits for approval');
    const { items } = await until(
      () => rest.get('/devices', deviceList),
      (list) => list.items.length === 7 && list.items.filter((row) => row.believedAt !== null).length === 6,
      60_000,
    );
    expect(items.map((row) => row.name).toSorted()).toEqual(boxes.map((one) => one.name).toSorted());
    await to(page, 'Fleet');
    await headline(page, '1 firewall at 1 customer gives no believable answer');
  });

  it('6. invite: a colleague chooses a password by the link in the mail and sees one customer', async () => {
    const { page } = ida;
    await to(page, 'Admin');
    await headline(page, 'People');
    await invite(page);
    await page.getByText(`An invitation is on its way to ${COLLEAGUE.email}.`).first().waitFor();
    const path = await linkInMail(
      simulator,
      (mail) => mail.to.includes(COLLEAGUE.email),
      /\/password#token=\S+/,
    );
    const { context, page: hers, faults } = await visit({ browser, url: program.url, path });
    await headline(hers, 'Choose a password');
    await choosePasswordAndSignIn(hers);
    await headline(hers, /^3 firewalls, .*protecting/);
    await hers.getByRole('button', { name: 'All 3' }).click();
    await hers.getByRole('link', { name: 'HDG-TAC-02' }).waitFor();
    const seen = await hers.evaluate(() => document.documentElement.outerHTML);
    expect(boxes.filter(({ name }) => seen.includes(name)).map((one) => one.customer)).toEqual([
      HARBOR,
      HARBOR,
      HARBOR,
    ]);
    expect(await hers.getByRole('link', { name: 'Admin' }).count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('7. channel: a pager for what is critical, with a test that arrives there', async () => {
    const { page } = ida;
    await to(page, 'Alerting');
    await addPager(page, simulator.pagerUrl);
    await page.getByRole('button', { name: 'Send test through Pager' }).click();
    await page.getByText('Test delivered.').first().waitFor();
    expect(await alerts()).toHaveLength(1);
  });

  it('8. maintenance: a window for one customer is shown as planned', async () => {
    const { page } = ida;
    await to(page, 'Maintenance');
    await headline(page, 'No maintenance now');
    const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
    await planWindow(page, tomorrow);
    const coming = page.getByRole('region', { name: 'Coming' });
    await coming.getByRole('heading', { name: LARKSPUR }).waitFor();
    await coming.getByText('New firmware on both boxes').waitFor();
    expect(
      await page.getByRole('region', { name: 'Silent now' }).getByRole('heading', { level: 3 }).count(),
    ).toBe(0);
  });

  it('9. alarm: a lost licence is one incident and one alert on the pager, under the incident’s key', async () => {
    const { page } = ida;
    const { box, name } = named('HDG-TAC-02');
    await to(page, 'Fleet');
    await simulator.control('POST', `/devices/${box.id}/service`, {
      service: 'ips',
      licence: 'not-licensed',
    });
    const row = rowOf(page, name);
    await row.waitFor({ timeout: 60_000 });
    await row.getByRole('link').first().click();
    await page.waitForURL('**/incidents/*');
    pagedId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const paged = await until(
      async () => (await alerts()).filter((alert) => alert.dedupKey === `fw/${pagedId}`),
      (all) => all.length > 0,
      60_000,
    );
    expect(paged).toMatchObject([{ state: 'triggered', summary: expect.stringContaining(name) }]);
    const told = page
      .getByRole('region', { name: 'Who knows' })
      .getByRole('row')
      .filter({ hasText: 'Pager' });
    await told.filter({ hasText: 'delivered' }).waitFor();
  });

  it('10. acknowledge: by the link in the mail, signed out; the incident page shows who and why', async () => {
    const path = await linkInMail(
      simulator,
      (mail) => mail.text.includes('HDG-TAC-02') && mail.to.includes('noc@msp.example'),
      /\/ack#token=\S+/,
    );
    const { context, page: door } = await visit({ browser, url: program.url, path });
    await door.getByRole('heading', { name: /^Acknowledge D-/ }).waitFor();
    await door.getByLabel('Reason').fill('On my way to the desk');
    await door.getByRole('button', { name: 'Acknowledge' }).click();
    await headline(door, 'Acknowledged');
    await context.close();
    const { page } = ida;
    await page.getByText('“On my way to the desk”').first().waitFor();
    expect(await page.getByText('nobody yet').count()).toBe(0);
    const { incident } = await rest.get(`/incidents/${pagedId}`, incidentDetail);
    expect([incident.state, incident.ack?.reason]).toEqual(['open', 'On my way to the desk']);
    expect((await alerts()).filter((alert) => alert.dedupKey === `fw/${pagedId}`)).toHaveLength(1);
    await simulator.control('POST', `/devices/${named('HDG-TAC-02').box.id}/service`, {
      service: 'ips',
      licence: 'licensed',
    });
  });

  it('11. intended: a service that an administrator switched off is no loss any more, and can be taken back', async () => {
    const { page } = ida;
    const { box, name } = named('CED-SEA-02');
    await to(page, 'Fleet');
    await simulator.control('POST', `/devices/${box.id}/service`, { service: 'ips', enabled: false });
    // Switches are not part of a pulse: whoever wants to know before the next full read asks for one.
    await page.getByRole('button', { name: /^All 7/ }).click();
    await page.getByRole('link', { name }).first().click();
    await headline(page, name);
    await page.getByRole('button', { name: 'Read now' }).first().click();
    await to(page, 'Fleet');
    const row = rowOf(page, name);
    await row.waitFor({ timeout: 30_000 });
    await row.getByRole('link').first().click();
    const panel = page.getByRole('region', { name: 'Intended' });
    await panel.getByRole('button', { name: 'This is intended…' }).click();
    const saying = page.getByRole('dialog', { name: 'This is intended' });
    await saying.getByLabel('Reason').fill('The box upstream inspects');
    await saying.getByRole('button', { name: 'Intended on 1 firewall' }).click();
    await page.getByText(/^closed .*intended/).waitFor();
    await panel.getByText('The box upstream inspects').waitFor();
    await panel.getByRole('button', { name: 'Take back' }).waitFor();
    const { items } = await rest.get('/devices', deviceList);
    expect(items.find((one) => one.name === name)?.worst.verdict).toBe('protecting');
  });

  it('12. renewals: the licence that ends first stands on top with its date', async () => {
    const { page } = ida;
    await to(page, 'Renewals');
    const ends = page.getByRole('region', { name: 'Licences that end' });
    await ends.getByRole('link', { name: 'CED-SEA-01' }).waitFor();
    expect(await ends.getByRole('listitem').first().textContent()).toMatch(
      new RegExp(`${CEDAR}.*CED-SEA-01.*IPS ends .*\\((${RENEWAL_DAYS}|${RENEWAL_DAYS - 1}) days\\)`),
    );
  });

  it('13. back: the licence returned, the incident closes by itself and the pager’s alert with it', async () => {
    const { page, faults } = ida;
    await until(openDeviceIncidents, (open) => open.length === 0, 120_000);
    const [alert] = await until(
      async () => (await alerts()).filter((one) => one.dedupKey === `fw/${pagedId}`),
      (all) => all[0]?.state === 'resolved',
      30_000,
    );
    expect(alert?.state).toBe('resolved');
    await to(page, 'Fleet');
    await headline(page, '1 firewall at 1 customer gives no believable answer');
    expect(faults).toEqual([]);
  });
});
