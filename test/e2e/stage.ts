import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, chromiumPath } from '../support/browser.ts';

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_ARGS] });

/** A person in front of a page of their own. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of the console and of the page's scripts. */
  readonly faults: string[];
  /** Still the document that `opened` loaded first: nothing reloaded it since. */
  isSameDocument(): Promise<boolean>;
}

export interface Visit {
  readonly browser: Browser;
  readonly url: string;
  /** `name=value` of a session; absent = signed out. */
  readonly cookie?: string;
  readonly path?: string;
  /** Before the first request: to listen to what comes. */
  readonly prepare?: (page: Page) => void;
}

/** Opens a page at 1440 × 900 with no animation and remembers what goes wrong on it. */
export async function visit({ browser, url, cookie, path = '/', prepare }: Visit): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    baseURL: url,
  });
  context.setDefaultTimeout(20_000);
  if (cookie !== undefined) {
    const at = cookie.indexOf('=');
    await context.addCookies([{ name: cookie.slice(0, at), value: cookie.slice(at + 1), url }]);
  }
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  prepare?.(page);
  await page.goto(path);
  await page.evaluate(() => Object.assign(globalThis, { firstDocument: true }));
  return {
    context,
    page,
    faults,
    isSameDocument: () => page.evaluate(() => 'firstDocument' in globalThis),
  };
}

/** Text of the page's headline once it is as wanted; fails with what it says instead. */
export async function headline(page: Page, wanted: RegExp | string, timeoutMs = 20_000): Promise<string> {
  const h1 = page.getByRole('heading', { level: 1 });
  try {
    await h1.filter({ hasText: wanted }).waitFor({ timeout: timeoutMs });
  } catch {
    throw new Error(`the headline says "${await h1.first().textContent()}", not ${String(wanted)}`);
  }
  return (await h1.textContent()) ?? '';
}

/** Names of the firewalls in the table from top to bottom, as they are drawn now. */
export const namesFromTop = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('tr[data-device]')]
      .map((row) => ({
        top: row.getBoundingClientRect().top,
        name: row.querySelector('a')?.textContent ?? '',
      }))
      .toSorted((a, b) => a.top - b.top)
      .map(({ name }) => name),
  );
