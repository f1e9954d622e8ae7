import { deviceDetail, deviceList } from '@firewatch/shared/wire/devices';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../support/world.ts';
import { openBrowser, visit, type Visitor } from './stage.ts';

const DEVICES = 3;
const BY_HAND = 'Old mail filter';

let world: World;
let browser: Browser;
let visitor: Visitor;
let byHandId: string;

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ intervalSeconds: 15, devices: DEVICES, mail: false });
  const { items } = await world.rest.get('/devices', deviceList);
  const unreached = {
    customerId: items[0]?.customerId,
    name: BY_HAND,
    vendor: 'sonicwall',
    readability: 'checklist',
    productLine: 'email-security-appliance',
  };
  byHandId = (await world.rest.post('/devices', unreached, deviceDetail)).row.id;
  visitor = await visit({
    browser,
    url: world.program.url,
    cookie: world.rest.cookieHeader,
    path: '/?show=all',
  });
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const detailOf = (id: string) => world.rest.get(`/devices/${id}`, deviceDetail);
const button = (on: Locator | Visitor['page'], name: string | RegExp) =>
  on.getByRole('button', { name }).and(on.locator('button:visible')).first();
/** Opens the form of the firewall's page and gives it to whoever fills it in. */
async function edit(id: string, fill: (form: Locator) => Promise<void>): Promise<void> {
  const { page } = visitor;
  await page.goto(`/devices/${id}`);
  await button(page, /^Edit/).click();
  const form = page.getByRole('dialog', { name: /^Edit/ });
  await fill(form);
  await button(form, 'Save changes').click();
  await form.waitFor({ state: 'hidden' });
}

describe('what a resync goes by', () => {
  it('is one credential for all that are selected, typed once; the one that cannot have it is named', async () => {
    const { page } = visitor;
    await page.locator('tr[data-device]').nth(DEVICES).waitFor();
    await page.getByRole('checkbox', { name: 'Select all shown' }).check();
    await button(page, 'Resync credential…').click();
    const form = page.getByRole('dialog', { name: `Resync credential of ${DEVICES + 1} firewalls` });
    await button(form, /^Give to/).click();
    await form.getByText('Choose a set, a new one, or none.').waitFor();
    await form.getByLabel('Credential set').selectOption('A new set…');
    await form.getByText('Becomes one set, for firewalls of').waitFor();
    await form.getByLabel('Name of the new set').fill('Night shift');
    await form.getByRole('textbox', { name: 'User' }).first().fill('resync');
    await form.getByRole('textbox', { name: 'Password' }).first().fill('not-the-reading-one-1');
    await button(form, `Give to ${DEVICES + 1} firewalls`).click();
    await page
      .getByText(`${DEVICES} firewalls changed. 1 left alone: ${BY_HAND}. It is on a checklist`)
      .first()
      .waitFor();
    for (const id of world.enrolled.values())
      expect((await detailOf(id)).resyncCredentialSet?.name).toBe('Night shift');
    expect((await detailOf(byHandId)).resyncCredentialSet).toBeNull();
  });

  it('is the management server of a firewall, said on its page', async () => {
    const [id = ''] = world.enrolled.values();
    await edit(id, (form) => form.getByLabel('Management server (optional)').fill('GMS Portland'));
    await visitor.page.getByText('GMS Portland', { exact: true }).waitFor();
    expect((await detailOf(id)).controller).toBe('GMS Portland');
  });

  it('is product line and last known state of one that nobody reaches, and no address is asked for', async () => {
    await edit(byHandId, async (form) => {
      expect(await form.getByLabel('Management address').count()).toBe(0);
      await form.getByLabel('Product line').selectOption('ssl-vpn');
      await form.getByLabel('Last known (optional)').fill('Licensed until March');
    });
    await visitor.page.getByText('“Licensed until March”').waitFor();
    const { productLine, lastKnown } = await detailOf(byHandId);
    expect([productLine, lastKnown?.text]).toEqual(['ssl-vpn', 'Licensed until March']);
    expect(visitor.faults).toEqual([]);
  });
});
