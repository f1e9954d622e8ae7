import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Case, casesOf } from './routes-cases.js';
import { concrete, openRoutes, type RoutesWorld, send } from './routes-stage.js';

let world: RoutesWorld;
let cases: Readonly<Record<string, Case>>;

/** Last, because they take away what the others need. */
const LAST = [
  'DELETE /api/v1/devices/{id}',
  'DELETE /api/v1/groups/{id}',
  'DELETE /api/v1/customers/{id}',
  'DELETE /api/v1/channels/{id}',
  'DELETE /api/v1/session',
];

interface OpenApi {
  readonly paths: Record<string, Record<string, unknown>>;
}

async function described(): Promise<string[]> {
  const document = (await (await world.stage.raw('GET', '/api/v1/openapi.json')).json()) as OpenApi;
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

beforeAll(async () => {
  world = await openRoutes();
  cases = casesOf(world.a);
});
afterAll(() => world.stage.close());

async function statusOf(reader: number, key: string): Promise<number> {
  const cookie = world.readers[reader]?.cookieHeader ?? '';
  const headers: Record<string, string> = cookie === '' ? {} : { cookie };
  return (await send(world, key, { headers, body: cases[key]?.body?.() })).status;
}

describe('every route', () => {
  it('is described, served and listed in the matrix: the three lists are one', async () => {
    const router = world.stage.app.getHttpAdapter().getInstance() as {
      router: { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
    };
    const served = router.router.stack.flatMap(({ route }) =>
      route
        ? Object.keys(route.methods).map(
            (m) => `${m.toUpperCase()} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`,
          )
        : [],
    );
    const openapi = (await described()).sort();
    expect([...served].sort()).toEqual(openapi);
    expect(openapi).toEqual(Object.keys(cases).sort());
  });

  it('answers nobody, two scoped viewers, a viewer of all and the owner as the table says', async () => {
    const order = [...Object.keys(cases).filter((key) => !LAST.includes(key)), ...LAST];
    const got: Record<string, number[]> = {};
    for (const key of order) {
      got[key] = [];
      for (const reader of [0, 1, 2, 3, 4]) got[key].push(await statusOf(reader, key));
    }
    expect(got).toEqual(Object.fromEntries(order.map((key) => [key, cases[key]?.codes])));
  });

  it('gives the viewer of A 0 bytes of B, whatever is asked', async () => {
    const viewer = await world.stage.signedIn('a@example.com');
    const paths = Object.keys(cases).filter((key) => key.startsWith('GET '));
    const leaks: string[] = [];
    for (const key of [
      ...paths,
      `GET /api/v1/devices/${world.b.id}`,
      `GET /api/v1/devices?customer=${world.b.customerId}`,
      'GET /api/v1/devices?search=secret',
      `GET /api/v1/fleet/history?customer=${world.b.customerId}`,
      `GET /api/v1/incidents?device=${world.b.id}`,
    ]) {
      if (key === 'GET /metrics') continue;
      const answer = await world.stage.raw('GET', concrete(key.slice(4), world.ids), {
        headers: { cookie: viewer.cookieHeader },
      });
      const text = await answer.text();
      // What the request itself named may come back in an error; these never quote it.
      for (const secret of world.secretsOfB) if (text.includes(secret)) leaks.push(`${key}: ${secret}`);
    }
    expect(leaks).toEqual([]);
  });

  it('refuses metrics to a stranger behind a proxy and to a viewer; gives them to an owner', async () => {
    const ask = async (cookie: string): Promise<number> =>
      (
        await world.stage.raw('GET', '/metrics', {
          headers: { 'x-forwarded-for': '203.0.113.9', ...(cookie ? { cookie } : {}) },
        })
      ).status;
    const viewer = await world.stage.signedIn('all@example.com');
    const owner = await world.stage.signedIn('owner@example.com');
    expect([await ask(''), await ask(viewer.cookieHeader), await ask(owner.cookieHeader)]).toEqual([
      401, 403, 200,
    ]);
  });
});
