import { deviceList } from '@firewatch/shared/wire/devices';
import { doNotTouch, resyncRunDetail } from '@firewatch/shared/wire/resync';
import type { Page } from 'playwright-core';
import { OWNER } from '../support/program.ts';
import type { World } from '../support/world.ts';
import type { Shot } from './capture.ts';

/** What the pictures of resync show: a plan for the whole incident, and a run that works. */
export interface Resyncs {
  readonly planId: string;
  readonly runId: string;
}

const DAY_MS = 86_400_000;
/** Firewalls of the run that works. */
const RUNNING = 6;
/** Every so many hangs on a management server. */
const EVERY_HUNG = 3;

/** Credentials for most of the lost firewalls, one flag, one plan, one run that is under way. */
export async function makeResyncs({ rest, simulator, enrolled }: World, fleetId: string): Promise<Resyncs> {
  const { items } = await rest.get('/devices', deviceList);
  const lost = items.filter((row) => row.worst.verdict === 'exposed').map((row) => row.id);
  const boxes = simulator.devices.filter((box) => lost.includes(enrolled.get(box.id) ?? '')).slice(2);
  for (const [index, box] of boxes.entries()) {
    await rest.json('PATCH', `/devices/${enrolled.get(box.id)}`, {
      resyncAccess: {
        credential: { user: box.user, password: box.password },
        credentialName: `Resync of ${box.name}`,
      },
      ...(index % EVERY_HUNG === 0 && { controller: 'GMS Portland' }),
    });
  }
  const ids = boxes.map((box) => enrolled.get(box.id) ?? '');
  await rest.post(
    '/do-not-touch',
    {
      target: { kind: 'device', deviceId: ids.at(-1) },
      reason: 'Board is exchanged this week',
      until: new Date(Date.now() + 7 * DAY_MS).toISOString(),
    },
    doNotTouch,
  );
  const choice = { by: 'list', deviceIds: ids.slice(0, RUNNING) };
  const run = await rest.post('/resync-runs', { choice }, resyncRunDetail);
  await rest.json('POST', '/session/step-up', { password: OWNER.password });
  await rest.json('POST', `/resync-runs/${run.row.id}/start`, {
    hash: run.hash,
    at: null,
    override: 'One canary, the vendor asked for it',
  });
  const plan = await rest.post(
    '/resync-runs',
    { choice: { by: 'incident', incidentId: fleetId } },
    resyncRunDetail,
  );
  return { planId: plan.row.id, runId: run.row.id };
}

const press = (name: string | RegExp) => (on: Page) =>
  on.locator('button:visible').and(on.getByRole('button', { name })).first().click();

const dialog =
  (name: string | RegExp) =>
  async (on: Page): Promise<void> => {
    await press(name)(on);
    await on.getByRole('dialog').locator('form').waitFor();
  };

async function openProcedures(on: Page): Promise<void> {
  const all = on.locator('.procedure > summary');
  for (let index = 0; index < (await all.count()); index += 1) await all.nth(index).click();
}

export const resyncShots = ({ planId, runId }: Resyncs, wellId: string): readonly Shot[] => [
  { name: 'resync', path: '/resync', ready: '.runs tbody tr' },
  { name: 'resync-flag', path: '/resync', ready: '.flags li', act: dialog('Add…') },
  { name: 'resync-new', path: '/resync/new', ready: '.choices li' },
  { name: 'resync-plan', path: `/resync/${planId}`, ready: 'tr[data-device]' },
  {
    name: 'resync-plan-steps',
    path: `/resync/${planId}`,
    ready: 'tr[data-device]',
    act: press(/^Procedure of/),
  },
  { name: 'resync-start', path: `/resync/${planId}`, ready: 'tr[data-device]', act: dialog('Start…') },
  { name: 'resync-run', path: `/resync/${runId}`, ready: '.waves .tile' },
  {
    name: 'resync-run-log',
    path: `/resync/${runId}`,
    ready: '.waves .tile',
    act: press(/^Log of/),
  },
  { name: 'resync-procedures', path: '/resync/procedures', ready: '.procedure', act: openProcedures },
  {
    name: 'device-resync-credential',
    path: `/devices/${wellId}`,
    ready: '.bands',
    act: dialog('Resync credential…'),
  },
  {
    name: 'enrol-by-hand',
    path: '/devices/new',
    ready: '.by-hand',
    act: (on) => on.locator('.by-hand > summary').click(),
  },
];
