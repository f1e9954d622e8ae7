import { deviceDetail } from '@firewatch/shared/wire/devices';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appCode } from '../support/app-code.ts';
import { OWNER, Program } from '../support/program.ts';
import { SimulatorProcess } from '../support/simulator.ts';
import { headline, openBrowser, visit, type Visitor } from './stage.ts';

let simulator: SimulatorProcess;
let program: Program;
let browser: Browser;
let visitor: Visitor;
/** Recovery codes as the page showed them, once. */
let codes: string[] = [];

beforeAll(async () => {
  [simulator, program, browser] = await Promise.all([
    SimulatorProcess.start(['--generations', 'gen5=1']),
    Program.start(),
    openBrowser(),
  ]);
  visitor = await visit({ browser, url: program.url, path: '/sign-in' });
});
afterAll(async () => {
  await browser?.close();
  await program?.stop();
  await simulator?.stop();
  program?.removeData();
});

async function givePassword(page: Page): Promise<void> {
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function giveCode(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Code' }).fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /account of/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await headline(page, 'Sign in');
}

describe('the second factor on screen', () => {
  it('is set up with the key below the picture, and shows its recovery codes once', async () => {
    const { page } = visitor;
    await givePassword(page);
    await headline(page, 'No firewall is watched yet');
    await page.goto('/account');
    await page.getByRole('button', { name: 'Set it up' }).click();
    await page.getByRole('img', { name: 'QR code of the key below' }).waitFor();
    const secret = ((await page.getByRole('region', { name: 'Key' }).textContent()) ?? '').replaceAll(
      /\s/g,
      '',
    );
    await page.getByRole('textbox', { name: 'Code' }).fill('000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('The code is wrong; the one the app shows now is accepted.').waitFor();
    await page.getByRole('textbox', { name: 'Code' }).fill(appCode(secret));
    await page.getByRole('button', { name: 'Confirm' }).click();
    const shown = await page.getByRole('region', { name: 'Recovery codes' }).textContent();
    codes = (shown ?? '').trim().split(/\s+/);
    expect(new Set(codes).size).toBe(10);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('10 recovery codes left.').waitFor();
    await signOut(page);

    await givePassword(page);
    await headline(page, 'Second step');
    // Each code counts once: the next one is taken as well, clocks may differ.
    await giveCode(page, appCode(secret, 1));
    await headline(page, 'No firewall is watched yet');
    await signOut(page);
  });

  it('lets a recovery code in once; the same again is refused in a sentence at its field', async () => {
    const { page } = visitor;
    const [first = '', second = ''] = codes;
    for (const [code, left] of [
      [first, 9],
      [second, 8],
    ] as const) {
      await givePassword(page);
      await giveCode(page, code);
      await headline(page, 'No firewall is watched yet');
      await page.goto('/account');
      await page.getByText(`${left} recovery codes left.`).waitFor();
      await signOut(page);
    }
    await givePassword(page);
    await giveCode(page, first);
    await page
      .getByText(
        'This is neither six digits nor a recovery code that is still good; each recovery code works once.',
      )
      .waitFor();
    expect(await page.getByRole('textbox', { name: 'Code' }).getAttribute('aria-invalid')).toBe('true');
    await giveCode(page, codes[2] ?? '');
    await headline(page, 'No firewall is watched yet');
  });
});

describe('a box that has no API', () => {
  it('is recognised by its answer and kept on the checklist without a credential', async () => {
    const { page } = visitor;
    const [box] = simulator.devices;
    await page.goto('/devices/new');
    await page.getByLabel('Customer', { exact: true }).fill('Harbor Dental Group');
    await page.getByLabel('Name of the firewall').fill('HDG-OLD-01');
    await page.getByLabel('Management address').fill(box?.address ?? '');
    await page.getByLabel('Port', { exact: true }).fill(String(box?.port));
    await page.getByRole('button', { name: 'Look at its certificate' }).click();
    await page.getByRole('button', { name: 'Approve this certificate' }).click();
    await page.getByLabel('User name').fill(box?.user ?? '');
    await page.getByRole('textbox', { name: 'Password' }).fill(box?.password ?? '');
    await page.getByRole('button', { name: 'Sign in and read once' }).click();
    const offer = page.getByRole('region', { name: 'Checklist only' });
    await offer.getByRole('button', { name: 'Watch it as checklist only' }).click();
    await headline(page, /HDG-OLD-01/);

    const answer = await page.request.get(`/api/v1${new URL(page.url()).pathname}`);
    const { readability, credentialSet, row } = deviceDetail.parse(await answer.json());
    expect({ readability, credentialSet, worst: row.worst.verdict }).toEqual({
      readability: 'checklist',
      credentialSet: null,
      worst: 'unknown',
    });
    await page.goto('/credentials');
    await page.getByText('No credential set yet.').waitFor();
  });
});
