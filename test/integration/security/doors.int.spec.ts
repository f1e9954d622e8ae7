import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, person } from '@firewatch/shared/wire/access';
import { channel } from '@firewatch/shared/wire/channels';
import { problem } from '@firewatch/shared/wire/primitives';
import type { Rest } from '../../support/rest.js';
import { type DeviceFixture, FINGERPRINT, storeDevice, storeIncident } from '../rest/fleet-fixture.js';
import { OWNER, PASSWORD, RestStage } from '../rest/rest-stage.js';

let stage: RestStage;
let owner: Rest;
let a: DeviceFixture;
let b: DeviceFixture;
let ofB: string;
let webRoot: string;

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'fw-web-'));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Firewatch</title>');
  await writeFile(join(webRoot, '..', `${webRoot.split('/').at(-1)}-secret`), 'outside');
  stage = await RestStage.open({ webRoot });
  owner = await stage.setUp();
  const [ca, cb] = [
    await owner.post('/customers', { name: 'Alder' }, customer),
    await owner.post('/customers', { name: 'Birch' }, customer),
  ];
  a = await storeDevice(stage, ca.id, { name: 'A-1' });
  b = await storeDevice(stage, cb.id, { name: 'B-1' });
  ofB = await storeIncident(stage, [b], 'device');
});
afterAll(async () => {
  await stage.close();
  await rm(webRoot, { recursive: true });
  await rm(`${webRoot}-secret`);
});

interface Answer {
  readonly status: number;
  readonly text: string;
}
/** As written: fetch would put the path in order and its own Host in. */
function written(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { hostname, port } = new URL(stage.url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, method, path, headers, setHost: !('host' in headers) },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

describe('metrics without a session', () => {
  it.each([
    ['this machine', {}, 200],
    ['its name for itself', { host: 'localhost:9' }, 200],
    ['a page whose name was made to lead here', { host: 'evil.example' }, 401],
    ['a proxy that says for whom', { 'x-forwarded-for': '203.0.113.9' }, 401],
    ['a proxy that says it the new way', { forwarded: 'for=203.0.113.9' }, 401],
    ['a proxy that says which address', { 'x-real-ip': '203.0.113.9' }, 401],
    ['a proxy that says only that it is one', { via: '1.1 edge' }, 401],
  ])('from %s: %j gives %d', async (_who, headers, status) => {
    expect((await written('GET', '/metrics', headers)).status).toBe(status);
  });
});

describe('files', () => {
  it.each([
    '/../x-secret',
    '/..%2fx-secret',
    '/%2e%2e/x-secret',
    '/%2e%2e%2fx-secret',
    '/assets/..%2f..%2fx-secret',
    '/assets/..%5c..%5cx-secret',
    '/assets/../../x-secret',
    '/.%00/x-secret',
    '//evil.example/x-secret',
    '/\\evil.example',
  ])('are given from the built app only: %s is 404', async (path) => {
    const real = path.replace('x-secret', `${webRoot.split('/').at(-1)}-secret`);
    const { status, text } = await written('GET', real, { accept: 'text/html' });
    expect([status, text.includes('outside')]).toEqual([404, false]);
  });

  it.each(['TRACE', 'OPTIONS', 'PUT', 'PROPFIND'])('%s is answered by nothing', async (method) => {
    expect((await written(method, '/api/v1/me', { cookie: owner.cookieHeader })).status).toBe(404);
  });
});

describe('the session cookie', () => {
  it('behind https is __Host-, Secure, HttpOnly and Lax, and answers carry HSTS', async () => {
    const secure = await RestStage.open({ publicUrl: 'https://fw.example.com', trustProxy: true });
    try {
      await secure.setUp().catch(() => undefined);
      await secure.sql(
        `insert into people (email, name, role, password_hash) select 'owner@example.com', 'O', 'owner', $1 where not exists (select 1 from people)`,
        [(await stage.sql<{ hash: string }>('select password_hash as hash from people'))[0]?.hash],
      );
      const answer = await secure.raw('POST', '/api/v1/session', {
        body: JSON.stringify(OWNER),
        headers: { 'content-type': 'application/json', origin: 'https://fw.example.com' },
      });
      expect(answer.status).toBe(204);
      expect(answer.headers.get('set-cookie')).toMatch(
        /^__Host-firewatch=[\w-]{43}; Max-Age=43200; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      );
      expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    } finally {
      await secure.close();
    }
  });
});

describe('a stored password of a mail server', () => {
  it.each([
    ['another port of the same host', { port: 2526 }],
    ['another host', { host: '127.0.0.2' }],
    ['no TLS any more', { security: 'none' }],
  ])('is not sent to %s without being entered again', async (_what, change) => {
    const settings = {
      host: '127.0.0.1',
      port: 2525,
      security: 'starttls',
      user: 'noc',
      from: 'a@b.example',
      to: ['c@d.example'],
    };
    const body = { kind: 'email', name: 'Mail', settings, password: 'mail-password' };
    const { id } = await owner.post('/channels', body, channel);
    const next = { settings: { ...settings, ...change } };
    expect((await owner.send('PATCH', `/channels/${id}`, next)).status).toBe(409);
    expect((await owner.send('PATCH', `/channels/${id}`, { ...next, password: 'again' })).status).toBe(200);
    expect(
      (await owner.send('PATCH', `/channels/${id}`, { settings: { ...next.settings, to: ['e@f.example'] } }))
        .status,
    ).toBe(200);
  });
});

describe('a stored credential of a firewall', () => {
  it('is pinned to the approved certificates when the address changes: the new box has to be approved', async () => {
    const pins = () =>
      stage.sql('select serial, fingerprint from device_identities where device_id = $1', [a.id]);
    const before = await pins();
    expect(before).toHaveLength(1);
    await owner.json('PATCH', `/devices/${a.id}`, { host: '10.66.6.6', port: 4443, tls: 'legacy' });
    expect(await pins()).toEqual(before);
    const other = FINGERPRINT.replaceAll('9C', 'AB');
    const accept = { deviceIds: [a.id], fingerprints: [other], reason: 'trust me' };
    const { accepted } = (await owner.json('POST', '/devices/accept-identity', accept)) as {
      accepted: string[];
    };
    expect([accepted, await pins()]).toEqual([[], before]);
  });

  it('leaves a line in the audit, with the address, before it is tried anywhere', async () => {
    const [set] = await stage.sql<{ id: string }>(
      'select credential_set_id as id from devices where id = $1',
      [a.id],
    );
    const asked = owner.send('POST', '/devices/try', {
      vendor: 'sonicwall',
      host: '10.66.6.6',
      port: 443,
      fingerprint: FINGERPRINT,
      access: { credentialSetId: set?.id },
    });
    await expect
      .poll(() =>
        stage.sql(
          `update device_calls set done_at = now(), result = '{"ok":false,"why":"refused","detail":""}' returning 1`,
        ),
      )
      .toHaveLength(1);
    expect((await asked).status).toBe(200);
    const lines = await stage.sql(
      `select person_name, subject_id, customer_id, detail from audit_entries where action = 'credential-set.tried'`,
    );
    expect(lines).toEqual([
      {
        person_name: 'Olga Owner',
        subject_id: set?.id,
        customer_id: a.customerId,
        detail: { host: '10.66.6.6', port: 443, fingerprint: FINGERPRINT },
      },
    ]);
  });

  it('of another customer is refused, also where the person sees both', async () => {
    const [set] = await stage.sql<{ id: string }>(
      'select credential_set_id as id from devices where id = $1',
      [b.id],
    );
    const answer = await owner.send('PATCH', `/devices/${a.id}`, { access: { credentialSetId: set?.id } });
    expect([answer.status, problem.parse(await answer.json()).detail]).toEqual([
      422,
      'access.credentialSetId: this set belongs to another customer',
    ]);
    const [site] = await stage.sql<{ id: string }>(
      `insert into sites (customer_id, name) values ($1, 'B') returning id`,
      [b.customerId],
    );
    expect((await owner.send('PATCH', `/devices/${a.id}`, { siteId: site?.id })).status).toBe(422);
    expect((await owner.send('PATCH', `/devices/${a.id}`, { customerId: b.customerId })).status).toBe(422);
  });
});

/** Roles that cannot be given yet: what they could do when they can. */
describe('an operator of A', () => {
  let operator: Rest;
  let both: string;
  beforeAll(async () => {
    const made = await owner.post(
      '/users',
      {
        email: 'op@example.com',
        name: 'Op',
        role: 'viewer',
        password: PASSWORD,
        customerIds: [a.customerId],
      },
      person,
    );
    await stage.sql(`update people set role = 'engineer' where id = $1`, [made.id]);
    operator = await stage.signedIn('op@example.com');
    both = await storeIncident(stage, [a, b]);
  });

  it.each([
    ['reads', 'GET', () => `/incidents/${ofB}`, undefined],
    ['acknowledges', 'POST', () => `/incidents/${ofB}/ack`, { reason: 'quiet' }],
    ['takes the acknowledgement back of', 'DELETE', () => `/incidents/${ofB}/ack`, undefined],
    ['closes', 'POST', () => `/incidents/${ofB}/close`, { reason: 'quiet' }],
    ['writes into', 'POST', () => `/incidents/${ofB}/updates`, { body: 'hello' }],
    ['reads the device of', 'GET', () => `/devices/${b.id}`, undefined],
    ['renames the device of', 'PATCH', () => `/devices/${b.id}`, { name: 'mine' }],
    ['asks to read the device of', 'POST', () => `/devices/${b.id}/read`, undefined],
    [
      'sets the baseline of',
      'PUT',
      () => `/devices/${b.id}/baseline`,
      { baseline: { ips: 'off' }, reason: 'quiet' },
    ],
    ['removes the device of', 'DELETE', () => `/devices/${b.id}`, { reason: 'quiet' }],
  ])('%s B: 404, as if it were not there', async (_what, method, path, body) => {
    const answer = await operator.send(method, path(), body);
    const unknown = await operator.send(method, path().replace(/[0-9a-f-]{36}/, crypto.randomUUID()), body);
    expect([answer.status, await answer.text()]).toEqual([404, await unknown.text()]);
  });

  it('writes a note for B on an incident of both: refused', async () => {
    const answer = await operator.send('POST', `/incidents/${both}/updates`, {
      body: 'x',
      customerId: b.customerId,
    });
    expect(answer.status).toBe(422);
  });

  it('uses the idempotency key of the owner: gets an answer of their own, not the owner’s', async () => {
    const note = (rest: Rest): Promise<Response> =>
      stage.raw('POST', `/api/v1/incidents/${both}/updates`, {
        body: JSON.stringify({ body: 'same words' }),
        headers: {
          'content-type': 'application/json',
          'idempotency-key': 'one-key-for-two',
          origin: stage.url,
          cookie: rest.cookieHeader,
        },
      });
    const [first, second] = [await (await note(owner)).text(), await (await note(operator)).text()];
    expect([first.includes(b.id), second.includes(b.id), second.includes('same words')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('adds a site or credential to B: refused without saying that B exists', async () => {
    const site = await operator.send('POST', '/sites', { customerId: b.customerId, name: 'S' });
    const nobody = await operator.send('POST', '/sites', { customerId: crypto.randomUUID(), name: 'S' });
    expect([site.status, await site.text()]).toEqual([422, await nobody.text()]);
  });
});
