import { me } from '@firewatch/shared/wire/access';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page as pageOf } from '@firewatch/shared/wire/primitives';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { startWorld, type World } from '../support/world.ts';
import { headline, openBrowser, visit, type Visitor } from './stage.ts';

const MOST_BYTES = 250_000;
const REASON = 'Vendor called, case 4711';
const UPDATE = 'SonicWall confirms a wrong answer of its licensing server.';

let world: World;
let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ intervalSeconds: 15 });
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const toFleet = () =>
  visitor.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Fleet' }).click();

/** Boxes that the simulator hit, as it calls them, and how many customers have them. */
async function hit(): Promise<{ names: string[]; customers: number }> {
  const { affected } = await world.simulator.scenario();
  const ids = new Set(affected.map((one) => one.id));
  const boxes = world.simulator.devices.filter((box) => ids.has(box.id));
  return { names: boxes.map((box) => box.name), customers: new Set(boxes.map((box) => box.customer)).size };
}

describe('2 December 2008 on the screen', () => {
  it('names at most 250 kB of zipped JavaScript in its first document, charts not among them', async () => {
    const { url } = world.program;
    const html = await (await fetch(url)).text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, file]) => file ?? '');
    const scripts = await Promise.all(files.map(async (file) => (await fetch(new URL(file, url))).text()));
    expect(scripts.filter((script) => script.includes('recharts-'))).toEqual([]);
    const sizes = scripts.map((script) => gzipSync(script).length);
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('says in one line that 50 firewalls are protecting', async () => {
    visitor = await visit({ browser, url: world.program.url, cookie: world.rest.cookieHeader });
    expect(await headline(visitor.page, /^50 firewalls/)).toMatch(
      /^50 firewalls, 1 vendor, all protecting, oldest reading \d+ s\.$/,
    );
  });

  it('turns from the good-night line to 40 firewalls at their customers without a reload', async () => {
    const { page } = visitor;
    await world.simulator.start({ name: '2008-12-02', variant: 'bench', phaseSeconds: 1, seed: 11 });
    await until(hit, ({ names }) => names.length === 40, 10_000);
    const { customers } = await hit();
    await headline(page, `40 firewalls at ${customers} customers are not inspecting traffic`, 60_000);
    const incident = page
      .getByRole('table', { name: 'Open incidents' })
      .getByRole('row', { name: /SonicWall/ });
    await incident.filter({ hasText: `40 of 50 firewalls, ${customers} customers` }).waitFor();
    expect(await incident.count()).toBe(1);
    expect(await incident.textContent()).toContain('Nobody yet');
  });

  it('opens the incident, whose growth chart has a table of numbers from 0 to 40', async () => {
    const { page } = visitor;
    await page.getByRole('table', { name: 'Open incidents' }).getByRole('link').first().click();
    await headline(page, /SonicWall/);
    await page.getByRole('button', { name: 'Numbers of growth' }).click();
    const numbers = page.getByRole('dialog', { name: 'Growth' });
    const rows = await numbers
      .getByRole('row')
      .filter({ has: page.getByRole('cell') })
      .allTextContents();
    expect(rows.at(-1)).toMatch(/00$/);
    expect(rows[0]).toMatch(new RegExp(`40${(await hit()).customers}$`));
    await page.keyboard.press('Escape');
    await numbers.waitFor({ state: 'hidden' });
    const evidence = page.getByRole('region', { name: 'Why we think so' }).getByRole('listitem');
    expect(await evidence.count()).toBeGreaterThanOrEqual(3);
  });

  it('is acknowledged by the key a with a reason, and shows name and age', async () => {
    const { page } = visitor;
    const { name } = await world.rest.get('/me', me);
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: 'Acknowledge 1 incident' });
    await dialog.getByLabel('Reason').and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Control+Enter');
    await dialog.getByText('write 3 to 500 characters').waitFor();
    await page.keyboard.type(REASON);
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText(`“${REASON}”`).first().waitFor();
    await page
      .getByText(new RegExp(`^${name}, \\d+ s ago$`))
      .first()
      .waitFor();
    const { items } = await world.rest.get('/incidents?kind=fleet&state=open', pageOf(incidentRow));
    expect(items.map(({ ack }) => ack && [ack.by, ack.reason, ack.until])).toEqual([[name, REASON, null]]);
  });

  it('shows an update of the operator with the name, and who was told by which mail', async () => {
    const { page } = visitor;
    const { name } = await world.rest.get('/me', me);
    await page.getByLabel('Update, signed with your name').fill(UPDATE);
    await page.keyboard.press('Enter');
    const said = page
      .getByRole('region', { name: 'Timeline' })
      .getByRole('listitem')
      .filter({ hasText: UPDATE });
    await said.waitFor();
    expect(await said.textContent()).toContain(name);
    const told = page
      .getByRole('region', { name: 'Who knows' })
      .getByRole('row')
      .filter({ hasText: 'opened' });
    await told.filter({ hasText: 'delivered' }).waitFor();
    expect(await told.textContent()).toContain('noc@msp.example');
  });

  it('shows a lost firewall in the vendor’s own words and as three bands with their numbers', async () => {
    const { page } = visitor;
    const customers = page.getByRole('region', { name: 'Customers' });
    await customers.getByRole('button', { expanded: false }).first().click();
    const link = customers.getByRole('link').first();
    const lost = (await link.textContent()) ?? '';
    expect((await hit()).names).toContain(lost);
    await link.click();
    await headline(page, lost);
    await page
      .getByRole('region', { name: 'The vendor’s own words' })
      .getByText('Not Licensed')
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Numbers', exact: true }).click();
    const numbers = page.getByRole('dialog', { name: /as numbers$/ });
    const bands = numbers
      .getByRole('row')
      .filter({ has: page.getByRole('cell', { name: 'IPS', exact: true }) });
    for (const band of ['licence', 'enabled', 'protecting'])
      expect(await bands.filter({ hasText: band }).count()).toBeGreaterThan(0);
    expect(await bands.filter({ hasText: 'exposed' }).count()).toBe(1);
    await page.keyboard.press('Escape');
  });

  it('returns to the good-night line by itself once all 40 are verified back', async () => {
    const { page, faults } = visitor;
    await toFleet();
    await headline(page, /^40 firewalls/);
    await world.simulator.control('POST', '/scenario/advance', { to: 'recovery', overSeconds: 2 });
    await headline(page, /^50 firewalls, .*all protecting/, 180_000);
    await page.getByRole('table', { name: 'Open incidents' }).waitFor({ state: 'hidden' });
    expect(await visitor.isSameDocument()).toBe(true);
    expect(faults).toEqual([]);
  });
});
