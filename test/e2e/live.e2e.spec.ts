import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { descendants } from '../support/child.ts';
import { startWorld, type World } from '../support/world.ts';
import { headline, openBrowser, visit, type Visitor } from './stage.ts';

const DEVICES = 8;
/** Shown for two intervals and 15 s after a reading began. */
const SHOWN_MS = 2 * 15_000 + 15_000;

let world: World;
let browser: Browser;
let visitor: Visitor;
interface Told {
  readonly room: string;
  readonly s: number;
  readonly n: number;
  /** The list itself, whose rows are the ground up to this number. */
  readonly isList?: true;
}
/** Numbers of the frames of each room, and of lists that were loaded, in the order in which they came. */
const told: Told[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ devices: DEVICES, intervalSeconds: 15 });
});
afterAll(async () => {
  signal('SIGCONT');
  await browser?.close();
  await world?.close();
});

/** The program and its engines stand still in the middle of what they do, and go on: the server is there and says nothing. */
function signal(name: 'SIGSTOP' | 'SIGCONT'): void {
  if (!world) return;
  const { pid } = world.program.child;
  for (const one of [pid, ...descendants(pid)]) process.kill(one, name);
}

function keepFrames(page: Page): void {
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const [, json] = /^42\/live,(\[.*\])$/s.exec(String(payload)) ?? [];
      if (json === undefined) return;
      const [event, frame] = JSON.parse(json) as [string, Told];
      if (event === 'frameV1') told.push(frame);
    }),
  );
  page.on('response', (response) => {
    if (new URL(response.url()).pathname !== '/api/v1/devices' || !response.ok()) return;
    const place = told.length;
    void response.json().then(({ live }: { live: { room: string; seq: number }[] }) => {
      told.splice(place, 0, ...live.map(({ room, seq }) => ({ room, s: seq, n: 1, isList: true }) as const));
    });
  });
}

/** Numbers that neither a frame nor a list covered, although later ones came. */
function gaps(): string[] {
  const heads = new Map<string, number>();
  return told.flatMap(({ room, s, n, isList }) => {
    const head = heads.get(room);
    heads.set(room, Math.max(head ?? 0, s + n - 1));
    return !isList && head !== undefined && s > head + 1 ? [`${room}: ${head} then ${s}`] : [];
  });
}

/** One more firewall loses IPS. */
const lose = (index: number) =>
  world.simulator.control('POST', `/devices/${world.simulator.devices[index]?.id}/service`, {
    service: 'ips',
    licence: 'not-licensed',
  });

const banner = () => visitor.page.getByText(/Not live since \d/);
const looks = () =>
  visitor.page.evaluate(() => {
    const shapes = [...document.querySelectorAll('tr[data-device] .c-v .shape')];
    return [...new Set(shapes.map((shape) => getComputedStyle(shape).filter))];
  });
const verdicts = async () => [
  ...new Set(await visitor.page.locator('tr[data-device] .c-v .word').allTextContents()),
];

describe('while the server says nothing', () => {
  it('calls itself not live within 14 s, with the time since when, and takes the colour out of the verdicts', async () => {
    visitor = await visit({
      browser,
      url: world.program.url,
      cookie: world.rest.cookieHeader,
      path: '/?show=all',
      prepare: keepFrames,
    });
    const { page } = visitor;
    await page.getByText(/^Live, /).waitFor();
    await page
      .locator('tr[data-device]')
      .nth(DEVICES - 1)
      .waitFor();
    expect([await verdicts(), await looks()]).toEqual([['Protecting'], ['none']]);
    signal('SIGSTOP');
    await banner().waitFor({ timeout: 14_000 });
    expect(await banner().textContent()).toMatch(
      /^Not live since \d\d:\d\d:\d\d\. Showing \d\d:\d\d:\d\d\. Reconnecting/,
    );
    expect(await looks()).toEqual(['grayscale(1)']);
    expect(await verdicts()).toEqual(['Protecting']);
  });

  it('turns every row unknown by itself once its reading is older than 45 s', async () => {
    const { page } = visitor;
    await headline(
      page,
      `${DEVICES} firewalls at ${DEVICES} customers give no believable answer`,
      SHOWN_MS + 5_000,
    );
    expect(await verdicts()).toEqual(['Unknown']);
  });
});

describe('when the server is back', () => {
  it('shows within 30 s what happened meanwhile, without a gap in the numbers', async () => {
    const { page } = visitor;
    await lose(0);
    signal('SIGCONT');
    await banner().waitFor({ state: 'hidden', timeout: 15_000 });
    await headline(page, '1 firewall at 1 customer is not inspecting traffic', 30_000);
    expect((await verdicts()).toSorted()).toEqual(['Exposed', 'Protecting']);
    expect(await looks()).toEqual(['none']);
    expect(told.filter((one) => !one.isList).length).toBeGreaterThan(0);
    expect(gaps()).toEqual([]);
  });

  it('says within 3 s that the program was killed, and goes on with what the next start finds', async () => {
    const { page } = visitor;
    await page.getByText(/^Live, /).waitFor();
    await world.program.kill9();
    await banner().waitFor({ timeout: 3_000 });
    await lose(1);
    world.program = await world.program.again();
    await banner().waitFor({ state: 'hidden', timeout: 15_000 });
    await headline(page, '2 firewalls at 2 customers are not inspecting traffic', 40_000);
    expect(gaps()).toEqual([]);
    expect(await visitor.isSameDocument()).toBe(true);
    expect(visitor.faults.filter((fault) => fault.startsWith('script'))).toEqual([]);
  });
});
