import { createSocket } from 'node:dgram';
import { recoveryCodes, startedFactor } from '@firewatch/shared/wire/account';
import { addedPerson } from '@firewatch/shared/wire/access';
import { deviceDetail, deviceList } from '@firewatch/shared/wire/devices';
import { maintenanceWindow } from '@firewatch/shared/wire/maintenance';
import { page } from '@firewatch/shared/wire/primitives';
import { unknownSender } from '@firewatch/shared/wire/push';
import type { Page } from 'playwright-core';
import { appCode } from '../support/app-code.ts';
import { until } from '../support/fleet.ts';
import { Rest } from '../support/rest.ts';
import type { SimulatedDevice } from '../support/simulator.ts';
import type { World } from '../support/world.ts';
import type { Shot } from './capture.ts';

/** Signs in with a second factor. */
const COLLEAGUE = { name: 'Mia Berg', email: 'mia@msp.example', password: 'two steps are one more' } as const;
const UNKNOWN = '18B169F0A001';
const HOUR_MS = 3_600_000;

export interface Daily {
  /** A box that cannot be read, not enrolled. */
  readonly oldBox: SimulatedDevice;
  readonly checklistId: string;
  readonly senderId: string;
}

interface DailyPlace {
  readonly world: World;
  /** A firewall that is well. */
  readonly wellId: string;
  readonly syslogPort: number;
  /** Two boxes that cannot be read. */
  readonly oldBoxes: readonly SimulatedDevice[];
}

/** What an ordinary day brings: maintenance, an unknown sender, a box on the checklist, a colleague with a second factor. */
export async function makeDaily({ world, wellId, syslogPort, oldBoxes }: DailyPlace): Promise<Daily> {
  const { rest } = world;
  const [listed, offered] = oldBoxes;
  if (!listed || !offered) throw new Error('two old boxes are needed');
  await addColleague(rest, world.program.url);
  const { items } = await rest.get('/devices', deviceList);
  const { row } = await rest.post(
    '/devices',
    {
      customerId: items[0]?.customerId,
      name: 'HDG-OLD-01',
      vendor: 'sonicwall',
      host: listed.address,
      port: listed.port,
      fingerprint: listed.fingerprint256,
      readability: 'checklist',
    },
    deviceDetail,
  );
  await planMaintenance(rest, wellId);
  return { oldBox: offered, checklistId: row.id, senderId: await strangerAt(rest, syslogPort) };
}

async function addColleague(owner: Rest, url: string): Promise<void> {
  await owner.post('/users', { ...COLLEAGUE, role: 'engineer', allCustomers: true }, addedPerson);
  const own = new Rest(url);
  await own.signIn(COLLEAGUE.email, COLLEAGUE.password);
  const { secret } = await own.post('/me/second-factor', {}, startedFactor);
  await own.post('/me/second-factor/confirmation', { code: appCode(secret) }, recoveryCodes);
}

/** One window that runs, over the firewall whose bands are looked at, and one a week. */
async function planMaintenance(rest: Rest, wellId: string): Promise<void> {
  const running = { kind: 'once', to: new Date(Date.now() + HOUR_MS).toISOString() };
  const weekly = { kind: 'weekly', zone: 'Europe/Berlin', weekdays: [7], start: '02:00', end: '03:30' };
  await rest.post(
    '/maintenance',
    { target: { kind: 'device', ids: [wellId] }, when: running, reason: 'New firmware, change 118' },
    maintenanceWindow,
  );
  await rest.post(
    '/maintenance',
    { target: { kind: 'tag', tags: ['branch'] }, when: weekly, reason: 'Weekly restart of the branches' },
    maintenanceWindow,
  );
}

/** A log line of a box that nobody enrolled. */
async function strangerAt(rest: Rest, port: number): Promise<string> {
  const socket = createSocket('udp4');
  const line = `<134>  id=firewall sn=${UNKNOWN} time="2026-11-22 03:15:00" fw=198.51.100.77 pri=6 c=16 m=1382 msg="Configuration succeeded"`;
  try {
    const [sender] = await until(
      async () => {
        // A datagram may be lost: said again until it is heard.
        socket.send(line, port, '127.0.0.1');
        return (await rest.get('/push/unknown', page(unknownSender))).items;
      },
      (items) => items.length > 0,
      30_000,
    );
    return sender?.id ?? '';
  } finally {
    socket.close();
  }
}

const press = (name: string | RegExp) => (on: Page) => on.getByRole('button', { name }).first().click();
const dialog =
  (name: string | RegExp) =>
  async (on: Page): Promise<void> => {
    await press(name)(on);
    await on.getByRole('dialog').waitFor();
  };

/** Up to the offer to keep a box that cannot be read on the checklist. */
const offer =
  (box: SimulatedDevice) =>
  async (on: Page): Promise<void> => {
    await on.getByLabel('Name of the firewall').fill('HDG-OLD-02');
    await on.getByLabel('Management address').fill(box.address);
    await on.getByLabel('Port', { exact: true }).fill(String(box.port));
    await press('Look at its certificate')(on);
    await press('Approve this certificate')(on);
    const set = on.getByLabel('Credential', { exact: true });
    if ((await set.count()) > 0) await set.selectOption({ label: 'Enter a new one' });
    await on.getByLabel('User name').fill(box.user);
    await on.getByRole('textbox', { name: 'Password' }).fill(box.password);
    await press('Sign in and read once')(on);
    await on.getByRole('region', { name: 'Checklist only' }).waitFor();
  };

async function askForCode(on: Page): Promise<void> {
  await on.getByLabel('Email').fill(COLLEAGUE.email);
  await on.getByRole('textbox', { name: 'Password' }).fill(COLLEAGUE.password);
  await press('Sign in')(on);
  await on.getByLabel('Code').waitFor();
}

async function beginFactor(on: Page): Promise<void> {
  await press('Set it up')(on);
  await on.getByRole('img', { name: 'QR code of the key below' }).waitFor();
}

async function openRecord(on: Page): Promise<void> {
  await on.getByText('As recorded').first().click();
}

export function dailyShots({ oldBox, checklistId, senderId }: Daily, wellId: string): Shot[] {
  const credentials = { path: '/credentials', ready: '.estate-rows > li' };
  const maintenance = { path: '/maintenance', ready: '.window-card' };
  return [
    { ...credentials, name: 'credentials' },
    { ...credentials, name: 'credentials-add', act: dialog('Add credential set') },
    { ...credentials, name: 'credentials-replace', act: dialog(/^Replace secret/) },
    {
      ...credentials,
      name: 'credentials-none',
      act: (on) => on.getByLabel('Search credential sets').fill('nobody'),
    },
    {
      name: 'groups-baseline',
      path: '/groups',
      ready: '.estate-rows > li',
      act: dialog(/^What it should run/),
    },
    { name: 'alerting-time', path: '/alerting', ready: '.daily-mails', act: dialog('Change time') },
    { ...maintenance, name: 'maintenance' },
    { ...maintenance, name: 'maintenance-add', act: dialog('New window') },
    { name: 'push-unknown', path: '/devices/unknown-senders', ready: '.sender' },
    { name: 'enrol-sender', path: `/devices/new?sender=${senderId}`, ready: '.step-body' },
    { name: 'enrol-checklist', path: '/devices/new', ready: '.step-body', act: offer(oldBox) },
    { name: 'device-checklist', path: `/devices/${checklistId}`, ready: '.timeline' },
    { name: 'device-numbers', path: `/devices/${wellId}`, ready: '.bands', act: dialog('Numbers') },
    { name: 'audit-record', path: '/administration/audit', ready: '.audit', act: openRecord },
    { name: 'second-factor', path: '/account', ready: '.rows', act: beginFactor },
    // The password alone is refused: a browser calls that an error.
    { name: 'sign-in-code', path: '/sign-in', ready: 'h1', signedOut: true, refused: 401, act: askForCode },
  ];
}
