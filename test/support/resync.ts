import { deviceList } from '@firewatch/shared/wire/devices';
import { type ResyncRunDetail, resyncRunDetail } from '@firewatch/shared/wire/resync';
import { until } from './fleet.ts';
import { OWNER } from './program.ts';
import type { Rest } from './rest.ts';
import type { SimulatorProcess } from './simulator.ts';
import type { World } from './world.ts';

/** What most of these need of a world. */
export type ResyncWorld = Pick<World, 'simulator' | 'rest' | 'enrolled'>;

/** One order as the simulated firewall took it: anything but looking, signing in and out. */
export interface SimulatedOrder {
  /** Epoch ms at which it was read. */
  readonly at: number;
  readonly device: string;
  readonly serial: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** The caps of a request at their largest: the waves alone decide how many work at once. */
export const ALL_AT_ONCE = { atOnce: 200, perVendor: 200, perCustomer: 200, perController: 200 } as const;

export const OVERRIDE = 'The vendor says in writing that its servers are repaired.';

const OVER = new Set<ResyncRunDetail['row']['state']>(['finished', 'stopped', 'cancelled']);
export const isOver = (run: ResyncRunDetail): boolean => OVER.has(run.row.state);

/** Every order the fleet was given, by whomever, oldest first. */
export async function ordersOf(simulator: SimulatorProcess, since = 0): Promise<readonly SimulatedOrder[]> {
  const { items } = await simulator.control<{ items: SimulatedOrder[] }>('GET', `/log/orders?since=${since}`);
  return items;
}

/** The line of a procedure that such an order was: `POST /license/synchronize`. */
export const lineOf = ({ method, path }: Pick<SimulatedOrder, 'method' | 'path'>): string =>
  `${method} ${path.replace(/^\/api\/sonicos/, '')}`;

/** A credential of its own for every firewall, beside the one its reads use. */
export async function giveResyncAccess({ rest, simulator, enrolled }: ResyncWorld): Promise<void> {
  const waiting = simulator.devices.filter(({ id }) => enrolled.has(id));
  const giveNext = async (): Promise<void> => {
    for (let device = waiting.shift(); device; device = waiting.shift()) {
      const { user, password, name } = device;
      await rest.json('PATCH', `/devices/${enrolled.get(device.id)}`, {
        resyncAccess: { credential: { user, password }, credentialName: `resync of ${name}` },
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, giveNext));
}

/** Proves anew who this is; holds for five minutes. */
export const stepUp = (rest: Rest, password: string = OWNER.password): Promise<unknown> =>
  rest.json('POST', '/session/step-up', { password });

export const readRun = (rest: Rest, id: string): Promise<ResyncRunDetail> =>
  rest.get(`/resync-runs/${id}`, resyncRunDetail);

export const planRun = (
  rest: Rest,
  deviceIds: readonly string[],
  caps: object = ALL_AT_ONCE,
): Promise<ResyncRunDetail> =>
  rest.post('/resync-runs', { choice: { by: 'list', deviceIds }, caps }, resyncRunDetail);

export const planIncident = (rest: Rest, incidentId: string, caps: object = ALL_AT_ONCE) =>
  rest.post('/resync-runs', { choice: { by: 'incident', incidentId }, caps }, resyncRunDetail);

export interface Asked {
  readonly status: number;
  /** The sentence of a refusal; empty where there is none. */
  readonly detail: string;
}

/** Asks and takes a refusal for an answer. */
export async function ask(rest: Rest, path: string, body?: unknown): Promise<Asked> {
  const answer = await rest.send('POST', path, body);
  const text = await answer.text();
  if (answer.status >= 500) throw new Error(`POST ${path} answered ${answer.status}: ${text.slice(0, 400)}`);
  const { detail = '' } = text === '' || answer.ok ? {} : (JSON.parse(text) as { detail?: string });
  return { status: answer.status, detail };
}

export const askToStart = (
  rest: Rest,
  run: ResyncRunDetail,
  override: string | null = null,
): Promise<Asked> => ask(rest, `/resync-runs/${run.row.id}/start`, { hash: run.hash, at: null, override });

/** Steps up and starts, over whatever a written reason may override. */
export async function startRun(
  rest: Rest,
  run: ResyncRunDetail,
  override: string | null = OVERRIDE,
): Promise<void> {
  await stepUp(rest);
  await rest.json('POST', `/resync-runs/${run.row.id}/start`, { hash: run.hash, at: null, override });
}

export const runUntil = (
  rest: Rest,
  id: string,
  holds: (run: ResyncRunDetail) => boolean,
  timeoutMs: number,
): Promise<ResyncRunDetail> => until(() => readRun(rest, id), holds, timeoutMs);

/** Ids of the product, of the firewalls that a scenario has hit. */
export async function affectedIds({ simulator, enrolled }: Omit<ResyncWorld, 'rest'>): Promise<string[]> {
  const { affected } = await simulator.scenario();
  return affected.map(({ id }) => enrolled.get(id) ?? '');
}

/** How many firewalls ended how, in the words of the run. */
export function outcomesOf(run: ResyncRunDetail): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome, phase } of run.devices) {
    const word = outcome ?? phase;
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return counts;
}

/** Every firewall loses what it lost in 2008, and the product knows; the authority is well again afterwards. */
export async function loseAll(world: ResyncWorld, ids: readonly string[], withinMs = 90_000): Promise<void> {
  const { simulator, rest } = world;
  const theirs = simulator.devices.filter(({ id }) => ids.includes(world.enrolled.get(id) ?? ''));
  await simulator.control('POST', '/authority', { mode: 'wrong-answer' });
  await simulator.control('POST', '/devices/check-in', { ids: theirs.map(({ id }) => id) });
  await simulator.control('POST', '/authority', { mode: 'ok' });
  await until(
    async () => (await rest.get('/devices', deviceList)).items,
    (rows) => rows.filter((row) => ids.includes(row.id)).every((row) => row.worst.verdict === 'exposed'),
    withinMs,
  );
}
