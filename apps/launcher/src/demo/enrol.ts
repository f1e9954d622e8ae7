import { z } from 'zod';
import { customer, site } from '@firewatch/shared/wire/access';
import { channel } from '@firewatch/shared/wire/channels';
import { deviceList, type baseline } from '@firewatch/shared/wire/devices';
import { page } from '@firewatch/shared/wire/primitives';
import type { RestClient } from './rest-client.js';
import type { SimulatorReady, SimulatedDevice } from './simulator-process.js';

/** As PagerDuty would give one; the simulator's pager takes any. */
const ROUTING_KEY = 'd'.repeat(32);
const SIDE_BY_SIDE = 5;

/**
 * Enrols the simulated fleet as a person would, through REST; what is there already is left alone.
 * @returns how many devices are enrolled.
 */
export async function enrolFleet(rest: RestClient, simulator: SimulatorReady): Promise<number> {
  await pointChannels(rest, simulator);
  const present = new Map((await rest.get('devices', deviceList)).items.map((row) => [row.serial, row.id]));
  await sideBySide(simulator.devices, (device) => followAddress(rest, device, present.get(device.serial)));
  const missing = simulator.devices.filter((device) => !present.has(device.serial));
  const places = await placesOf(rest, missing);
  await sideBySide(missing, async (device) => {
    const place = places.get(`${device.customer}/${device.site}`);
    if (!place) throw new Error(`no place for ${device.name}`);
    await rest.send('POST', 'devices', newDeviceBody(device, place), z.unknown());
  });
  return present.size + missing.length;
}

/** Where the usual loopback addresses are taken, the boxes stand on other ports at every start. */
async function followAddress(
  rest: RestClient,
  device: SimulatedDevice,
  deviceId: string | undefined,
): Promise<void> {
  if (deviceId === undefined) return;
  const { host, port } = await rest.get(`devices/${deviceId}`, addressed);
  if (host === device.address && port === device.port) return;
  const body = { host: device.address, port: device.port, reason: 'The simulator moved' };
  await rest.send('PATCH', `devices/${deviceId}`, body, z.unknown());
}

const addressed = z.object({ host: z.string(), port: z.number() });

/** Confirms each device's proposed baseline, as the person who enrolled it would after looking at it. */
export async function confirmBaselines(rest: RestClient): Promise<void> {
  const { items } = await rest.get('devices', deviceList);
  await sideBySide(items, async (row) => {
    const detail = await rest.get(`devices/${row.id}`, openBaseline);
    if (detail.baselineConfirmedAt !== null) return;
    const body = { baseline: detail.baseline, reason: 'As found at enrolment' };
    await rest.send('PUT', `devices/${row.id}/baseline`, body, z.unknown());
  });
}

const openBaseline = z.object({
  baseline: z.record(z.string(), z.enum(['on', 'off', 'never'])),
  baselineConfirmedAt: z.string().nullable(),
}) satisfies z.ZodType<{ baseline: z.infer<typeof baseline>; baselineConfirmedAt: string | null }>;

interface Place {
  readonly customerId: string;
  readonly siteId: string;
}

/** Customers and sites by name, made where they are missing. */
async function placesOf(rest: RestClient, devices: readonly SimulatedDevice[]): Promise<Map<string, Place>> {
  const customers = new Map(
    (await rest.get('customers', page(customer))).items.map((one) => [one.name, one]),
  );
  const places = new Map<string, Place>();
  for (const device of devices) {
    const key = `${device.customer}/${device.site}`;
    if (places.has(key)) continue;
    const owner =
      customers.get(device.customer) ??
      (await rest.send('POST', 'customers', { name: device.customer }, customer));
    customers.set(device.customer, owner);
    const known = owner.sites.find((one) => one.name === device.site);
    const at = known ?? (await rest.send('POST', 'sites', { customerId: owner.id, name: device.site }, site));
    places.set(key, { customerId: owner.id, siteId: at.id });
  }
  return places;
}

function newDeviceBody(device: SimulatedDevice, place: Place): object {
  const credential = { user: device.user, password: device.password };
  return {
    ...place,
    name: device.name,
    vendor: 'sonicwall',
    host: device.address,
    port: device.port,
    fingerprint: device.fingerprint256,
    serial: device.serial,
    access: { credential, credentialName: device.name },
    resyncAccess: { credential, credentialName: `Resync of ${device.name}` },
  };
}

/** The simulator's mailbox and pager have other ports at every start. */
async function pointChannels(rest: RestClient, { smtpPort, pagerUrl }: SimulatorReady): Promise<void> {
  const { items } = await rest.get('channels', page(channel));
  const point = async (wanted: {
    readonly kind: string;
    readonly name: string;
    readonly settings: object;
  }) => {
    const present = items.find((one) => one.name === wanted.name);
    const { settings } = wanted;
    if (present) await rest.send('PATCH', `channels/${present.id}`, { settings }, z.unknown());
    else await rest.send('POST', 'channels', wanted, z.unknown());
  };
  const mail = {
    host: '127.0.0.1',
    port: smtpPort,
    security: 'none',
    from: 'firewatch@avalon.example',
    to: ['oncall@avalon.example'],
  };
  const pager = { kind: 'pagerduty', name: 'Pager', routingKey: ROUTING_KEY, settings: { url: pagerUrl } };
  await point({ kind: 'email', name: 'On call', settings: mail });
  await point(pager);
}

async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}
