import { credentialSet, deviceList } from '@firewatch/shared/wire/devices';
import { group, importAnswer, importPreview, waitingDevice } from '@firewatch/shared/wire/estate';
import { page } from '@firewatch/shared/wire/primitives';
import type { Page } from 'playwright-core';
import { until } from '../support/fleet.ts';
import type { World } from '../support/world.ts';
import type { Shot } from './capture.ts';

const HEADER = 'customer,site,name,address,port,credential,tags';
/** Rows with a fault of each common sort between good ones. */
const FAULTY = [
  HEADER,
  'Cedar Clinic,Main Street,CED-MAI-01,198.51.100.41,443,Read only,branch',
  'Cedar Clinic,Harbour,CED-HAR-01,https://198.51.100.42/,443,Read only,',
  'Cedar Clinic,Harbour,CED-HAR-02,198.51.100.43,70000,Nobody,',
  'Alder Bank,,ALD-HQ-07,198.51.100.44,443,Sup3r!Secret-9,',
  'Alder Bank,,ALD-HQ-08,198.51.100.41,443,Read only,branch',
].join('\n');

/**
 * Groups, tags and firewalls that wait: what the pages about the estate need to be looked at.
 * @param keptId a firewall that other pictures show.
 */
export async function makeEstate(world: World, keptId: string): Promise<void> {
  const { rest, simulator, enrolled } = world;
  const { items } = await rest.get('/devices', deviceList);
  const customerId = items[0]?.customerId ?? null;
  await rest.post(
    '/credential-sets',
    { name: 'Read only', vendor: 'sonicwall', credential: { user: 'reader', password: 'not-used-0' } },
    credentialSet,
  );
  const branches = await rest.post('/groups', { name: 'Branches', customerId: null }, group);
  await rest.post('/groups', { name: 'Head office', customerId }, group);
  const deviceIds = items.slice(0, 12).map((row) => row.id);
  await rest.json('POST', '/devices/bulk', {
    deviceIds,
    addTags: ['branch', 'night shift'],
    groupId: branches.id,
  });
  // One leaves the fleet to wait with its certificate; at the others nobody is.
  const [boxId, deviceId] =
    [...enrolled].findLast(([, id]) =>
      items.some((row) => row.id === id && id !== keptId && row.worst.verdict === 'protecting'),
    ) ?? [];
  const box = simulator.devices.find((one) => one.id === boxId);
  await rest.json('DELETE', `/devices/${deviceId}`, { reason: 'Its box was exchanged' });
  const rows = [
    `Cedar Clinic,Main Street,CED-MAI-02,${box?.address},${box?.port},Read only,branch`,
    `Cedar Clinic,Harbour,CED-HAR-03,${box?.address},1,Read only,`,
    `Cedar Clinic,Harbour,CED-HAR-04,${box?.address},2,Read only,`,
  ];
  const { id } = await rest.post('/devices/import', { csv: [HEADER, ...rows].join('\n') }, importPreview);
  await rest.post(`/devices/import/${id}/commit`, { onlyGood: true }, importAnswer);
  await until(
    async () => (await rest.get('/waiting-devices', page(waitingDevice))).items,
    (all) => all.length === rows.length && all.every((one) => one.state !== 'unseen'),
    60_000,
  );
}

const press = (name: string | RegExp) => (on: Page) => on.getByRole('button', { name }).first().click();

async function chooseFile(on: Page): Promise<void> {
  const buffer = Buffer.from(FAULTY);
  await on.getByLabel('CSV file').setInputFiles({ name: 'fleet.csv', mimeType: 'text/csv', buffer });
  await on.getByRole('list', { name: 'Rows of the file' }).waitFor();
}

/** Three rows of the table; on a phone selecting is begun first. */
async function select(on: Page): Promise<void> {
  const begin = on.getByRole('button', { name: 'Select', exact: true });
  if (await begin.isVisible()) await begin.click();
  for (const row of [0, 1, 2]) await on.locator('tr[data-device] input[type=checkbox]').nth(row).check();
  await on.getByText('3 firewalls selected').waitFor();
}

/** One of the acts on what is selected. */
const selected =
  (act: string | RegExp) =>
  async (on: Page): Promise<void> => {
    await select(on);
    await press(act)(on);
    await on.getByRole('dialog').waitFor();
  };

/** The choice with most beneath it. */
async function newResyncSet(on: Page): Promise<void> {
  await selected('Resync credential…')(on);
  await on.getByLabel('Credential set').selectOption('new');
}

const dialog =
  (name: string | RegExp) =>
  async (on: Page): Promise<void> => {
    await press(name)(on);
    await on.getByRole('dialog').locator('form').waitFor();
  };

export const ESTATE_SHOTS: readonly Shot[] = [
  { name: 'import', path: '/import', ready: 'input[type=file]' },
  { name: 'import-preview', path: '/import', ready: 'input[type=file]', act: chooseFile },
  { name: 'waiting', path: '/waiting', ready: '.estate-rows > li' },
  { name: 'waiting-approve', path: '/waiting', ready: '.estate-rows > li', act: dialog(/^Approve 1/) },
  { name: 'groups', path: '/groups', ready: '.estate-rows > li' },
  { name: 'groups-add', path: '/groups', ready: '.estate-rows > li', act: dialog('Add group') },
  { name: 'customers', path: '/customers', ready: '.estate-rows > li' },
  { name: 'customer-remove', path: '/customers', ready: '.estate-rows > li', act: dialog(/^Remove/) },
  { name: 'fleet-by-tag', path: '/?show=all&group=tag', ready: '[aria-rowindex="3"]' },
  { name: 'bulk-select', path: '/?show=all&group=customer', ready: '[aria-rowindex="3"]', act: select },
  {
    name: 'bulk-change',
    path: '/?show=all&group=customer',
    ready: '[aria-rowindex="3"]',
    act: selected(/^Tags, group/),
  },
  {
    name: 'bulk-resync-credential',
    path: '/?show=all&group=customer',
    ready: '[aria-rowindex="3"]',
    act: newResyncSet,
  },
  {
    name: 'bulk-remove',
    path: '/?show=all&group=customer',
    ready: '[aria-rowindex="3"]',
    act: selected(/^Remove/),
  },
];
