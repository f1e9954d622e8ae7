import { deviceDetail, deviceList } from '@firewatch/shared/wire/devices';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Program } from '../support/program.ts';
import { Rest } from '../support/rest.ts';
import { SimulatorProcess } from '../support/simulator.ts';
import { headline, openBrowser, visit, type Visitor } from './stage.ts';

const OWNER = { name: 'Ida Novak', email: 'ida@msp.example', password: 'a sentence is easy to keep' };

let simulator: SimulatorProcess;
let program: Program;
let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  [simulator, program, browser] = await Promise.all([
    SimulatorProcess.start(['--devices', '2']),
    Program.start({ env: { FIREWATCH_ADMIN_EMAIL: undefined, FIREWATCH_ADMIN_PASSWORD: undefined } }),
    openBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await program?.stop();
  await simulator?.stop();
  program?.removeData();
});

const owner = async (): Promise<Rest> => {
  const rest = new Rest(program.url);
  await rest.signIn(OWNER.email, OWNER.password);
  return rest;
};
const box = () => {
  const [device] = simulator.devices;
  if (!device) throw new Error('the simulator has no firewall');
  return device;
};

describe('first run', () => {
  it('prints 1 set-up link, whose page makes the owner by keyboard alone', async () => {
    const links = program.child.lines.flatMap((line) => /http\S+\/setup#token=\S+/.exec(line)?.[0] ?? []);
    expect(links).toHaveLength(1);
    const link = new URL(links[0] ?? '');
    visitor = await visit({ browser, url: program.url, path: `${link.pathname}${link.hash}` });
    const { page } = visitor;
    await headline(page, 'Set up Firewatch');
    await page.getByLabel('Name').and(page.locator(':focus')).waitFor();
    await page.keyboard.type(OWNER.name);
    await page.keyboard.press('Tab');
    await page.keyboard.type(OWNER.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(OWNER.password);
    await page.keyboard.press('Enter');
    await headline(page, 'Add one firewall');
  });

  it('shows the certificate that stands at the address before anything is sent to it', async () => {
    const { page } = visitor;
    await page.getByLabel('Customer', { exact: true }).fill('Harbor Dental Group');
    await page.getByLabel('Name of the firewall').fill('HDG-TAC-01');
    await page.getByLabel('Management address').fill(box().address);
    await page.getByLabel('Port', { exact: true }).fill(String(box().port));
    await page.getByRole('button', { name: 'Look at its certificate' }).click();
    await page.getByRole('button', { name: 'Approve this certificate' }).waitFor();
    const step = page.getByRole('listitem').filter({ hasText: 'This certificate answers at' });
    const shown = (await step.textContent())?.replaceAll(/[^0-9A-F]/gi, '').toUpperCase() ?? '';
    expect(shown).toContain(box().fingerprint256.replaceAll(':', '').toUpperCase());
    expect((await simulator.requests()).length).toBe(0);
    await page.getByRole('button', { name: 'Approve this certificate' }).click();
  });

  it('refuses a wrong password in a sentence at its field, and takes the right one', async () => {
    const { page } = visitor;
    await page.getByLabel('User', { exact: false }).first().fill(box().user);
    const password = page.getByRole('textbox', { name: 'Password' });
    await password.fill('not the password');
    await page.getByRole('button', { name: 'Sign in and read once' }).click();
    const refusal = page.getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.textContent()).toBe(
      'The device refused the user name or password. Enter a user name and a password that work on the firewall itself, then try again.',
    );
    expect(await password.getAttribute('aria-invalid')).toBe('true');
    await password.fill(box().password);
    await page.getByRole('button', { name: 'Sign in and read once' }).click();
    await page.getByRole('heading', { name: /The first reading/ }).waitFor();
    await page.getByText(`serial ${box().serial}`).waitFor({ timeout: 10_000 });
    await page.getByRole('button', { name: 'IPS' }).first().waitFor();
  });

  it('confirms the proposed baseline with 1 click and stores the firewall', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: /^Confirm \d+ services and watch it$/ }).click();
    await headline(page, 'Who is told at night');
    const { items } = await (await owner()).get('/devices', deviceList);
    expect(items.map((row) => [row.name, row.serial])).toEqual([['HDG-TAC-01', box().serial]]);
  });

  it('sends a test mail that is seen to arrive on the screen and in the mailbox', async () => {
    const { page } = visitor;
    await page.getByLabel('Mail server').fill('127.0.0.1');
    await page.getByLabel('Protection').selectOption('none');
    await page.getByLabel('Port', { exact: true }).fill(String(simulator.smtpPort));
    await page.getByLabel('Sender').fill('firewatch@msp.example');
    await page.getByLabel('Recipients').fill('noc@msp.example');
    await page.getByRole('button', { name: 'Save and send a test' }).click();
    await page.getByText('Test delivered.').first().waitFor();
    expect((await simulator.mails()).map((mail) => mail.to)).toEqual([['noc@msp.example']]);
    await page.getByRole('button', { name: 'It arrived, go on' }).click();
    await headline(page, 'Firewatch is watching');
  });

  it('ends at a fleet of 1 firewall that is protecting, without one error on the way', async () => {
    const { page, faults } = visitor;
    await page.getByRole('link', { name: 'Open the fleet' }).click();
    await headline(page, /^1 firewall.*protecting/);
    expect(faults).toEqual([]);
  });

  it('adds a second one like it: only name and address are asked for, the rest is there', async () => {
    const { page, faults } = visitor;
    const rest = await owner();
    const [first] = (await rest.get('/devices', deviceList)).items;
    await rest.json('PATCH', `/devices/${first?.id}`, { tags: ['branch'], intervalSeconds: 300 });
    const [, other] = simulator.devices;
    await page.goto('/?show=all');
    await page.locator('tr[data-device] a').first().click();
    await page.getByRole('link', { name: 'Add one like this' }).click();
    await headline(page, 'Add a firewall like HDG-TAC-01');
    const name = page.getByLabel('Name of the firewall');
    const address = page.getByLabel('Management address');
    expect([await name.inputValue(), await address.inputValue()]).toEqual(['', '']);
    expect(await page.getByLabel('Tags').inputValue()).toBe('branch');
    await name.fill('HDG-TAC-02');
    await address.fill(other?.address ?? '');
    // Boxes of the simulator may differ by their port alone.
    await page.getByLabel('Port', { exact: true }).fill(String(other?.port));
    await page.getByRole('button', { name: 'Look at its certificate' }).click();
    await page.getByRole('button', { name: 'Approve this certificate' }).click();
    const set = page.getByLabel('Credential', { exact: true });
    expect(await set.locator('option:checked').textContent()).toBe('HDG-TAC-01, used by 1');
    // Every box of the simulator has its own password.
    await set.selectOption('Enter a new one');
    await page
      .getByLabel('User', { exact: false })
      .first()
      .fill(other?.user ?? '');
    await page.getByRole('textbox', { name: 'Password' }).fill(other?.password ?? '');
    await page.getByRole('button', { name: 'Sign in and read once' }).click();
    await page.getByRole('button', { name: /^Confirm \d+ services and watch it$/ }).click();
    await headline(page, /HDG-TAC-02/);
    const { items } = await rest.get('/devices', deviceList);
    const made = items.find((row) => row.name === 'HDG-TAC-02');
    const { intervalSeconds } = await rest.get(`/devices/${made?.id}`, deviceDetail);
    expect([made?.customerName, made?.serial, made?.tags, intervalSeconds]).toEqual([
      'Harbor Dental Group',
      other?.serial,
      ['branch'],
      300,
    ]);
    expect(faults).toEqual([]);
  });

  it('signs in by keyboard alone and comes back to the page that was asked for', async () => {
    const { context, page } = await visit({ browser, url: program.url, path: '/incidents?state=closed' });
    await headline(page, 'Sign in');
    await page.getByLabel('Email').and(page.locator(':focus')).waitFor();
    await page.keyboard.type(OWNER.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(OWNER.password);
    await page.keyboard.press('Enter');
    await headline(page, 'Closed incidents');
    expect(new URL(page.url()).search).toBe('?state=closed');
    await context.close();
  });
});
