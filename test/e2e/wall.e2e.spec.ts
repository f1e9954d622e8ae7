import { madeToken } from '@firewatch/shared/wire/tokens';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from '../support/world.ts';
import { headline, openBrowser, visit, type Visitor } from './stage.ts';

let world: World;
let browser: Browser;
let wall: Visitor;
let tokenId: string;

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ devices: 6, intervalSeconds: 15 });
  const made = await world.rest.post(
    '/tokens',
    { name: 'Board in the NOC', kind: 'wall', role: 'viewer', allCustomers: true, days: 1 },
    madeToken,
  );
  tokenId = made.id;
  wall = await visit({ browser, url: world.program.url, path: `/wall?token=${made.token}` });
});
afterAll(async () => {
  await wall?.context.close();
  await browser?.close();
  await world?.close();
});

const tiles = (look: string) => wall.page.locator(`.tile.is-${look}`);

describe('a wallboard that was opened by its address alone', () => {
  it('shows every firewall without anybody signing in, and takes the token out of what servers log', async () => {
    await headline(wall.page, /6 firewalls.*all protecting/);
    expect(await tiles('protecting').count()).toBe(6);
    expect(new URL(wall.page.url()).search).toBe('');
    expect(await wall.page.getByRole('button').count()).toBe(0);
  });

  it('turns red by itself when a service is lost, without loading again', async () => {
    const [box] = world.simulator.devices;
    const id = box?.id ?? '';
    await world.simulator.control('POST', `/devices/${id}/service`, {
      service: 'ips',
      licence: 'not-licensed',
    });
    await world.rest.json('POST', `/devices/${world.enrolled.get(id)}/read`, {});
    await tiles('exposed').waitFor();
    await headline(wall.page, '1 firewall at 1 customer is not inspecting traffic');
    expect(await wall.isSameDocument()).toBe(true);
    expect(wall.faults).toEqual([]);
  });

  it('is closed once its token is revoked', async () => {
    expect(await wall.page.locator('.wall').count()).toBe(1);
    await world.rest.send('DELETE', `/tokens/${tokenId}`);
    await headline(wall.page, 'This board is not open', 15_000);
  });
});
