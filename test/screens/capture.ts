import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { axe } from './axe.ts';

/** A page to look at: where, and what shows that it is drawn. */
export interface Shot {
  readonly name: string;
  readonly path: string;
  readonly ready: string;
  /** Signed out on purpose. */
  readonly signedOut?: boolean;
  /** Status that a call of it is answered with on purpose; browsers report it as an error. */
  readonly refused?: number;
  /** What is pressed once it is drawn. */
  readonly act?: (page: Page) => Promise<void>;
}

export const WIDTHS = [1440, 360] as const;
export type Width = (typeof WIDTHS)[number];
const SCHEMES = ['dark', 'light'] as const;
type Scheme = (typeof SCHEMES)[number];

export interface Place {
  readonly browser: Browser;
  readonly url: string;
  /** `name=value` of a signed-in session. */
  readonly cookie: string;
}

/** A browser of one width, signed in or not: what it has loaded once it need not load for the next page. */
export type Window = (shot: Shot, width: Width) => Promise<BrowserContext>;

/** Opens windows as they are wanted, and keeps them. */
export function windowsOf({ browser, url, cookie }: Place): Window {
  const open = new Map<string, Promise<BrowserContext>>();
  const make = async (width: Width, isSignedIn: boolean): Promise<BrowserContext> => {
    const context = await browser.newContext({
      viewport: { width, height: heightOf(width) },
      reducedMotion: 'reduce',
      baseURL: url,
    });
    const at = cookie.indexOf('=');
    if (isSignedIn)
      await context.addCookies([{ name: cookie.slice(0, at), value: cookie.slice(at + 1), url }]);
    await context.addInitScript((scheme) => localStorage.setItem('firewatch.scheme', scheme), SCHEMES[0]);
    return context;
  };
  return (shot, width) => {
    const isSignedIn = shot.signedOut !== true;
    const key = `${width} ${isSignedIn}`;
    const context = open.get(key) ?? make(width, isSignedIn);
    open.set(key, context);
    return context;
  };
}

const heightOf = (width: Width): number => (width === 360 ? 780 : 900);

/**
 * Everything wrong with one page at one width, in both schemes: console errors, sideways scroll, words cut off, axe findings.
 * Empty = fine.
 * It is loaded once: colours are all that a scheme changes, so of the second only the contrast is looked at.
 */
export async function capture(
  { folder, window }: { readonly folder: string; readonly window: Window },
  shot: Shot,
  width: Width,
): Promise<string[]> {
  const context = await window(shot, width);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    const isMeant = shot.refused !== undefined && message.text().includes(` ${shot.refused} `);
    if (message.type() === 'error' && !isMeant) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  try {
    await draw(page, shot);
    const [first, second] = SCHEMES;
    faults.push(...(await sidewaysScroll(page)), ...(await misplaced(page)), ...(await axe(page, first)));
    await paint(page, second);
    faults.push(...(await axe(page, second, ['color-contrast'])));
    await unroll(page, width);
    mkdirSync(folder, { recursive: true });
    for (const scheme of [second, first]) {
      await paint(page, scheme);
      await page.screenshot({ path: join(folder, `${shot.name}-${scheme}-${width}.png`) });
    }
  } catch (error) {
    faults.push(`not drawn: ${String(error).slice(0, 300)}`);
  } finally {
    await page.close();
  }
  return faults.map((fault) => `${shot.name} ${width}: ${fault}`);
}

async function draw(page: Page, shot: Shot): Promise<void> {
  await page.goto(shot.path);
  await page.locator(shot.ready).first().waitFor({ timeout: 15_000 });
  await page.waitForLoadState('networkidle');
  await shot.act?.(page);
}

/** As the app paints itself when a person chooses. */
const paint = (page: Page, scheme: Scheme): Promise<void> =>
  page.evaluate(
    ([wanted, schemes]) => {
      for (const one of schemes) document.documentElement.classList.toggle(one, one === wanted);
    },
    [scheme, SCHEMES] as const,
  );

/** The tallest picture, px. */
const MOST_HEIGHT = 3_600;

/** A window as tall as the page: lists draw what is in the window, and bars that stick to its end stand at the end. */
async function unroll(page: Page, width: Width): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(MOST_HEIGHT, Math.max(height, heightOf(width))) });
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

/** Words cut off at the edge of what holds them, and tabs of a small screen that do not stand at its end. */
const misplaced = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isCut = (node: Element): boolean => {
      const { overflowX, textOverflow } = getComputedStyle(node);
      const isEdge = overflowX === 'hidden' || overflowX === 'clip' || node.localName === 'dialog';
      if (!isEdge || textOverflow === 'ellipsis') return false;
      return node.clientWidth > 1 && node.scrollWidth > node.clientWidth + 1 && node.checkVisibility();
    };
    // A field scrolls what is written into it.
    const cut = [...document.querySelectorAll('#root *:not([aria-hidden] *, [aria-hidden], .input)')].filter(
      isCut,
    );
    const tabs = document.querySelector('.tabs')?.getBoundingClientRect();
    const isLoose = tabs !== undefined && tabs.height > 0 && Math.abs(tabs.bottom - innerHeight) > 1;
    return [
      ...cut.map((node) => `cut off: ${node.className} “${(node.textContent ?? '').slice(0, 60)}”`),
      ...(isLoose ? [`tabs end at ${tabs.bottom} px of ${innerHeight}`] : []),
    ];
  });
