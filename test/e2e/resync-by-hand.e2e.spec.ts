import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe } from '../screens/axe.ts';
import {
  giveResyncAccess,
  isOver,
  loseAll,
  ordersOf,
  planRun,
  readRun,
  runUntil,
  startRun,
} from '../support/resync.ts';
import { startWorld, type World } from '../support/world.ts';
import { headline, openBrowser, visit, type Visitor } from './stage.ts';

let world: World;
let browser: Browser;
let visitor: Visitor;
let runId: string;
let called: number;

const behave = (synchronizeEffect: string): Promise<unknown> =>
  world.simulator.control('POST', '/devices/behaviour', { all: true, synchronizeEffect });
const row = (tone: string): Locator =>
  visitor.page.getByRole('table', { name: 'Firewalls' }).locator(`tr[data-device].r-${tone}`);

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ intervalSeconds: 15, devices: 1 });
  const ids = [...world.enrolled.values()];
  await giveResyncAccess(world);
  await loseAll(world, ids);
  await behave('refused');
  const run = await planRun(world.rest, ids);
  runId = run.row.id;
  await startRun(world.rest, run);
  await runUntil(world.rest, runId, isOver, 180_000);
  called = (await ordersOf(world.simulator)).length;
}, 6 * 60_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

describe('a firewall whose resync failed', () => {
  it('is taken over by hand with one press, its checklist open and what was refused still in sight', async () => {
    visitor = await visit({
      browser,
      url: world.program.url,
      cookie: world.rest.cookieHeader,
      path: `/resync/${runId}`,
    });
    const { page } = visitor;
    await headline(page, /^Stopped resync of 1 SonicWall: 0 proven, 1 failed/);
    await row('bad').waitFor();
    expect(await axe(page, 'failed')).toEqual([]);
    await page.getByRole('button', { name: 'Do it by hand' }).press('Enter');
    await headline(page, /nothing got worse, 1 to do by hand$/);
    await row('hand').getByText('4 steps, needs a person').waitFor();
    const steps = page.locator('.procedure-steps > li');
    expect(await steps.count()).toBe(4);
    await steps.nth(1).getByText('Press Synchronize').waitFor();
    expect(await steps.nth(1).getByText('unverified', { exact: true }).count()).toBe(1);
    await page
      .getByRole('list', { name: /^Log of / })
      .getByText('Taken over by hand')
      .waitFor();
    await page.getByText('Nothing is ticked yet, so it may still be called again instead.').waitFor();
    expect(await axe(page, 'taken over')).toEqual([]);
    await page.setViewportSize({ width: 360, height: 780 });
    expect(await axe(page, 'taken over, at 360 px')).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('is proven by a reading after the ticks of a person, and was called no more', async () => {
    const { page } = visitor;
    const tick = async (number: number, evidence: string): Promise<void> => {
      await page.getByRole('textbox', { name: 'What you saw' }).fill(evidence);
      await page.getByRole('button', { name: `Tick step ${number}` }).click();
    };
    await tick(1, 'Gateway Anti-Virus: Not Licensed');
    await row('hand').getByText('step 2 of 4: press Synchronize').waitFor();
    expect(await page.getByText('may still be called again').count()).toBe(0);
    await behave('full');
    const [box] = world.simulator.devices;
    await world.simulator.control('POST', `/devices/${box?.id}/synchronize`, {});
    await tick(2, 'Pressed, the page says that it is synchronised');
    await headline(page, /^Stopped resync of 1 SonicWall: 1 proven/, 180_000);
    await row('ok').waitFor();
    const run = await readRun(world.rest, runId);
    expect(run.devices.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([['restored', 2]]);
    expect((await ordersOf(world.simulator)).length).toBe(called);
    expect(await visitor.isSameDocument()).toBe(true);
    expect(visitor.faults).toEqual([]);
  });
});
