import { randomUUID } from 'node:crypto';
import { customer, person } from '@firewatch/shared/wire/access';
import type { Rest } from '../../support/rest.js';
import { type DeviceFixture, storeDevice, storeIncident } from './fleet-fixture.js';
import { MAIL, maintenance, UNKNOWN } from './routes-cases.js';
import { PASSWORD, RestStage } from './rest-stage.js';

/** Two customers with one thing each of everything that a path can name; the paths' things are A's. */
export interface RoutesWorld {
  readonly stage: RestStage;
  readonly owner: Rest;
  /** Nobody, viewer of A, viewer of B, viewer of all customers, owner. */
  readonly readers: readonly (Rest | null)[];
  readonly a: DeviceFixture;
  readonly b: DeviceFixture;
  /** The thing that `{id}` stands for, by the last segment before it. */
  readonly ids: Readonly<Record<string, string>>;
  readonly secretsOfB: readonly string[];
}

export async function openRoutes(): Promise<RoutesWorld> {
  const stage = await RestStage.open();
  const owner = await stage.setUp();
  const add = (name: string) => owner.post('/customers', { name }, customer);
  const [ca, cb] = [await add('Alder Dental'), await add('Birch Secret Bank')];
  const a = await storeDevice(stage, ca.id, { name: 'A-1', worst: 'exposed', reason: 'licence-lost' });
  const b = await storeDevice(stage, cb.id, { name: 'B-1-secret', worst: 'exposed', reason: 'licence-lost' });
  const incident = await storeIncident(stage, [a]);
  const ofB = await storeIncident(stage, [b], 'device');
  const viewer = async (email: string, customerIds: string[], allCustomers = false): Promise<Rest> => {
    await owner.post(
      '/users',
      { email, name: email, role: 'viewer', password: PASSWORD, customerIds, allCustomers },
      person,
    );
    return stage.signedIn(email);
  };
  const readers = [
    null,
    await viewer('a@example.com', [ca.id]),
    await viewer('b@example.com', [cb.id]),
    await viewer('all@example.com', [], true),
    owner,
  ];
  const channel = (await owner.json('POST', '/channels', {
    kind: 'email',
    name: 'Mail',
    settings: MAIL,
  })) as { id: string };
  const test = (await owner.json('POST', `/channels/${channel.id}/test`)) as { deliveryId: string };
  const [set] = await stage.sql<{ id: string }>('select credential_set_id as id from devices where id = $1', [
    a.id,
  ]);
  const victim = await owner.post(
    '/users',
    { email: 'p@example.com', name: 'P', role: 'viewer', password: PASSWORD },
    person,
  );
  const window = (await owner.json('POST', '/maintenance', maintenance(a))) as { id: string };
  const [sender] = await stage.sql<{ id: string }>(
    `insert into push_unknown (vendor, serial, source) values ('sonicwall', 'AABBCCDDEEFF', '192.0.2.1') returning id`,
  );
  const [group] = await stage.sql<{ id: string }>(
    `insert into groups (customer_id, name) values ($1, 'Branches') returning id`,
    [ca.id],
  );
  const ids: Readonly<Record<string, string>> = {
    customers: ca.id,
    groups: group?.id ?? '',
    devices: a.id,
    maintenance: window.id,
    push: sender?.id ?? '',
    incidents: incident,
    channels: channel.id,
    deliveries: test.deliveryId,
    'credential-sets': set?.id ?? '',
    intended: UNKNOWN,
    users: victim.id,
    me: randomUUID(),
    tokens: await tokenOfOwner(owner),
    'resync-runs': randomUUID(),
    'do-not-touch': randomUUID(),
  };
  const secretsOfB = [b.id, cb.id, ofB, 'B-1-secret', 'Birch Secret Bank', 'b@example.com'];
  return { stage, owner, readers, a, b, ids, secretsOfB };
}

async function tokenOfOwner(owner: Rest): Promise<string> {
  const body = { name: 'Script', kind: 'read', role: 'viewer', allCustomers: true, days: 1 };
  return ((await owner.json('POST', '/tokens', body)) as { id: string }).id;
}

/** `{id}` of a path is the thing its last segment before names. */
export function concrete(path: string, ids: RoutesWorld['ids']): string {
  const kind = path.includes('/deliveries/') ? 'deliveries' : (path.split('/')[3] ?? '');
  return path.replace('{id}', ids[kind] ?? '');
}

/** Asks a route, named as in the cases, of the world's things. */
export function send(
  { stage, ids }: RoutesWorld,
  key: string,
  sent: { readonly headers: Readonly<Record<string, string>>; readonly body?: unknown },
): Promise<Response> {
  const [method = '', path = ''] = key.split(' ');
  const { headers, body } = sent;
  return stage.raw(method, concrete(path, ids), {
    headers: {
      origin: stage.url,
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
