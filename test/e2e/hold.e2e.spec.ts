import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../support/world.ts';
import { headline, namesFromTop, openBrowser, visit, type Visitor } from './stage.ts';

const DEVICES = 12;

let world: World;
let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ devices: DEVICES, intervalSeconds: 15 });
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});
beforeEach(async () => {
  const { url } = world.program;
  visitor = await visit({ browser, url, cookie: world.rest.cookieHeader, path: '/?show=all' });
  await visitor.page
    .locator('tr[data-device]')
    .nth(DEVICES - 1)
    .waitFor();
});
afterEach(() => visitor.context.close());

const chip = () => visitor.page.getByRole('button', { name: /^\d+ changes? show$/ });
const list = () => visitor.page.getByRole('region', { name: 'Firewalls' });
const idOf = (name: string): string => world.simulator.devices.find((box) => box.name === name)?.id ?? '';

/** Takes the licence of one service away and reads the box at once, as its turn would. */
async function lose(name: string): Promise<void> {
  const id = idOf(name);
  await world.simulator.control('POST', `/devices/${id}/service`, {
    service: 'ips',
    licence: 'not-licensed',
  });
  await world.rest.json('POST', `/devices/${world.enrolled.get(id)}/read`, {});
}

/** A firewall that protects, from the lower half of the list. */
async function well(): Promise<string> {
  const { page } = visitor;
  const names = await page.locator('tr[data-device].e-protecting .devn').allTextContents();
  const name = names.at(-1);
  if (name === undefined) throw new Error('no firewall protects');
  return name;
}
const leads = (name: string) =>
  visitor.page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('tr[data-device].e-exposed .devn')].some(
        (link) => link.textContent === wanted,
      ),
    name,
  );

describe('while the pointer is in the list', () => {
  it('moves no row, counts the change beside the list, and shows it when that is pressed', async () => {
    const { page } = visitor;
    const name = await well();
    await page.locator('tr[data-device]').nth(2).hover();
    const before = await namesFromTop(page);
    await lose(name);
    await headline(page, /^\d firewalls? .*not inspecting traffic/);
    await chip().waitFor();
    expect(await chip().textContent()).toBe('1 change show');
    expect(await namesFromTop(page)).toEqual(before);
    await chip().click();
    await leads(name);
    expect(await chip().count()).toBe(0);
    expect((await namesFromTop(page))[0]).toBe(name);
  });

  it('shows the change by itself 5 s after the pointer left', async () => {
    const { page } = visitor;
    const name = await well();
    await list().locator('tr[data-device]').nth(2).hover();
    await lose(name);
    await chip().waitFor();
    const before = await namesFromTop(page);
    await page.mouse.move(5, 5);
    const leftAt = performance.now();
    expect(await namesFromTop(page)).toEqual(before);
    await leads(name);
    const afterMs = performance.now() - leftAt;
    expect(afterMs).toBeGreaterThan(4_500);
    expect(afterMs).toBeLessThan(7_500);
    expect(await chip().count()).toBe(0);
  });
});

describe('by keyboard', () => {
  const focused = () => visitor.page.evaluate(() => document.activeElement?.textContent);

  it('moves by j and k, selects by x, and reads the selected firewall by r', async () => {
    const { page } = visitor;
    const [first, second] = await namesFromTop(page);
    await page.keyboard.press('j');
    await expect.poll(focused).toBe(first);
    await page.keyboard.press('j');
    await expect.poll(focused).toBe(second);
    await page.keyboard.press('k');
    await expect.poll(focused).toBe(first);
    await page.keyboard.press('x');
    await page.getByRole('checkbox', { name: `Select ${first}`, checked: true }).waitFor();
    await list().getByText('1 firewall selected').waitFor();
    const since = Date.now();
    await page.keyboard.press('r');
    await page.getByText(`Reading ${first} now.`).first().waitFor();
    await expect
      .poll(async () =>
        (await world.simulator.requests(since)).some((one) => one.device === idOf(first ?? '')),
      )
      .toBe(true);
    await page.keyboard.press('Escape');
    await list().getByText('1 firewall selected').waitFor({ state: 'hidden' });
  });

  it('searches from / to the 1 firewall that fits, and lists its keys by ?', async () => {
    const { page } = visitor;
    const [, second = ''] = await namesFromTop(page);
    await page.keyboard.press('/');
    await page.getByRole('searchbox', { name: 'Search firewalls' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type(second);
    await expect.poll(() => namesFromTop(page)).toEqual([second]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    expect(await keys.getByText('next firewall').count()).toBe(1);
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'hidden' });
  });

  it('opens the current firewall by Enter, and comes back by the browser to the list', async () => {
    const { page, faults } = visitor;
    const [first = ''] = await namesFromTop(page);
    await page.keyboard.press('j');
    await expect.poll(focused).toBe(first);
    await page.keyboard.press('Enter');
    await headline(page, first);
    expect(new URL(page.url()).pathname).toBe(`/devices/${world.enrolled.get(idOf(first))}`);
    await page.goBack();
    await page.locator('tr[data-device]').first().waitFor();
    expect(new URL(page.url()).search).toBe('?show=all');
    expect(faults).toEqual([]);
  });
});
