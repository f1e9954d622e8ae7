import { person } from '@firewatch/shared/wire/access';
import { deviceList, type DeviceRow } from '@firewatch/shared/wire/devices';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page as pageOf } from '@firewatch/shared/wire/primitives';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { Rest } from '../support/rest.ts';
import { startWorld, type World } from '../support/world.ts';
import { headline, namesFromTop, openBrowser, visit, type Visitor } from './stage.ts';

const VIEWER = { email: 'vera@hdg.example', name: 'Vera Lind', password: 'only my own firewalls' };
/** Two boxes for each of 12 customers. */
const DEVICES = 24;

let world: World;
let browser: Browser;
let visitor: Visitor;
let viewer: Rest;
let viewerId: string;
let fleetId: string;
let own: readonly DeviceRow[];
let others: readonly DeviceRow[];
/** Every word that came over the network: bodies of answers, frames of the socket. */
const heard: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ devices: DEVICES, intervalSeconds: 15 });
  const { rest, simulator } = world;
  const { items } = await rest.get('/devices', deviceList);
  const customerId = items[0]?.customerId ?? '';
  own = items.filter((row) => row.customerId === customerId);
  others = items.filter((row) => row.customerId !== customerId);
  const { id } = await rest.post(
    '/users',
    { ...VIEWER, role: 'viewer', allCustomers: false, customerIds: [customerId] },
    person,
  );
  viewerId = id;
  viewer = new Rest(world.program.url);
  await simulator.start({ name: '2008-12-02', variant: 'bench', phaseSeconds: 1, count: DEVICES });
  const [fleet] = await until(
    async () => (await rest.get('/incidents?kind=fleet&state=open', pageOf(incidentRow))).items,
    (open) => open[0]?.deviceCount === DEVICES,
    60_000,
  );
  fleetId = fleet?.id ?? '';
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** Names, ids, addresses and serials of what belongs to others. */
function foreignWords(): string[] {
  const ids = new Set(others.map((row) => row.id));
  const boxes = world.simulator.devices.filter((box) => ids.has(world.enrolled.get(box.id) ?? ''));
  return [
    ...new Set([
      ...others.flatMap((row) => [row.id, row.name, row.customerId, row.customerName]),
      ...boxes.flatMap((box) => [box.serial, box.fingerprint256]),
    ]),
  ];
}
const leaks = (texts: readonly string[]): string[] =>
  foreignWords().filter((word) => texts.some((text) => text.includes(word)));
const shownText = () => visitor.page.evaluate(() => document.documentElement.outerHTML);

function listen(page: Page): void {
  page.on('response', (answer) => {
    if (!answer.url().includes('/api/')) return;
    void answer.text().then(
      (text) => heard.push(text),
      // An answer to a page that was left has no body any more.
      () => undefined,
    );
  });
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => heard.push(String(payload))));
}

describe('a viewer of 1 of 12 customers', () => {
  it('sees 2 firewalls of its own in the fleet and nothing of the other 22', async () => {
    await viewer.signIn(VIEWER.email, VIEWER.password);
    const { url } = world.program;
    visitor = await visit({ browser, url, cookie: viewer.cookieHeader, path: '/?show=all', prepare: listen });
    await headline(visitor.page, /^2 firewalls.* not inspecting traffic/);
    expect((await namesFromTop(visitor.page)).toSorted()).toEqual(own.map((row) => row.name).toSorted());
    expect(leaks([await shownText()])).toEqual([]);
  });

  it('sees the fleet incident with its own 2 firewalls and no count of others', async () => {
    const { page } = visitor;
    await page.getByRole('table', { name: 'Open incidents' }).getByRole('link').first().click();
    await page.waitForURL(`**/incidents/${fleetId}`);
    const customers = page.getByRole('region', { name: 'Customers' });
    await customers.getByRole('link').nth(1).waitFor();
    expect((await customers.getByRole('link').allTextContents()).toSorted()).toEqual(
      own.map((row) => row.name).toSorted(),
    );
    const said = (await page.getByRole('main').textContent()) ?? '';
    const counts = new RegExp(
      String.raw`.{40}\b(${DEVICES}|${DEVICES - 2}|12|11) (of|firewalls|customers).{20}`,
    );
    expect(counts.exec(said)?.[0]).toBeUndefined();
    expect(leaks([await shownText()])).toEqual([]);
  });

  it('may press nothing that changes something, on 5 pages', async () => {
    const { page } = visitor;
    const writes =
      /\b(acknowledge|add|approve|close|confirm|edit|post|read now|remove|replace|send|switch)\b/i;
    for (const path of ['/', '/incidents', `/incidents/${fleetId}`, `/devices/${own[0]?.id}`, '/alerting']) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.waitForLoadState('networkidle');
      const names = await page.getByRole('main').locator('button, a.btn').allTextContents();
      expect([path, names.filter((name) => writes.test(name))]).toEqual([path, []]);
    }
  });

  it('gets 404 for a firewall and an incident of others, and the pages say so', async () => {
    const { page } = visitor;
    const stranger = others[0]?.id ?? '';
    const box = [...world.enrolled].find(([, id]) => id === stranger)?.[0];
    await world.simulator.control('POST', `/devices/${box}/fault`, { kind: 'changed-certificate' });
    await world.rest.json('POST', `/devices/${stranger}/read`, {});
    const [incident] = await until(
      async () => (await world.rest.get('/incidents?kind=identity&state=open', pageOf(incidentRow))).items,
      (open) => open.length === 1,
      30_000,
    );
    await page.goto(`/devices/${stranger}`);
    await headline(page, 'No such firewall here');
    await page.goto(`/incidents/${incident?.id}`);
    await page.getByText('No such incident').waitFor();
    const answers = await Promise.all(
      [`/devices/${stranger}`, `/devices/${stranger}/history?hours=1`, `/incidents/${incident?.id}`].map(
        (path) => viewer.send('GET', path),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
  });

  it('never heard a name, id or serial of others in an answer or a frame', () => {
    const frames = heard.filter((text) => /^\d/.test(text));
    expect(frames.length).toBeGreaterThan(3);
    expect(heard.length - frames.length).toBeGreaterThan(10);
    expect(heard.some((text) => text.includes(own[0]?.id ?? 'none'))).toBe(true);
    expect(leaks(heard)).toEqual([]);
  });

  it('is signed out at most 5 s after it was disabled', async () => {
    const { page } = visitor;
    await page.goto('/');
    await headline(page, /^2 firewalls/);
    await page.getByText(/^Live, /).waitFor();
    const at = performance.now();
    await world.rest.json('PATCH', `/users/${viewerId}`, { disabled: true });
    await headline(page, 'Sign in', 10_000);
    expect(performance.now() - at).toBeLessThanOrEqual(5_000);
    expect(leaks([await shownText()])).toEqual([]);
  });
});
