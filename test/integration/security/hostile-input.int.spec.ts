import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer } from '@firewatch/shared/wire/access';
import { problem } from '@firewatch/shared/wire/primitives';
import type { Rest } from '../../support/rest.js';
import {
  CREDENTIAL,
  type DeviceFixture,
  FINGERPRINT,
  storeDevice,
  storeIncident,
} from '../rest/fleet-fixture.js';
import { PASSWORD, RestStage } from '../rest/rest-stage.js';

/** What has broken programs of this kind; each goes into each text of each request. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['a quote that ends a string', `x'; drop table people; select set_config('app.customers','*',true); --`],
  ['a parameter of SQL', '$1'],
  ['NUL', 'abc\u0000def'],
  ['half a surrogate pair', 'abc\ud800'],
  ['a turn of direction', 'abc\u202egpj'],
  ['an escape of a terminal', '\u001b[2J\u001b]0;x\u0007'],
  ['a prototype', '__proto__'],
  ['markup', '<img src=x onerror=alert(1)>'],
  ['a mail header', 'x\r\nBcc: all@evil.example'],
  ['a path', '../../../../etc/passwd'],
  ['100,000 characters', 'a'.repeat(100_000)],
  ['nothing', ''],
];

let stage: RestStage;
let owner: Rest;
let device: DeviceFixture;
let incident: string;
let channelId: string;
let bodies: readonly (readonly [method: string, path: string, body: object])[];

const MAIL = {
  host: '127.0.0.1',
  port: 2525,
  security: 'none',
  user: 'noc',
  from: 'a@b.example',
  to: ['c@d.example'],
};

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  const one = await owner.post('/customers', { name: 'Alder' }, customer);
  device = await storeDevice(stage, one.id, { name: 'A-1' });
  incident = await storeIncident(stage, [device]);
  const made = await owner.json('POST', '/channels', { kind: 'email', name: 'M', settings: MAIL });
  channelId = (made as { id: string }).id;
  const person = { email: 'p@example.com', name: 'P', role: 'viewer', password: PASSWORD };
  const added = (await owner.json('POST', '/users', person)) as { id: string };
  const [set] = await stage.sql<{ id: string }>('select id from credential_sets');
  bodies = [
    ['POST', '/session', { email: 'nobody@example.com', password: 'x' }],
    ['POST', '/session/link', { token: 'x'.repeat(40) }],
    ['POST', '/setup', { token: 'x'.repeat(40), email: 'x@example.com', name: 'X', password: PASSWORD }],
    ['POST', '/users', { ...person, customerIds: [one.id] }],
    ['PATCH', `/users/${added.id}`, { name: 'P', role: 'viewer', customerIds: [one.id] }],
    ['POST', '/customers', { name: 'New' }],
    ['POST', '/sites', { customerId: one.id, name: 'S' }],
    [
      'POST',
      '/credential-sets',
      { name: 's', vendor: 'sonicwall', customerId: one.id, credential: CREDENTIAL },
    ],
    ['PUT', `/credential-sets/${set?.id}/secret`, { credential: CREDENTIAL }],
    [
      'PATCH',
      `/devices/${device.id}`,
      { name: 'A-1', host: '10.0.0.1', tls: 'modern', baseline: { ips: 'on' }, reason: 'moved' },
    ],
    [
      'POST',
      '/devices/accept-identity',
      { deviceIds: [device.id], reason: 'swap', fingerprints: [FINGERPRINT] },
    ],
    ['PUT', `/devices/${device.id}/baseline`, { baseline: { ips: 'on' }, reason: 'agreed' }],
    ['POST', `/incidents/${incident}/ack`, { reason: 'on it', until: null }],
    ['POST', `/incidents/${incident}/updates`, { body: 'called', customerId: one.id }],
    ['POST', `/incidents/${incident}/close`, { reason: 'done' }],
    ['POST', '/channels', { kind: 'email', name: 'N', settings: MAIL, password: 'pw' }],
    ['PATCH', `/channels/${channelId}`, { name: 'M', settings: MAIL, password: 'pw' }],
  ];
});
afterAll(() => stage.close());

/** Every body that differs from `body` in one text, also as a number, a list and an object in its place. */
function twisted(body: unknown, text: string): unknown[] {
  if (typeof body === 'string') return [text, [text], { [text]: text }];
  if (Array.isArray(body)) return twisted(body[0], text).map((one) => [one]);
  if (typeof body !== 'object' || body === null) return [text];
  const entries = Object.entries(body);
  return [
    ...entries.flatMap(([key, value]) => twisted(value, text).map((one) => ({ ...body, [key]: one }))),
    { ...body, [text]: text },
  ];
}

const post = (path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
  stage.raw('POST', `/api/v1${path}`, {
    body,
    headers: {
      'content-type': 'application/json',
      origin: stage.url,
      cookie: owner.cookieHeader,
      ...headers,
    },
  });

describe('hostile text', () => {
  it.each(HOSTILE)(
    '%s in each field of 17 bodies: never 5xx, nothing dropped, nothing polluted',
    async (_what, text) => {
      const before = await stage.sql('select count(*) as n from customers where name = $1', ['Alder']);
      const faults: string[] = [];
      for (const [method, path, body] of bodies) {
        await stage.sql('delete from sign_in_failures');
        for (const one of twisted(body, text)) {
          const answer = await owner.send(method, path, one);
          const isChecked = answer.status < 500 && (answer.status !== 429 || path.startsWith('/session'));
          if (!isChecked)
            faults.push(`${method} ${path} ${JSON.stringify(one).slice(0, 80)}: ${answer.status}`);
          await answer.arrayBuffer();
        }
      }
      expect(faults).toEqual([]);
      expect(await stage.sql('select count(*) as n from customers where name = $1', ['Alder'])).toEqual(
        before,
      );
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect(({} as Record<string, unknown>)[text]).toBe(text === '__proto__' ? Object.prototype : undefined);
    },
  );

  it.each(HOSTILE)(
    '%s in each parameter of each GET: refused or nothing found, never 5xx',
    async (_what, text) => {
      const document = (await owner.json('GET', '/openapi.json')) as {
        paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
      };
      const asked = Object.entries(document.paths).flatMap(([path, { get }]) =>
        (get?.parameters ?? []).map((one) =>
          one.in === 'path'
            ? path.replace(`{${one.name}}`, encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '\ufffd')))
            : `${path.replace('{id}', device.id)}?${one.name}=${encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '\ufffd'))}`,
        ),
      );
      const faults: string[] = [];
      for (const path of asked.filter((one) => one.length < 15_000)) {
        const answer = await stage.raw('GET', path, { headers: { cookie: owner.cookieHeader } });
        if (answer.status >= 500 || answer.status === 429) faults.push(`${path}: ${answer.status}`);
        await answer.arrayBuffer();
      }
      expect(asked.length).toBeGreaterThan(15);
      expect(faults).toEqual([]);
    },
  );

  it('names the field that holds a control character', async () => {
    const answer = await owner.send('POST', '/customers', { name: 'Harbor\u202e latneD' });
    expect([answer.status, problem.parse(await answer.json()).errors]).toEqual([
      422,
      [{ field: 'name', message: 'holds a control character; printable text is accepted' }],
    ]);
  });
});

describe('bodies that cost more than they weigh', () => {
  it('answers 15,000 wrong fields in less than 4 kB: 20 by name, the rest as a number', async () => {
    const body = JSON.stringify(Object.fromEntries(Array.from({ length: 15_000 }, (_, n) => [`k${n}`, 1])));
    const answer = await post('/customers', body);
    const text = await answer.text();
    expect([answer.status, text.length < 4_000]).toEqual([422, true]);
    expect(problem.parse(JSON.parse(text)).detail).toMatch(/ And 14981 more\.$/);
  });

  it.each([
    ['a body of 300 kB', JSON.stringify({ name: 'x'.repeat(300_000) }), {}, 413],
    ['a compressed body', gzipSync(JSON.stringify({ name: 'x' })), { 'content-encoding': 'gzip' }, 415],
    ['100,000 brackets', '['.repeat(100_000), {}, 400],
    ['100,000 levels', `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, {}, 422],
    ['a number alone', '1', {}, 400],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), {}, 400],
    ['a prototype', '{"__proto__":{"polluted":1},"name":"p"}', {}, 422],
    ['a constructor', '{"constructor":{"prototype":{"polluted":1}},"name":"p"}', {}, 422],
  ])('refuses %s within 1 s', async (_what, body, headers, status) => {
    const from = performance.now();
    const answer = await post('/customers', body, headers);
    await answer.arrayBuffer();
    expect(answer.status).toBe(status);
    expect(performance.now() - from).toBeLessThan(1_000);
    expect(({} as Record<string, unknown>)['polluted']).toBe(undefined);
  });

  it('takes an approval of 1,000 certificates', async () => {
    const deviceIds = Array.from({ length: 1_000 }, () => crypto.randomUUID());
    const fingerprints = Array.from({ length: 1_000 }, () => FINGERPRINT);
    const body = { deviceIds, fingerprints, reason: 'all boxes were renewed' };
    const answer = await owner.send('POST', '/devices/accept-identity', body);
    expect([answer.status, ((await answer.json()) as { refused: unknown[] }).refused.length]).toEqual([
      200, 1_000,
    ]);
  });
});
