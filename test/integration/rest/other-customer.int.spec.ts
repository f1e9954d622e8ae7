import { person } from '@firewatch/shared/wire/access';
import { madeToken } from '@firewatch/shared/wire/tokens';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FINGERPRINT } from './fleet-fixture.js';
import { PASSWORD } from './rest-stage.js';
import { casesOf } from './routes-cases.js';
import { openRoutes, type RoutesWorld, send } from './routes-stage.js';

/** Acts on oneself, or on nothing that a customer has: other tests ask about them. */
const OWN = [/ \/api\/v1\/(me|session|setup|password|ack-link)\b/, / \/api\/v1\/tokens$/];
const ASKERS = ['engineer', 'operator', 'token'] as const;

let world: RoutesWorld;
let admin: pg.Client;
/** Headers of people of B, and of a token of the engineer. */
const headers = new Map<string, Record<string, string>>();

beforeAll(async () => {
  world = await openRoutes();
  admin = new pg.Client({ connectionString: world.stage.db.superuserUrl });
  await admin.connect();
  for (const role of ['engineer', 'operator']) {
    const email = `${role}@birch.example`;
    const body = { email, name: role, role, password: PASSWORD, customerIds: [world.b.customerId] };
    await world.owner.post('/users', body, person);
    const rest = await world.stage.signedIn(email);
    headers.set(role, { cookie: rest.cookieHeader });
    if (role !== 'engineer') continue;
    const asked = { name: 'Script', kind: 'full', role, customerIds: [world.b.customerId], days: 1 };
    const { token } = await rest.post('/tokens', asked, madeToken);
    headers.set('token', { authorization: `Bearer ${token}` });
  }
});
afterAll(async () => {
  await admin?.end();
  await world?.stage.close();
});

/** Where the cases name nothing of A's, here they do. */
const bodies = ({ a }: RoutesWorld): Readonly<Record<string, unknown>> => ({
  'POST /api/v1/devices/bulk-remove': { deviceIds: [a.id], reason: 'sold the boxes' },
  'POST /api/v1/waiting-devices/approve': {
    items: [{ id: a.id, fingerprint: FINGERPRINT }],
    reason: 'checked',
  },
  'POST /api/v1/waiting-devices/look': { ids: [a.id] },
  'POST /api/v1/waiting-devices/dismiss': { ids: [a.id], reason: 'not ours' },
  'POST /api/v1/incidents/{id}/intended': { service: 'ips', deviceIds: [a.id], reason: 'by contract' },
});

async function contents(): Promise<Record<string, string>> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace
     and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const { rows } = await admin.query<{ name: string; rows: string }>(
    tables
      .map(({ name }) => `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as rows from ${name} t`)
      .join(' union all '),
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.rows]));
}

it('x', async () => {
  const cases = casesOf(world.a);
  const got: Record<string, unknown[]> = {};
  const other = bodies(world);
  let before = await contents();
  console.log(Object.keys(before).length);
  for (const key of Object.keys(cases)) {
    if (key.startsWith('GET') || OWN.some((one) => one.test(key))) continue;
    got[key] = [];
    for (const asker of ASKERS) {
      const answer = await send(world, key, { headers: headers.get(asker) ?? {}, body: other[key] ?? cases[key]?.body?.() });
      const after = await contents();
      const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
      before = after;
      got[key].push(answer.status, answer.status<300 ? (await answer.text()).slice(0,150):'', changed.join());
    }
  }
  console.log(Object.entries(got).map(([k, v]) => `${k} ${JSON.stringify(v)}`).join('\n'));
}, 60000);
