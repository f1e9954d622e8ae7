import { customer } from '@firewatch/shared/wire/access';
import { deviceList } from '@firewatch/shared/wire/devices';
import { page, problem } from '@firewatch/shared/wire/primitives';
import { apiToken, madeToken } from '@firewatch/shared/wire/tokens';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../support/ports.js';
import { storeDevice } from '../rest/fleet-fixture.js';
import { AccessStage } from './access-stage.js';

let stage: AccessStage;
let a: string;
let b: string;
beforeAll(async () => {
  stage = await AccessStage.open();
  a = (await stage.owner.post('/customers', { name: 'Alder' }, customer)).id;
  b = (await stage.owner.post('/customers', { name: 'Birch' }, customer)).id;
  await storeDevice(stage.rest, a, { name: 'A-1' });
  await storeDevice(stage.rest, b, { name: 'B-1' });
});
afterAll(() => stage.close());

const make = (part: object, by = stage.owner) =>
  by.post(
    '/tokens',
    { name: 'Script', kind: 'full', role: 'owner', allCustomers: true, days: 30, ...part },
    madeToken,
  );
const names = async (token: string): Promise<string[]> => {
  const answer = await stage.bearer(token, 'GET', '/devices');
  return deviceList
    .parse(await answer.json())
    .items.map((row) => row.name)
    .sort();
};
const sentence = async (answer: Response): Promise<[number, string | undefined]> => [
  answer.status,
  problem.parse(await answer.json()).detail,
];

describe('a token', () => {
  it('is shown once, kept as a hash, and works as Bearer without any Origin', async () => {
    const made = await make({});
    expect(made.token).toMatch(/^fw_[a-z2-7]{8}_[A-Za-z0-9_-]{43}$/);
    expect(made.token.split('_')[1]).toBe(made.prefix);
    const answer = await stage.bearer(made.token, 'POST', '/customers', { name: 'By a script' });
    expect(answer.status).toBe(201);
    const dump = JSON.stringify(await stage.rest.sql('select to_jsonb(t) as t from api_tokens t'));
    expect(dump).not.toContain(made.token.slice(12));
    const listed = await stage.owner.json('GET', '/tokens');
    expect(JSON.stringify(listed)).not.toContain(made.token.slice(12));
    const [line] = await stage.rest.sql<{ detail: { byToken?: string } }>(
      `select detail from audit_entries where action = 'customer.created' order by id desc limit 1`,
    );
    expect(line?.detail.byToken).toBe(made.prefix);
  });

  it('sees the customers it was given and no others, and never more than its person sees today', async () => {
    const scoped = await make({ role: 'viewer', allCustomers: false, customerIds: [a] });
    expect(await names(scoped.token)).toEqual(['A-1']);
    const id = await stage.addPerson('eng@example.com', { role: 'engineer', customerIds: [a, b] });
    const engineer = await stage.rest.signedIn('eng@example.com');
    const both = await make({ role: 'engineer', allCustomers: false, customerIds: [a, b] }, engineer);
    const onlyA = await make({ role: 'viewer', allCustomers: false, customerIds: [a] }, engineer);
    expect(await names(both.token)).toEqual(['A-1', 'B-1']);
    // Behind the door's back: what counts is asked anew each time.
    await stage.rest.sql('delete from person_customers where person_id = $1 and customer_id = $2', [id, b]);
    expect(await names(both.token)).toEqual(['A-1']);
    // Through the door: a token with more than its person is over for good.
    await stage.owner.json('PATCH', `/users/${id}`, { role: 'operator', customerIds: [a] });
    expect((await stage.bearer(both.token, 'GET', '/me')).status).toBe(401);
    expect(await names(onlyA.token)).toEqual(['A-1']);
  });

  it.each([
    [{ role: 'engineer' }, 'role: is more than your own; one of operator, viewer is accepted'],
    [
      { role: 'viewer', allCustomers: true },
      'allCustomers: is more than your own; name customers of yours instead',
    ],
    [{ role: 'viewer', customerIds: ['B'] }, 'customerIds: one of them is no customer'],
    [
      { role: 'viewer', customerIds: [] },
      'customerIds: is empty; at least one customer, or allCustomers, is accepted',
    ],
  ])('with %j is refused to an operator of Alder', async (part, words) => {
    await stage.rest.sql(`delete from people where email = 'op@example.com'`);
    await stage.addPerson('op@example.com', { role: 'operator', customerIds: [a] });
    const operator = await stage.rest.signedIn('op@example.com');
    const customerIds = 'customerIds' in part ? part.customerIds.map(() => b) : [a];
    const body = { name: 'T', kind: 'full', days: 1, allCustomers: false, ...part, customerIds };
    expect(await sentence(await operator.send('POST', '/tokens', body))).toEqual([422, words]);
  });

  it.each([
    ['read', 'POST', '/customers', 'This token may only read.'],
    ['wall', 'GET', '/customers', 'This token may only read what the wallboard shows.'],
    ['wall', 'GET', '/users', 'This token may only read what the wallboard shows.'],
    ['full', 'POST', '/tokens', 'A token may not do this; sign in as a person.'],
    ['full', 'POST', '/users', 'A token may not do this; sign in as a person.'],
    ['full', 'GET', '/me/sessions', 'A token may not do this; sign in as a person.'],
  ] as const)('of an owner that is %s may not %s %s', async (kind, method, path, words) => {
    const { token } = await make({ kind });
    expect(
      await sentence(await stage.bearer(token, method, path, method === 'POST' ? {} : undefined)),
    ).toEqual([403, words]);
  });

  it('for the wallboard reads what the wallboard shows', async () => {
    const { token } = await make({ kind: 'wall', role: 'viewer' });
    for (const path of ['/me', '/fleet/summary', '/fleet/history', '/devices', '/incidents', '/status']) {
      expect([path, (await stage.bearer(token, 'GET', path)).status]).toEqual([path, 200]);
    }
  });

  it('ends when it is revoked, runs out, or its person is disabled, and does not come back with them', async () => {
    const id = await stage.addPerson('three@example.com', { role: 'viewer', allCustomers: true });
    const person = await stage.rest.signedIn('three@example.com');
    const part = { role: 'viewer', allCustomers: true };
    const [one, two, three] = [await make(part, person), await make(part, person), await make(part, person)];
    const status = async (token: string) => (await stage.bearer(token, 'GET', '/me')).status;
    await person.json('DELETE', `/tokens/${one.id}`);
    await stage.rest.sql(`update api_tokens set expires_at = now() where id = $1`, [two.id]);
    expect([await status(one.token), await status(two.token), await status(three.token)]).toEqual([
      401, 401, 200,
    ]);
    await stage.owner.json('PATCH', `/users/${id}`, { disabled: true });
    expect(await status(three.token)).toBe(401);
    await stage.owner.json('PATCH', `/users/${id}`, { disabled: false });
    expect(await status(three.token)).toBe(401);
    const { items } = await stage.owner.get('/tokens', page(apiToken));
    expect(
      items
        .filter((token) => token.person.id === id)
        .map((token) => token.state)
        .sort(),
    ).toEqual(['expired', 'revoked', 'revoked']);
  });

  it('says when it was last used, to the minute', async () => {
    const { id, token } = await make({});
    const used = async () =>
      (
        await stage.rest.sql<{ at: number | null }>(
          'select last_used_at as at from api_tokens where id = $1',
          [id],
        )
      )[0]?.at;
    expect(await used()).toBeNull();
    await stage.bearer(token, 'GET', '/me');
    const first = await used();
    await stage.bearer(token, 'GET', '/me');
    expect(await used()).toBe(first);
    await stage.rest.sql(`update api_tokens set last_used_at = now() - interval '61 seconds' where id = $1`, [
      id,
    ]);
    await stage.bearer(token, 'GET', '/me');
    expect(await used()).toBeGreaterThanOrEqual(first ?? 0);
  });

  it('that is wrong is refused, and after 20 of them in a minute from one address nothing is looked up', async () => {
    const ask = (address: string, authorization: string) =>
      stage.rest.raw('GET', '/api/v1/me', { headers: { authorization, 'x-forwarded-for': address } });
    const { token } = await make({});
    const wrong = [];
    for (let i = 0; i < 22; i += 1)
      wrong.push((await ask('198.51.100.9', `Bearer ${token.slice(0, -1)}`)).status);
    expect(wrong).toEqual([...Array<number>(20).fill(401), 429, 429]);
    expect((await ask('198.51.100.9', `Bearer ${token}`)).status).toBe(429);
    expect((await ask('198.51.100.10', `Bearer ${token}`)).status).toBe(200);
    expect((await ask('198.51.100.10', 'Basic b3duZXI6eA==')).status).toBe(401);
  });

  it('opens a live socket, and loses it within 5 s when it is revoked', async () => {
    const { id, token } = await make({ kind: 'wall', role: 'viewer' });
    const socket = io(`${stage.rest.url}/live`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token },
    });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', () => resolve());
        socket.once('connect_error', reject);
      });
      const at = performance.now();
      await stage.owner.json('DELETE', `/tokens/${id}`);
      await until('the socket is cut', async () => !socket.connected);
      expect(performance.now() - at).toBeLessThan(5_000);
    } finally {
      socket.close();
    }
  });
});
