import { customer as customerSchema, site as siteSchema } from '@firewatch/shared/wire/access';
import { channel as channelSchema } from '@firewatch/shared/wire/channels';
import { fleetSummary, type FleetSummary } from '@firewatch/shared/wire/fleet';
import { z } from 'zod';
import type { Rest } from './rest.ts';
import type { SimulatedDevice, SimulatorProcess } from './simulator.ts';

const createdDevice = z.object({ row: z.object({ id: z.string() }) });

/** Device ids of the product by the simulator's device id. */
export type Enrolled = ReadonlyMap<string, string>;

/** Enrols simulated firewalls through REST, as a person would, eight side by side. */
export async function enrolFleet(
  rest: Rest,
  devices: readonly SimulatedDevice[],
  intervalSeconds = 60,
): Promise<Enrolled> {
  const customers = new Map<string, string>();
  const sites = new Map<string, string>();
  for (const device of devices) {
    if (!customers.has(device.customer)) {
      customers.set(
        device.customer,
        (await rest.post('/customers', { name: device.customer }, customerSchema)).id,
      );
    }
    const customerId = customers.get(device.customer) ?? '';
    const key = `${customerId}/${device.site}`;
    if (!sites.has(key)) {
      sites.set(key, (await rest.post('/sites', { customerId, name: device.site }, siteSchema)).id);
    }
  }
  const enrolled = new Map<string, string>();
  const waiting = [...devices];
  const enrolNext = async (): Promise<void> => {
    for (let device = waiting.shift(); device; device = waiting.shift()) {
      const customerId = customers.get(device.customer) ?? '';
      const { row } = await rest.post(
        '/devices',
        newDevice(device, customerId, sites, intervalSeconds),
        createdDevice,
      );
      enrolled.set(device.id, row.id);
    }
  };
  await Promise.all(Array.from({ length: 8 }, enrolNext));
  return enrolled;
}

function newDevice(
  device: SimulatedDevice,
  customerId: string,
  sites: ReadonlyMap<string, string>,
  intervalSeconds: number,
): object {
  return {
    customerId,
    siteId: sites.get(`${customerId}/${device.site}`) ?? null,
    name: device.name,
    vendor: 'sonicwall',
    host: device.address,
    port: device.port,
    fingerprint: device.fingerprint256,
    serial: device.serial,
    access: { credential: { user: device.user, password: device.password }, credentialName: device.name },
    intervalSeconds,
  };
}

/** A mail channel into the simulator's mailbox. */
export function addMailChannel(
  rest: Rest,
  simulator: SimulatorProcess,
): Promise<z.infer<typeof channelSchema>> {
  const settings = {
    host: '127.0.0.1',
    port: simulator.smtpPort,
    security: 'none',
    from: 'firewatch@msp.example',
    to: ['noc@msp.example'],
  };
  return rest.post('/channels', { kind: 'email', name: 'NOC mailbox', settings }, channelSchema);
}

/** Looks every `everyMs` until `holds`; rejects with the last answer when time runs out. */
export async function until<T>(
  look: () => Promise<T>,
  holds: (value: T) => boolean,
  timeoutMs: number,
  everyMs = 250,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (performance.now() > end) {
      throw new Error(`not so within ${timeoutMs} ms; last seen: ${JSON.stringify(value).slice(0, 2_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

export const summaryOf = (rest: Rest): Promise<FleetSummary> => rest.get('/fleet/summary', fleetSummary);

/** Every device read once and none unknown. */
export const allKnown = (rest: Rest, total: number, timeoutMs: number): Promise<FleetSummary> =>
  until(
    () => summaryOf(rest),
    ({ devices }) => devices.total === total && devices.unknown === 0,
    timeoutMs,
  );
