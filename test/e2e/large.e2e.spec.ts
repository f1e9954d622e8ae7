import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../support/world.ts';
import { answerWithFleet, answerWithRun, largePlan, largeRun } from './large-answers.ts';
import { openBrowser, visit, type Visitor } from './stage.ts';

const SOME = 1_000;
const MANY = 10_000;
/** A loaded machine parses megabytes slowly; how fast it is is no claim of these specs. */
const SLOW_MS = 90_000;
/** For ten times the list; rows half in the window make a few of difference. */
const MOST_GROWN = 150;
const WIDTHS = [1440, 360] as const;

let world: World;
let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ devices: 2, mail: false });
  visitor = await visit({
    browser,
    url: world.program.url,
    cookie: world.rest.cookieHeader,
    path: '/account',
  });
  visitor.page.setDefaultTimeout(SLOW_MS);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** Elements of the page, at its head and at its end. */
async function sizes(page: Page, rowCount: number): Promise<readonly [head: number, end: number]> {
  const count = () => page.evaluate(() => document.querySelectorAll('#root *').length);
  await page.locator(`[aria-rowcount="${rowCount}"] tr[data-device]`).first().waitFor();
  const head = await count();
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await page.locator(`[aria-rowindex="${rowCount}"]`).waitFor();
  const end = await count();
  await page.evaluate(() => window.scrollTo(0, 0));
  return [head, end];
}

/** What is drawn for the larger list, in hundredths of what is drawn for the smaller one. */
const grown = (some: readonly number[], many: readonly number[]): number[] =>
  many.map((size, index) => Math.round((size / (some[index] ?? 1)) * 100));

describe.each(WIDTHS)('at %i px what is drawn does not grow with the list', (width) => {
  beforeAll(() => visitor.page.setViewportSize({ width, height: 900 }));

  it('on the fleet page', async () => {
    const { page } = visitor;
    const drawn = async (size: number) => {
      await answerWithFleet(page, size);
      await page.goto('/?show=all&group=none');
      return sizes(page, size + 1);
    };
    const some = await drawn(SOME);
    expect(Math.max(...grown(some, await drawn(MANY)))).toBeLessThan(MOST_GROWN);
  });

  it('in the plan of a resync', async () => {
    const { page } = visitor;
    const drawn = async (size: number) => {
      const detail = largePlan(size);
      await page.goto(await answerWithRun(page, detail));
      return sizes(page, size + detail.waves.length + 1);
    };
    const some = await drawn(SOME);
    expect(Math.max(...grown(some, await drawn(MANY)))).toBeLessThan(MOST_GROWN);
  });

  it('in a run half way, with all that waits unfolded', async () => {
    const { page } = visitor;
    const drawn = async (size: number) => {
      await page.goto(await answerWithRun(page, largeRun(size)));
      const table = page.getByRole('table', { name: 'Firewalls' });
      await table.waitFor();
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      await table.getByRole('button', { name: / waiting: / }).click();
      await page.evaluate(() => window.scrollTo(0, 0));
      const rowCount = Number(await table.getAttribute('aria-rowcount'));
      expect(rowCount).toBeGreaterThan(size / 2);
      return sizes(page, rowCount);
    };
    const some = await drawn(SOME);
    expect(Math.max(...grown(some, await drawn(MANY)))).toBeLessThan(MOST_GROWN);
  });
});

describe('10,000 firewalls', () => {
  it('are searched as one types, and all stand there again once the search is cleared', async () => {
    const { page } = visitor;
    await page.setViewportSize({ width: 1440, height: 900 });
    await answerWithFleet(page, MANY);
    await page.goto('/?show=all&group=none');
    const table = page.locator(`[aria-rowcount="${MANY + 1}"]`);
    await table.waitFor();
    await page.locator('#search').fill('nssp');
    await page.locator('[aria-rowcount="2"]').getByText('NSsp 15700').waitFor();
    await page.locator('#search').fill('');
    await table.waitFor();
    expect(visitor.faults).toEqual([]);
  });
});
