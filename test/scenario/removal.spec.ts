import { customer as customerSchema } from '@firewatch/shared/wire/access';
import { deviceList } from '@firewatch/shared/wire/devices';
import { customerRemoval } from '@firewatch/shared/wire/estate';
import { fleetSummary } from '@firewatch/shared/wire/fleet';
import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import type { SimulatedDevice } from '../support/simulator.ts';
import { openStore } from '../support/store.ts';
import { startWorld, type World } from '../support/world.ts';

/** After the act; the guarantee. */
const QUIET_AFTER_MS = 5_000;
/** Two intervals of 15 s: a box that were still watched would have been read. */
const LISTEN_MS = 32_000;

let world: World;
let store: pg.Client;
let leaving: string;
let gone: readonly SimulatedDevice[];
let stay: readonly SimulatedDevice[];
let sealed: readonly string[];

beforeAll(async () => {
  world = await startWorld({ devices: 16, intervalSeconds: 15 });
  store = await openStore(world.program.dataDir);
  const { devices } = world.simulator;
  leaving = devices[0]?.customer ?? '';
  gone = devices.filter((box) => box.customer === leaving);
  stay = devices.filter((box) => box.customer !== leaving);
});
afterAll(async () => {
  await store?.end();
  await world?.close();
});

const idsOf = (boxes: readonly SimulatedDevice[]): string[] =>
  boxes.flatMap((box) => world.enrolled.get(box.id) ?? []);
const handshakesAt = async (boxes: readonly SimulatedDevice[]): Promise<Record<string, number>> => {
  const at: Record<string, number> = {};
  for (const { id } of boxes) {
    const { counters } = await world.simulator.control<{
      counters: { tlsHandshakes: number; tlsFailures: number };
    }>('GET', `/devices/${id}`);
    at[id] = counters.tlsHandshakes + counters.tlsFailures;
  }
  return at;
};
/** Every row of every table as text: what a dump holds. */
async function dump(): Promise<string> {
  const { rows } = await store.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  const texts: string[] = [];
  for (const { name } of rows) {
    const { rows: lines } = await store.query<{ line: string }>(`select t::text as line from "${name}" t`);
    texts.push(...lines.map((one) => one.line));
  }
  return texts.join('\n');
}

describe('a customer with an open incident is removed', () => {
  it('says first what goes with it, and asks for the name', async () => {
    const [first] = gone;
    await world.simulator.control('POST', `/devices/${first?.id}/fault`, { kind: 'changed-certificate' });
    await world.rest.json('POST', `/devices/${world.enrolled.get(first?.id ?? '')}/read`, {});
    await until(
      async () => (await world.rest.get('/incidents?kind=identity&state=open', page(incidentRow))).items,
      (items) => items.length === 1,
      30_000,
    );
    const { items } = await world.rest.get('/customers', page(customerSchema));
    const id = items.find((one) => one.name === leaving)?.id ?? '';
    const counts = await world.rest.get(`/customers/${id}/removal`, customerRemoval);
    expect(counts).toMatchObject({
      name: leaving,
      devices: gone.length,
      credentialSets: gone.length,
      openIncidents: 1,
    });
    const { rows } = await store.query<{ sealed: string }>(
      `select sealed::text as sealed from credential_sets where customer_id = $1`,
      [id],
    );
    sealed = rows.map((row) => row.sealed);
    expect(sealed).toHaveLength(gone.length);
    const before = await dump();
    expect(sealed.every((one) => before.includes(one.slice(2)))).toBe(true);
    const refused = await world.rest.send('DELETE', `/customers/${id}`, {
      name: 'somebody',
      reason: 'contract ended',
    });
    expect(refused.status).toBe(422);
    await world.rest.json('DELETE', `/customers/${id}`, { name: leaving, reason: 'contract ended' });
  });

  it(`sends 0 packets to its boxes ${QUIET_AFTER_MS / 1_000} s later, while the others are read on`, async () => {
    await wait(QUIET_AFTER_MS);
    const since = Date.now();
    const before = [await handshakesAt(gone), await handshakesAt(stay)] as const;
    await wait(LISTEN_MS);
    const asked = (await world.simulator.requests(since)).map((one) => one.device);
    expect(asked.filter((id) => gone.some((box) => box.id === id))).toEqual([]);
    expect(await handshakesAt(gone)).toEqual(before[0]);
    const after = await handshakesAt(stay);
    expect(stay.filter(({ id }) => (after[id] ?? 0) <= (before[1][id] ?? 0))).toEqual([]);
  });

  it('leaves nothing of its credentials in a dump', async () => {
    const text = await dump();
    expect(text.length).toBeGreaterThan(10_000);
    expect(sealed.filter((one) => text.includes(one.slice(2)))).toEqual([]);
    const kept = new Set(stay.map((box) => box.password));
    const theirs = gone.map((box) => box.password).filter((password) => !kept.has(password));
    expect(theirs.filter((password) => text.includes(password))).toEqual([]);
  });

  it('closes its incident as withdrawn, hides its history and takes it out of every count', async () => {
    const { rows } = await until(
      () =>
        store.query<{ state: string; why: string }>(
          `select state, closed_why as why from incidents where kind = 'identity'`,
        ),
      (answer) => answer.rows.every((row) => row.state === 'closed'),
      20_000,
    );
    expect(rows).toEqual([{ state: 'closed', why: 'withdrawn' }]);
    const summary = await world.rest.get('/fleet/summary', fleetSummary);
    expect(summary.devices.total).toBe(stay.length);
    const { items } = await world.rest.get('/devices', deviceList);
    expect(items.map((row) => row.id).sort()).toEqual(idsOf(stay).sort());
    expect(
      (await world.rest.get('/customers', page(customerSchema))).items.some((one) => one.name === leaving),
    ).toBe(false);
    for (const id of idsOf(gone)) expect((await world.rest.send('GET', `/devices/${id}`)).status).toBe(404);
    // Hidden within a minute, by the round that ends what was open.
    await until(
      async () => (await world.rest.get('/incidents?state=closed', page(incidentRow))).items,
      (closed) => closed.every((one) => one.kind !== 'identity'),
      75_000,
    );
  });

  it('tells the owners by mail', async () => {
    const mails = await until(
      () => world.simulator.mails(),
      (all) => all.some((mail) => mail.subject.includes(`removed the customer ${leaving}`)),
      20_000,
    );
    const [mail] = mails.filter((one) => one.subject.includes('removed the customer'));
    expect(mail?.text).toContain('contract ended');
  });
});
