import { deviceDetail } from '@firewatch/shared/wire/devices';
import { bulkAnswer, group } from '@firewatch/shared/wire/estate';
import { incidentDetail, incidentRow } from '@firewatch/shared/wire/incidents';
import { page as pageOf } from '@firewatch/shared/wire/primitives';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { startWorld, type World } from '../support/world.ts';
import { openBrowser, visit, type Visitor } from './stage.ts';

let world: World;
let browser: Browser;
let visitor: Visitor;
let deviceId: string;
let incidentId: string;

beforeAll(async () => {
  browser = await openBrowser();
  world = await startWorld({ devices: 4, intervalSeconds: 15 });
  const [box] = world.simulator.devices;
  deviceId = world.enrolled.get(box?.id ?? '') ?? '';
  await world.simulator.control('POST', `/devices/${box?.id}/service`, { service: 'ips', enabled: false });
  await world.rest.json('POST', `/devices/${deviceId}/read`, {});
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const openOnes = async () =>
  (await world.rest.get('/incidents?kind=device&state=open', pageOf(incidentRow))).items;
const ips = async () => {
  const { row } = await world.rest.get(`/devices/${deviceId}`, deviceDetail);
  return row.services.ips?.reason;
};

describe('a service that was switched off on purpose', () => {
  it('is declared intended from its incident: it closes as intended, without a read and without a recovery', async () => {
    const [open] = await until(openOnes, (all) => all.length === 1, 60_000);
    incidentId = open?.id ?? '';
    visitor = await visit({
      browser,
      url: world.program.url,
      path: `/incidents/${incidentId}`,
      cookie: world.rest.cookieHeader,
    });
    const { page } = visitor;
    const panel = page.getByRole('region', { name: 'Intended' });
    await panel.getByRole('button', { name: 'This is intended…' }).click();
    const dialog = page.getByRole('dialog', { name: 'This is intended' });
    await dialog.getByLabel('Reason').fill('Inspected by the box upstream');
    await dialog.getByRole('button', { name: 'Intended on 1 firewall' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await until(openOnes, (all) => all.length === 0, 15_000);
    const { incident } = await world.rest.get(`/incidents/${incidentId}`, incidentDetail);
    expect(incident.closedWhy).toBe('intended');
    expect(await ips()).toBe('off-by-policy');
  });

  it('is taken back from the same page: exposed again at once, and an incident of it', async () => {
    const { page, faults } = visitor;
    const panel = page.getByRole('region', { name: 'Intended' });
    await panel.getByRole('button', { name: 'Take back' }).click();
    await until(ips, (reason) => reason === 'switched-off', 15_000);
    await until(openOnes, (all) => all.length === 1, 15_000);
    await panel.getByText('Taken back by').waitFor();
    expect(faults).toEqual([]);
  });

  it('is intended for all of its group instead, and undone from the line of the audit', async () => {
    const { id: groupId } = await world.rest.post('/groups', { name: 'Branches' }, group);
    const deviceIds = [...world.enrolled.values()];
    await world.rest.post('/devices/bulk', { deviceIds, groupId }, bulkAnswer);
    const { page, faults } = visitor;
    const [open] = await openOnes();
    await page.goto(`/incidents/${open?.id}`);
    await page.getByRole('button', { name: 'This is intended…' }).click();
    const dialog = page.getByRole('dialog', { name: 'This is intended' });
    await dialog.getByLabel('For').selectOption(groupId);
    await dialog.getByLabel('Reason').fill('Inspected by the box upstream');
    await dialog.getByRole('button', { name: 'Intended on 4 firewalls' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await until(openOnes, (all) => all.length === 0, 15_000);
    await page.goto(`/devices/${deviceId}`);
    await page.getByText('1 by its group Branches').waitFor();
    await page.goto('/administration/audit');
    await page.getByRole('button', { name: 'Undo' }).click();
    await until(ips, (reason) => reason === 'switched-off', 15_000);
    await page.getByText('Baseline intended undone').first().waitFor();
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
