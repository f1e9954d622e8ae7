import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A page to look at: where, and what shows that it is drawn. */
export interface Shot {
  readonly name: string;
  readonly path: string;
  readonly ready: string;
  /** Signed out on purpose. */
  readonly signedOut?: boolean;
  /** Only where there is room for it: rows are selected on wide screens. */
  readonly isWide?: true;
  /** What is pressed once it is drawn. */
  readonly act?: (page: Page) => Promise<void>;
}

export interface Form {
  readonly scheme: 'dark' | 'light';
  readonly width: 1440 | 360;
}

export const FORMS: readonly Form[] = [
  { scheme: 'dark', width: 1440 },
  { scheme: 'light', width: 1440 },
  { scheme: 'dark', width: 360 },
  { scheme: 'light', width: 360 },
];

export interface Place {
  readonly browser: Browser;
  readonly url: string;
  /** `name=value` of a signed-in session. */
  readonly cookie: string;
  readonly folder: string;
}

/** Everything wrong with one page in one form: console errors, sideways scroll, axe findings. Empty = fine. */
export async function capture(place: Place, shot: Shot, form: Form): Promise<string[]> {
  const { browser, url, cookie, folder } = place;
  const context = await browser.newContext({
    viewport: { width: form.width, height: form.width === 360 ? 780 : 900 },
    colorScheme: form.scheme,
    deviceScaleFactor: form.width === 360 ? 2 : 1,
    reducedMotion: 'reduce',
  });
  const faults: string[] = [];
  try {
    const at = cookie.indexOf('=');
    if (shot.signedOut !== true)
      await context.addCookies([{ name: cookie.slice(0, at), value: cookie.slice(at + 1), url }]);
    await context.addInitScript((scheme) => localStorage.setItem('firewatch.scheme', scheme), form.scheme);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
    await page.goto(`${url}${shot.path}`);
    await page.locator(shot.ready).first().waitFor({ timeout: 15_000 });
    await page.waitForLoadState('networkidle');
    await shot.act?.(page);
    faults.push(...(await sidewaysScroll(page)), ...(await axe(page)));
    await unroll(page, form);
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${shot.name}-${form.scheme}-${form.width}.png`) });
  } catch (error) {
    faults.push(`not drawn: ${String(error).slice(0, 300)}`);
  } finally {
    await context.close();
  }
  return faults.map((fault) => `${shot.name} ${form.scheme} ${form.width}: ${fault}`);
}

/** The tallest picture, px. */
const MOST_HEIGHT = 3_600;

/** A window as tall as the page: lists draw what is in the window, and bars that stick to its end stand at the end. */
async function unroll(page: Page, { width }: Form): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(MOST_HEIGHT, Math.max(height, 780)) });
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

async function sidewaysScroll(page: Page): Promise<string[]> {
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  return scroll > client ? [`scrolls sideways: ${scroll} px in ${client} px`] : [];
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}

async function axe(page: Page): Promise<string[]> {
  // By the debugger's door: the page's own policy forbids foreign scripts, and should.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(async () => {
    const { axe: runner } = globalThis as unknown as { axe: { run(context: Document): Promise<AxeResult> } };
    return runner.run(document);
  });
  return violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map(
      (one) =>
        `axe ${one.impact} ${one.id}: ${one.nodes
          .slice(0, 3)
          .map((node) => node.target.join(' '))
          .join(' | ')}`,
    );
}
