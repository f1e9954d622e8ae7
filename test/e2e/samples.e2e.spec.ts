import { person } from '@firewatch/shared/wire/access';
import { page as pageOf } from '@firewatch/shared/wire/primitives';
import { answerSample, LOOK_BEFORE_SENDING } from '@firewatch/shared/wire/samples';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { Rest } from '../support/rest.ts';
import { startWorld, type World } from '../support/world.ts';
import { openBrowser, visit } from './stage.ts';

const OPERATOR = { email: 'oda@msp.example', name: 'Oda Falk', password: 'looks and acknowledges' };

let world: World;
let browser: Browser;
let strangeId: string;
let wellId: string;

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ devices: 2, intervalSeconds: 15, mail: false });
  const { rest, simulator, enrolled } = world;
  const [[boxId, id] = ['', ''], [, otherId] = ['', '']] = [...enrolled];
  strangeId = id;
  wellId = otherId;
  await simulator.control('POST', `/devices/${boxId}/fault`, { kind: 'html' });
  await rest.json('POST', `/devices/${strangeId}/read`, {});
  await until(
    async () => (await rest.get(`/devices/${strangeId}/samples`, pageOf(answerSample))).items,
    (items) => items.length > 0,
    60_000,
  );
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const NAME = 'Answers that could not be read';

it('shows an owner what could not be read when asked for, and copies it for the case', async () => {
  const { url } = world.program;
  const path = `/devices/${strangeId}`;
  const { page, context, faults } = await visit({ browser, url, cookie: world.rest.cookieHeader, path });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const panel = page.getByRole('region', { name: NAME });
  await panel.getByText(LOOK_BEFORE_SENDING).waitFor();
  const summary = panel.locator('summary').first();
  expect(await summary.textContent()).toMatch(/(GET|POST) \/\S+login page, not JSON$/);
  expect(await panel.locator('pre').first().isVisible()).toBe(false);
  await summary.press('Enter');
  const said = (await panel.locator('pre').first().textContent()) ?? '';
  expect(said).toContain('<html');
  await panel.getByRole('button', { name: 'Copy for the case' }).first().click();
  await page
    .getByRole('status')
    .filter({ hasText: 'Look at it before you send it on.' })
    .waitFor({ state: 'attached' });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(
    /^Model \S.*, firmware \S.*\n(GET|POST) .* UTC\)\nHTTP 200, text\/html.*: login page, not JSON\n\n/,
  );
  expect(copied.endsWith(`${said}\n`)).toBe(true);
  expect(faults).toEqual([]);
  await context.close();
});

it('shows nothing of it at a firewall that is well, and nothing to whoever may not see it', async () => {
  const { url } = world.program;
  await world.rest.post('/users', { ...OPERATOR, role: 'operator', allCustomers: true }, person);
  const operator = new Rest(url);
  await operator.signIn(OPERATOR.email, OPERATOR.password);
  const cases = [
    { cookie: world.rest.cookieHeader, path: `/devices/${wellId}` },
    { cookie: operator.cookieHeader, path: `/devices/${strangeId}` },
  ];
  for (const { cookie, path } of cases) {
    const { page, context, faults } = await visit({ browser, url, cookie, path });
    await page.getByRole('region', { name: 'Services' }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('region', { name: NAME }).count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  }
});
