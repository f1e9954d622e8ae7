import { deviceList } from '@firewatch/shared/wire/devices';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page as pageOf } from '@firewatch/shared/wire/primitives';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { isStatusRead } from '../support/simulator.ts';
import { startWorld, type World } from '../support/world.ts';
import { headline, openBrowser, visit, type Visitor } from './stage.ts';

const REASON = 'Certificates renewed by plan on 21 November';

let world: World;
let browser: Browser;
let visitor: Visitor;
let swapped: readonly string[];

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ devices: 8, intervalSeconds: 15 });
  swapped = world.simulator.devices.slice(0, 3).map((box) => box.id);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const openOnes = async () =>
  (await world.rest.get('/incidents?kind=identity&state=open', pageOf(incidentRow))).items;
const boxes = () => world.simulator.devices.filter((box) => swapped.includes(box.id));

describe('certificates of 3 of 8 firewalls replaced', () => {
  it('sends them nothing more, and shows all 3 old and new fingerprints side by side on one screen', async () => {
    await world.simulator.control('POST', '/devices/faults', { ids: swapped, kind: 'changed-certificate' });
    for (const id of swapped) await world.rest.json('POST', `/devices/${world.enrolled.get(id)}/read`, {});
    await until(openOnes, ([one]) => one?.deviceCount === 3, 30_000);
    expect(await openOnes()).toHaveLength(1);
    const since = Date.now();
    visitor = await visit({ browser, url: world.program.url, cookie: world.rest.cookieHeader });
    const { page } = visitor;
    const incidents = page.getByRole('table', { name: 'Open incidents' }).getByRole('link');
    await expect.poll(() => incidents.count()).toBe(1);
    await incidents.first().click();
    const panel = page.getByRole('region', { name: 'Identity' });
    for (const box of boxes()) {
      const one = panel.getByRole('listitem').filter({ hasText: box.name });
      await one.waitFor();
      const [known, now] = await Promise.all(
        ['Known', 'Answers now'].map((title) =>
          one
            .locator('div', { has: page.getByRole('heading', { name: title, exact: true }) })
            .last()
            .textContent(),
        ),
      );
      expect(known?.toUpperCase()).toContain(box.fingerprint256.toUpperCase());
      expect(now?.toUpperCase()).not.toContain(box.fingerprint256.toUpperCase());
      expect(now).toMatch(/([0-9A-F]{2}:){31}[0-9A-F]{2}/i);
    }
    const asked = (await world.simulator.requests(since)).filter((one) => swapped.includes(one.device));
    expect(asked).toEqual([]);
  });

  it('reads all 3 again after they were approved at once with 1 reason', async () => {
    const { page, faults } = visitor;
    const panel = page.getByRole('region', { name: 'Identity' });
    await panel.getByRole('button', { name: 'Approve 3 identities' }).click();
    const dialog = page.getByRole('dialog', { name: 'Approve 3 identities' });
    await dialog.getByLabel('Reason').fill(REASON);
    const since = Date.now();
    await dialog.getByRole('button', { name: 'Approve 3 identities' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await until(openOnes, (open) => open.length === 0, 30_000);
    const { items } = await until(
      () => world.rest.get('/devices', deviceList),
      (list) => list.items.every((row) => row.worst.verdict === 'protecting'),
      60_000,
    );
    expect(items).toHaveLength(8);
    const read = (await world.simulator.requests(since)).filter(isStatusRead).map((one) => one.device);
    expect(swapped.filter((id) => !read.includes(id))).toEqual([]);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Fleet' }).click();
    await headline(page, /^8 firewalls, .*all protecting/);
    expect(await visitor.isSameDocument()).toBe(true);
    expect(faults).toEqual([]);
  });
});
