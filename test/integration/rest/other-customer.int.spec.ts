import { person } from '@firewatch/shared/wire/access';
import { madeToken } from '@firewatch/shared/wire/tokens';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FINGERPRINT } from './fleet-fixture.js';
import { PASSWORD } from './rest-stage.js';
import { casesOf } from './routes-cases.js';
import { openRoutes, type RoutesWorld, send } from './routes-stage.js';

/** Acts on oneself, or on what no customer has: other tests ask about them. */
const OWN = / \/api\/v1\/(me|session|setup|password|ack-link)\b| \/api\/v1\/tokens$/;
/** Batches: they answer, and every one of them says what it left alone. */
const BATCHES = new Set([
  'POST /api/v1/devices/accept-identity',
  'POST /api/v1/devices/bulk',
  'POST /api/v1/devices/bulk-read',
  'POST /api/v1/devices/import',
  'POST /api/v1/waiting-devices/approve',
  'POST /api/v1/waiting-devices/look',
  'POST /api/v1/waiting-devices/dismiss',
]);
/**
 * Move by themselves: the beat of this process, when a session was last met (so does a token's `last_used_at`), and what is
 * made of earlier events a moment later; `events` itself is compared.
 */
const BEATS = ['process_beats', 'sessions', 'cursors', 'live_frames', 'live_rooms'];

let world: RoutesWorld;
let admin: pg.Client;
/** People who look after B alone, and a token of the mightier one. */
const askers: { readonly name: string; readonly headers: Readonly<Record<string, string>> }[] = [];

beforeAll(async () => {
  world = await openRoutes();
  admin = new pg.Client({ connectionString: world.stage.db.superuserUrl });
  await admin.connect();
  const customerIds = [world.b.customerId];
  for (const role of ['operator', 'engineer']) {
    const email = `${role}@birch.example`;
    await world.owner.post('/users', { email, name: role, role, password: PASSWORD, customerIds }, person);
    askers.push({ name: role, headers: { cookie: (await world.stage.signedIn(email)).cookieHeader } });
  }
  const engineer = await world.stage.signedIn('engineer@birch.example');
  const asked = { name: 'Script', kind: 'full', role: 'engineer', customerIds, days: 1 };
  const { token } = await engineer.post('/tokens', asked, madeToken);
  askers.push({ name: 'token', headers: { authorization: `Bearer ${token}` } });
});
afterAll(async () => {
  await admin?.end();
  await world?.stage.close();
});

/** Bodies that name A's firewall where the cases name nothing at all. */
const bodiesOf = ({ a }: RoutesWorld): Readonly<Record<string, unknown>> => ({
  'POST /api/v1/devices/bulk-remove': { deviceIds: [a.id], reason: 'sold the boxes' },
  'POST /api/v1/waiting-devices/approve': {
    items: [{ id: a.id, fingerprint: FINGERPRINT }],
    reason: 'checked',
  },
  'POST /api/v1/waiting-devices/look': { ids: [a.id] },
  'POST /api/v1/waiting-devices/dismiss': { ids: [a.id], reason: 'not ours' },
  'POST /api/v1/incidents/{id}/intended': { service: 'ips', deviceIds: [a.id], reason: 'by contract' },
});

/** Every table of the program: how many rows, and a sum of what is in them. */
async function contents(): Promise<ReadonlyMap<string, string>> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace
     and relkind in ('r', 'p') and not relispartition and relname <> all($1)`,
    [BEATS],
  );
  const sums = tables.map(
    ({
      name,
    }) => `select '${name}' as name, count(*) || ' rows ' || coalesce(md5(string_agg(row, '|' order by row)), '') as sum
      from (select (to_jsonb(t) - 'last_used_at')::text as row from ${name} t) all_rows`,
  );
  const { rows } = await admin.query<{ name: string; sum: string }>(sums.join(' union all '));
  return new Map(rows.map((row) => [row.name, row.sum]));
}

const changedBetween = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] =>
  [...after].flatMap(([name, sum]) => (before.get(name) === sum ? [] : [name]));

describe('an operator, an engineer and a token of customer B', () => {
  it('change nothing by any act at what customer A has, and are told that it is not there or not theirs', async () => {
    const cases = casesOf(world.a);
    const bodies = bodiesOf(world);
    const acts = Object.keys(cases).filter((key) => !key.startsWith('GET ') && !OWN.test(key));
    const wrong: string[] = [];
    let before = await contents();
    for (const key of acts) {
      const body = bodies[key] ?? cases[key]?.body?.();
      for (const { name, headers } of askers) {
        const { status } = await send(world, key, { headers, body });
        if (![403, 404, 422].includes(status) && !(BATCHES.has(key) && status < 300))
          wrong.push(`${name}, ${key}: ${status}`);
      }
      const after = await contents();
      wrong.push(...changedBetween(before, after).map((table) => `${key} changed ${table}`));
      before = after;
    }
    expect(wrong).toEqual([]);
    expect(acts.length).toBeGreaterThanOrEqual(48);
    expect(before.size).toBeGreaterThanOrEqual(55);
  });

  it('would have been noticed: one of those acts by an owner changes the firewall and is in the audit', async () => {
    const before = await contents();
    const key = 'PATCH /api/v1/devices/{id}';
    const headers = { cookie: world.owner.cookieHeader };
    const { status } = await send(world, key, { headers, body: { name: 'A-1 renamed' } });
    expect(status).toBe(200);
    expect(changedBetween(before, await contents())).toEqual(
      expect.arrayContaining(['devices', 'audit_entries']),
    );
  });
});
