import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page as pageOf } from '@firewatch/shared/wire/primitives';
import { resyncRunRow } from '@firewatch/shared/wire/resync';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../support/fleet.ts';
import { axe } from '../screens/axe.ts';
import { OWNER } from '../support/program.ts';
import { startWorld, type World } from '../support/world.ts';
import { headline, openBrowser, visit, type Visitor } from './stage.ts';

const DEVICES = 8;
const REASON = 'Vendor says it is repaired, case 4711';
const orders = z.object({ items: z.array(z.object({ path: z.string() })) });

let world: World;
let browser: Browser;
let visitor: Visitor;
let lost = 0;

/** Every box may be synchronised with the account it is read with: one account per box is all they have. */
async function giveResyncCredentials({ rest, simulator, enrolled }: World): Promise<void> {
  for (const box of simulator.devices) {
    await rest.json('PATCH', `/devices/${enrolled.get(box.id)}`, {
      resyncAccess: {
        credential: { user: box.user, password: box.password },
        credentialName: `Resync of ${box.name}`,
      },
    });
  }
}

/** Orders that boxes were given so far. */
const given = async (): Promise<number> =>
  orders.parse(await world.simulator.control('GET', '/log/orders')).items.length;

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ intervalSeconds: 15, devices: DEVICES });
  await giveResyncCredentials(world);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const button = (name: string | RegExp): Locator => visitor.page.getByRole('button', { name }).first();
const isInSight = (part: Locator): Promise<boolean> =>
  part.evaluate((node) => {
    const box = node.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight && box.height >= 44;
  });

describe('from the fleet incident of 2008 to the proof', () => {
  it('leads from the incident, where a resync is held back, to the exact list', async () => {
    await world.simulator.start({ name: 'resync-drill', factor: 20, seed: 11 });
    const [fleet] = await until(
      async () => (await world.rest.get('/incidents?kind=fleet&state=open', pageOf(incidentRow))).items,
      (items) => items.length === 1,
      120_000,
    );
    const { affected } = await until(
      () => world.simulator.scenario(),
      (story) => story.affected.length > 3,
      60_000,
    );
    lost = affected.length;
    await until(
      async () => (await world.rest.get('/incidents?kind=fleet&state=open', pageOf(incidentRow))).items[0],
      (one) => one?.deviceCount === lost,
      120_000,
    );
    visitor = await visit({
      browser,
      url: world.program.url,
      cookie: world.rest.cookieHeader,
      path: `/incidents/${fleet?.id}`,
    });
    const { page } = visitor;
    await page.getByRole('region', { name: 'Next step' }).getByText('Held back').waitFor();
    await page.getByRole('link', { name: 'Look at the plan…' }).click();
    await headline(page, new RegExp(`^Resynchronise ${lost} SonicWalls`));
    const rows = page.getByRole('table', { name: 'What will happen' }).locator('tr[data-device]');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(lost);
    expect(await page.getByText('canary', { exact: true }).count()).toBeGreaterThan(0);
  });

  it('refuses with a sentence while the authority is wrong, and no box is given an order', async () => {
    const { page } = visitor;
    const guards = page.getByRole('region', { name: 'Guards' });
    await guards.getByText('judged wrong').waitFor();
    await page.getByText('starting needs a written reason').waitFor();
    await button('Start…').click();
    const dialog = page.getByRole('dialog', { name: /^Start R-/ });
    await dialog.getByRole('textbox', { name: 'Your password' }).fill(OWNER.password);
    await dialog.getByRole('button', { name: /^Start with/ }).click();
    await dialog.getByText('why it starts although a guard holds it').waitFor();
    const [run] = (await world.rest.get('/resync-runs', pageOf(resyncRunRow))).items;
    expect(run?.state).toBe('planned');
    expect(await given()).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('takes no wrong password', async () => {
    const { page } = visitor;
    await world.simulator.control('POST', '/scenario/advance', { to: 'repair' });
    await button('Start…').click();
    const dialog = page.getByRole('dialog', { name: /^Start R-/ });
    await dialog.getByLabel('Why it starts all the same').fill(REASON);
    await dialog.getByRole('textbox', { name: 'Your password' }).fill('not the password 1');
    await dialog.getByRole('button', { name: /^Start with/ }).click();
    await dialog.getByRole('alert').first().waitFor();
    expect(await given()).toBe(0);
    await dialog.getByRole('textbox', { name: 'Your password' }).fill(OWNER.password);
    await dialog.getByRole('button', { name: /^Start with/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    // The browser writes down the refusal that was asked for, and nothing else.
    expect(visitor.faults.splice(0)).toEqual([expect.stringContaining('403 (Forbidden)')]);
  });

  it('counts a minute down in which nothing is sent and one press cancels', async () => {
    const { page } = visitor;
    const window = page.getByRole('region', { name: 'Cancel window' });
    await window
      .getByRole('timer')
      .filter({ hasText: /^Begins in \d+ s$/ })
      .waitFor();
    expect(await window.getByRole('button', { name: 'Cancel' }).isEnabled()).toBe(true);
    expect(await axe(page, 'counting down')).toEqual([]);
    expect(await given()).toBe(0);
  });

  it('has stop within reach of a thumb at 360 px while the canaries work', async () => {
    const { page } = visitor;
    await button('Stop now').waitFor({ timeout: 120_000 });
    expect(await axe(page, 'while it works')).toEqual([]);
    await page.setViewportSize({ width: 360, height: 780 });
    expect(await axe(page, 'while it works, at 360 px')).toEqual([]);
    const stop = page.locator('.thumb').getByRole('button', { name: 'Stop now' });
    await stop.waitFor();
    expect(await isInSight(stop)).toBe(true);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight / 2));
    expect(await isInSight(stop)).toBe(true);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('shows wave after wave live until all are proven, without a reload', async () => {
    const { page, faults } = visitor;
    await page.getByRole('region', { name: 'Waves' }).getByText('working').first().waitFor();
    await headline(page, new RegExp(`^Resynchronised ${lost} SonicWalls: ${lost} proven`), 600_000);
    const proven = page.getByRole('table', { name: 'Firewalls' }).locator('tr.r-ok');
    await proven.first().waitFor();
    await proven.first().getByRole('img', { name: '3 of 3 proofs' }).waitFor({ timeout: 180_000 });
    expect(await proven.first().getByRole('img', { name: 'before: Exposed' }).count()).toBe(1);
    expect(await proven.first().getByRole('img', { name: 'now: Protecting' }).count()).toBe(1);
    expect(await visitor.isSameDocument()).toBe(true);
    expect(faults).toEqual([]);
  });

  it('shows the log of a firewall with what was sent and what each service said', async () => {
    const { page } = visitor;
    await page
      .getByRole('button', { name: /^Log of / })
      .first()
      .click();
    const log = page.getByRole('list', { name: /^Log of / });
    await log
      .getByText(/license\/synchronize/)
      .first()
      .waitFor();
    const compared = page.locator('.compared');
    await compared.getByText('Not Licensed').first().waitFor();
    await compared.getByText('Licensed', { exact: true }).first().waitFor();
    expect(await compared.getByRole('row').count()).toBeGreaterThan(3);
    expect(await axe(page, 'proven, with a log open')).toEqual([]);
  });

  it('offers the proof as CSV and PDF and a text for the vendor', async () => {
    const { page } = visitor;
    await button('Export proof').click();
    const proof = page.getByRole('dialog', { name: 'Export proof' });
    expect(await proof.getByRole('link', { name: 'CSV' }).getAttribute('href')).toMatch(
      /report\?format=csv$/,
    );
    expect(await proof.getByRole('link', { name: 'PDF' }).getAttribute('href')).toMatch(
      /report\?format=pdf$/,
    );
    await page.keyboard.press('Escape');
    await button('Ticket text').click();
    const text = await page
      .getByRole('dialog', { name: /ticket/ })
      .getByRole('textbox')
      .inputValue();
    expect(text).toContain(
      `${lost} SonicWall firewalls resynchronised with the licence authority, 0 not restored.`,
    );
    expect(text).toMatch(/Started .+ UTC/);
    await page.keyboard.press('Escape');
  });

  it('stands in the history of a firewall that it brought back', async () => {
    const { page } = visitor;
    await page.getByRole('table', { name: 'Firewalls' }).locator('tr.r-ok .devn').first().click();
    const history = page.getByRole('region', { name: 'Resyncs' });
    await history.getByRole('link', { name: /^R-\d+ proven$/ }).waitFor();
    expect(await history.getByRole('listitem').count()).toBe(1);
  });
});
