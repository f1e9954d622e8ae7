import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { customer, person } from '@firewatch/shared/wire/access';
import type { Rest } from '../../support/rest.js';
import { PASSWORD, RestStage } from '../rest/rest-stage.js';

let stage: RestStage;
let owner: Rest;
let viewer: Rest;
const open: Socket[] = [];

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  const { id } = await owner.post('/customers', { name: 'Alder' }, customer);
  await owner.post(
    '/users',
    { email: 'v@example.com', name: 'V', role: 'viewer', password: PASSWORD, customerIds: [id] },
    person,
  );
  viewer = await stage.signedIn('v@example.com');
});
afterEach(() => {
  for (const client of open.splice(0)) client.close();
});
afterAll(() => stage.close());

/** Connected, or the words of the refusal. */
function connect(namespace: string, headers: Record<string, string>): Promise<Socket | string> {
  const extraHeaders = { origin: stage.url, ...headers };
  const client = io(`${stage.url}${namespace}`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders,
  });
  open.push(client);
  return new Promise((resolve) => {
    client.once('connect', () => resolve(client));
    client.once('connect_error', (error) => resolve(error.message));
  });
}

async function connected(rest: Rest): Promise<Socket> {
  const client = await connect('/live', { cookie: rest.cookieHeader });
  if (typeof client === 'string') throw new Error(client);
  return client;
}

const ended = (client: Socket, withinMs: number): Promise<string> =>
  new Promise((resolve) => {
    client.once('disconnect', resolve);
    setTimeout(() => resolve('still open'), withinMs);
  });

describe('the handshake', () => {
  it.each([
    ['the namespace that always exists, without a session', '/', {}, 'denied'],
    ['a namespace that does not exist', '/admin', {}, 'Invalid namespace'],
    ['no session', '/live', {}, 'signed-out'],
    [
      'a token of the right form that is nobody’s',
      '/live',
      { cookie: `firewatch=${'a'.repeat(43)}` },
      'signed-out',
    ],
  ])('refuses %s', async (_what, namespace, headers, words) => {
    expect(await connect(namespace, headers)).toBe(words);
  });

  it('refuses the pages of others, also one whose name leads here, although the session is good', async () => {
    const { port } = new URL(stage.url);
    const cookie = owner.cookieHeader;
    const rebound = `evil.example:${port}`;
    expect([
      await connect('/live', { cookie, origin: 'https://evil.example' }),
      await connect('/live', { cookie, origin: 'null' }),
      await connect('/live', { cookie, origin: `http://${rebound}`, host: rebound }),
      await connect('/live', { cookie, origin: `http://127.0.0.1:${Number(port) + 1}` }),
    ]).toEqual(Array(4).fill('websocket error'));
  });

  it('answers long polling of a foreign page with 403 and gives no page leave to read', async () => {
    const ask = (origin: string): Promise<Response> =>
      stage.raw('GET', '/socket.io/?EIO=4&transport=polling', { headers: { origin } });
    const [foreign, own] = [await ask('https://evil.example'), await ask(stage.url)];
    expect([foreign.status, own.status, own.headers.get('access-control-allow-origin')]).toEqual([
      403,
      200,
      null,
    ]);
  });
});

describe('messages', () => {
  it.each([
    null,
    1,
    'all',
    [],
    {},
    { room: {} },
    { room: 'all', streamId: "'", seq: 0 },
    { room: 'all', streamId: null, seq: 1e300 },
    { room: '__proto__', streamId: null, seq: null },
    { room: ['all'], streamId: null, seq: null },
  ])('%j from the viewer of one customer is denied, and the socket lives', async (body) => {
    const client = await connected(viewer);
    expect(await client.timeout(3_000).emitWithAck('joinV1', body)).toEqual({ ok: false, why: 'denied' });
    client.emit('joinV1');
    client.emit('endV1', { why: 'x' });
    client.emit('frameV1', { room: 'all' });
    expect(await client.timeout(3_000).emitWithAck('joinV1', body)).toEqual({ ok: false, why: 'denied' });
  });

  it('ends a socket that sends 20 kB at once', async () => {
    const client = await connected(viewer);
    client.emit('joinV1', { room: 'x'.repeat(20_000), streamId: null, seq: null });
    expect(await ended(client, 3_000)).toBe('transport close');
  });

  it('ends a socket in a loop after 100 joins in 10 s; others of another person go on', async () => {
    const client = await connected(viewer);
    const other = await connected(owner);
    const gone = ended(client, 5_000);
    let answers = 0;
    for (let n = 0; n < 400; n += 1)
      client.emit('joinV1', { room: 'all', streamId: null, seq: null }, () => (answers += 1));
    expect(await gone).toBe('io server disconnect');
    expect(answers).toBeLessThanOrEqual(100);
    expect(
      await other.timeout(3_000).emitWithAck('joinV1', { room: 'all', streamId: null, seq: null }),
    ).toEqual({ ok: false, why: 'resync' });
  });
});

it('ends within 5 s when the session is gone and the nudge that says so was lost', async () => {
  const rest = await stage.signedIn('v@example.com');
  const client = await connected(rest);
  const gone = ended(client, 5_000);
  await stage.sql(
    `delete from sessions where person_id = (select id from people where email = 'v@example.com')`,
  );
  expect(await gone).toBe('io server disconnect');
});
