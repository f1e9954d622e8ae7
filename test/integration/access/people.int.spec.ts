import { DeliverySender } from '@firewatch/api/alerting/delivery.sender';
import { OffsetClock } from '@firewatch/api/platform/clock/clock';
import { FarClocks } from '@firewatch/api/platform/clock/far-clocks';
import type { Config } from '@firewatch/api/platform/config/config';
import { Log } from '@firewatch/api/platform/log/log';
import { claimDeliveries } from '@firewatch/api/store/deliveries.repo';
import { addedPerson, customer, editedPerson, invitation } from '@firewatch/shared/wire/access';
import { ownSession } from '@firewatch/shared/wire/account';
import { auditEntry } from '@firewatch/shared/wire/audit';
import { channel } from '@firewatch/shared/wire/channels';
import { page, problem } from '@firewatch/shared/wire/primitives';
import { madeToken } from '@firewatch/shared/wire/tokens';
import pg from 'pg';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../support/ports.js';
import { storeDevice, storeIncident } from '../rest/fleet-fixture.js';
import { PASSWORD, tokenOf } from '../rest/rest-stage.js';
import { AccessStage } from './access-stage.js';

const NEW = 'seven lamps over the harbour';
let stage: AccessStage;
let a: string;
beforeAll(async () => {
  stage = await AccessStage.open();
  a = (await stage.owner.post('/customers', { name: 'Alder' }, customer)).id;
});
afterAll(() => stage.close());
beforeEach(() => stage.rest.sql('delete from sign_in_failures'));

/** Asks for links that can be looked for and not be made, until so many wait for that or for each other. */
async function askAtOnce(ask: () => Promise<void>, waiting: number): Promise<void> {
  const client = new pg.Client({ connectionString: stage.rest.db.superuserUrl });
  await client.connect();
  try {
    await client.query('begin; lock table one_time_links in exclusive mode');
    await ask();
    await until('all of them wait', async () => {
      await client.query('select pg_stat_clear_snapshot()');
      const { rows } = await client.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return rows.length === waiting;
    });
    await client.query('commit');
  } finally {
    await client.end();
  }
}

const MAIL = { host: '127.0.0.1', port: 2525, security: 'none', from: 'fw@msp.example' } as const;
const addMail = (name: string, to: string[]) =>
  stage.owner.post('/channels', { kind: 'email', name, settings: { ...MAIL, to } }, channel);
const post = (path: string, body: object) =>
  stage.rest.raw('POST', `/api/v1${path}`, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', origin: stage.rest.url },
  });
/** Mails of a kind that wait, oldest first. */
const waiting = (kind: string) =>
  stage.rest.sql<{ id: string; to: string; title: string; channel: string; content: object }>(
    `select d.id, d.destination as to, n.content#>>'{headline,title}' as title, d.channel_id as channel, n.content
     from deliveries d join notices n on n.id = d.notice_id where n.kind = $1 order by n.created_at, d.destination`,
    [kind],
  );

describe('people', () => {
  it('are invited by a link that is shown once while there is no mail channel', async () => {
    const added = await stage.owner.post(
      '/users',
      { email: 'ina@example.com', name: 'Ina', role: 'operator', customerIds: [a] },
      addedPerson,
    );
    expect(added).toMatchObject({ isInvited: true, invitation: { sentTo: null } });
    const token = tokenOf(added.invitation?.link ?? null);
    expect((await stage.signIn({ email: 'ina@example.com', password: '' })).status).toBe(422);
    expect((await post('/password/link', { token, password: NEW })).status).toBe(204);
    expect((await post('/password/link', { token, password: NEW })).status).toBe(403);
    expect((await stage.signIn({ email: 'ina@example.com', password: NEW })).status).toBe(204);
    const dump = JSON.stringify(await stage.rest.sql('select * from one_time_links, idempotency_keys'));
    expect(dump).not.toContain(token);
  });

  it('are refused a password that guessers try first, of their own name too', async () => {
    const added = await stage.owner.post(
      '/users',
      { email: 'leonie@example.com', name: 'Leonie Harbourmaster', role: 'viewer', customerIds: [a] },
      addedPerson,
    );
    const token = tokenOf(added.invitation?.link ?? null);
    for (const password of ['Password2026!!', 'harbourmaster1']) {
      const answer = await post('/password/link', { token, password });
      expect([answer.status, problem.parse(await answer.json()).errors?.[0]?.field]).toEqual([
        422,
        'password',
      ]);
    }
    expect((await post('/password/link', { token, password: NEW })).status).toBe(204);
  });

  it('are disabled: session, token and socket end within 5 s, and what only they were told is named', async () => {
    const email = 'olaf@example.com';
    const id = await stage.addPerson(email, { role: 'operator', customerIds: [a] });
    const olaf = await stage.rest.signedIn(email);
    const token = await olaf.post(
      '/tokens',
      { name: 'Board', kind: 'wall', role: 'viewer', customerIds: [a], days: 1 },
      madeToken,
    );
    const device = await storeDevice(stage.rest, a, {
      name: 'A-1',
      worst: 'exposed',
      reason: 'licence-lost',
    });
    const incident = await storeIncident(stage.rest, [device], 'device');
    await olaf.json('POST', `/incidents/${incident}/ack`, { reason: 'on my way', until: null });
    const alone = await addMail('Olaf at night', [email]);
    await addMail('Everybody', ['ops@example.com', 'OLAF@example.com']);
    const socket = io(`${stage.rest.url}/live`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { cookie: olaf.cookieHeader },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve());
      socket.once('connect_error', reject);
    });
    const at = performance.now();
    const edited = editedPerson.parse(await stage.owner.json('PATCH', `/users/${id}`, { disabled: true }));
    expect(edited.ended).toEqual({ sessions: 1, tokens: 1 });
    expect(edited.left).toMatchObject({
      channels: [
        { name: 'Olaf at night', others: 0 },
        { name: 'Everybody', others: 1 },
      ],
      acknowledged: [{ id: incident, reason: 'on my way', until: null }],
      tokens: [{ name: 'Board', prefix: token.prefix }],
      maintenance: [],
    });
    expect((await olaf.send('GET', '/me')).status).toBe(401);
    expect((await stage.bearer(token.token, 'GET', '/me')).status).toBe(401);
    await until('the socket is cut', async () => !socket.connected);
    expect(performance.now() - at).toBeLessThan(5_000);
    socket.close();
    const told = (await waiting('security')).filter((one) => one.title.includes('disabled olaf'));
    expect(told.map((one) => one.to)).toEqual(['owner@example.com']);
    expect(JSON.stringify(told[0]?.content)).toContain('Only this person is told by: Olaf at night.');
    await stage.owner.json('DELETE', `/channels/${alone.id}`);
  });

  it('forget their password: the same answer for everybody, one sealed link by mail, good once', async () => {
    const email = 'fred@example.com';
    await stage.addPerson(email, { role: 'viewer', customerIds: [a] });
    const fred = await stage.rest.signedIn(email);
    const answers: (number | string)[][] = [];
    await askAtOnce(async () => {
      for (const address of [email, 'nobody@example.com', email, email]) {
        const answer = await post('/password/forgot', { email: address });
        answers.push([answer.status, await answer.text()]);
      }
    }, 3);
    expect(new Set(answers.map(String))).toEqual(new Set(['202,']));
    await until('the mail is made', async () => (await waiting('account')).some((one) => one.to === email));
    const mails = (await waiting('account')).filter((one) => one.to === email);
    expect(mails.map((one) => one.title)).toEqual(['Choose a new password for Firewatch']);
    const claimed = await stage.rest.db.database.asEngine((tx) =>
      claimDeliveries(tx, { channelId: mails[0]?.channel ?? '', limit: 1, deliveryId: mails[0]?.id ?? '' }),
    );
    const fragment = linkSent(claimed[0]);
    const token = tokenOf(`x#${fragment}`);
    const everything = await Promise.all(
      ['notices', 'deliveries', 'one_time_links', 'notice_secrets', 'audit_entries'].map((table) =>
        stage.rest.sql(`select to_jsonb(t) as row from ${table} t`),
      ),
    );
    expect(token.length).toBe(43);
    expect(JSON.stringify(everything)).not.toContain(token);
    expect((await post('/password/link', { token, password: NEW })).status).toBe(204);
    expect((await fred.send('GET', '/me')).status).toBe(401);
    expect((await post('/password/link', { token, password: `${NEW} again` })).status).toBe(403);
    expect((await stage.signIn({ email, password: NEW })).status).toBe(204);
  });

  it('change their password with the old one: all sessions end, this browser goes on', async () => {
    const email = 'carl@example.com';
    await stage.addPerson(email, { role: 'viewer', customerIds: [a] });
    const [here, there] = [await stage.rest.signedIn(email), await stage.rest.signedIn(email)];
    expect((await here.send('POST', '/me/password', { old: 'not the old one', password: NEW })).status).toBe(
      403,
    );
    expect(
      (await here.send('POST', '/me/password', { old: PASSWORD, password: 'Password2026!!' })).status,
    ).toBe(422);
    expect((await here.send('POST', '/me/password', { old: PASSWORD, password: NEW })).status).toBe(204);
    expect([(await here.send('GET', '/me')).status, (await there.send('GET', '/me')).status]).toEqual([
      200, 401,
    ]);
    const again = await stage.rest.signedIn(email, NEW);
    const { items } = await here.get('/me/sessions', page(ownSession));
    expect(items.filter((one) => one.isThis).length).toBe(1);
    expect(items.length).toBe(2);
    const other = items.find((one) => !one.isThis)?.id ?? '';
    await here.json('DELETE', `/me/sessions/${other}`);
    expect((await again.send('GET', '/me')).status).toBe(401);
  });

  it('are not kept signed in by an open socket or a page that nobody touches', async () => {
    const email = 'idle@example.com';
    await stage.addPerson(email, { role: 'viewer', customerIds: [a] });
    const idle = await stage.rest.signedIn(email);
    const seen = async () =>
      (
        await stage.rest.sql<{ s: number }>(
          `select round(extract(epoch from now() - seen_at))::int as s from sessions s join people p on p.id = s.person_id where p.email = $1`,
          [email],
        )
      )[0]?.s;
    await stage.rest.sql(
      `update sessions set seen_at = now() - interval '20 minutes' where person_id = (select id from people where email = $1)`,
      [email],
    );
    const headers = { cookie: idle.cookieHeader, 'x-firewatch-unattended': '1' };
    expect((await stage.rest.raw('GET', '/api/v1/me', { headers })).status).toBe(200);
    const socket = io(`${stage.rest.url}/live`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { cookie: idle.cookieHeader },
    });
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    await stage.rest.sql(`select pg_notify('fw_people', '')`);
    expect(await seen()).toBeGreaterThanOrEqual(1_200);
    await idle.send('GET', '/me');
    expect(await seen()).toBeLessThan(60);
    socket.close();
  });
});

describe('guessing', () => {
  it('does not keep an owner out who signs in from where they are at home', async () => {
    const owner = { email: 'owner@example.com', password: PASSWORD };
    expect((await stage.signIn(owner, '192.0.2.7')).status).toBe(204);
    const tried = [];
    for (let i = 0; i < 15; i += 1)
      tried.push((await stage.signIn({ ...owner, password: `guess ${i}` }, `198.51.100.${i}`)).status);
    expect(tried).toEqual([...Array<number>(10).fill(401), ...Array<number>(5).fill(429)]);
    expect((await stage.signIn(owner, '198.51.100.99')).status).toBe(429);
    expect((await stage.signIn(owner, '192.0.2.7')).status).toBe(204);
    // The right person coming in gives who guesses no new tries.
    expect((await stage.signIn({ ...owner, password: 'guess 16' }, '198.51.100.3')).status).toBe(429);
    const home = [];
    for (let i = 0; i < 11; i += 1)
      home.push((await stage.signIn({ ...owner, password: `guess ${i}` }, '192.0.2.7')).status);
    expect(home).toEqual([...Array<number>(10).fill(401), 429]);
  });
});

describe('the owners hear', () => {
  it('of a channel that is redirected, switched off or removed, over its old way too', async () => {
    const made = await addMail('Night mail', ['night@example.com']);
    await stage.rest.sql(`update deliveries set state = 'delivered' where state = 'waiting'`);
    await stage.owner.json('PATCH', `/channels/${made.id}`, {
      settings: { ...MAIL, to: ['evil@example.com'] },
    });
    await stage.owner.json('PATCH', `/channels/${made.id}`, { name: 'Night mail' });
    await stage.owner.json('PATCH', `/channels/${made.id}`, { enabled: false });
    await stage.owner.json('DELETE', `/channels/${made.id}`);
    const told = (await waiting('security')).filter((one) => one.title.includes('Night mail'));
    const by = (title: string) =>
      told
        .filter((one) => one.title.includes(title) && one.channel === made.id)
        .map((one) => one.to)
        .sort();
    expect(by('changed the channel')).toEqual(['night@example.com', 'owner@example.com']);
    expect(by('switched off the channel')).toEqual(['evil@example.com', 'owner@example.com']);
    expect(by('removed the channel')).toEqual(['evil@example.com', 'owner@example.com']);
    // Also by a channel that nobody touched.
    expect(told.filter((one) => one.channel !== made.id && one.to === 'owner@example.com').length).toBe(3);
    const claimed = await stage.rest.db.database.asEngine((tx) =>
      claimDeliveries(tx, { channelId: made.id, limit: 50 }),
    );
    expect(claimed.length).toBe(6);
    const first = claimed.filter((one) => one.destination === 'night@example.com').map((one) => one.settings);
    expect(first).toEqual([{ ...MAIL, to: ['night@example.com'], user: '' }]);
  });

  it('of a new owner', async () => {
    const id = await stage.addPerson('next@example.com', { role: 'viewer', allCustomers: true });
    await stage.owner.json('PATCH', `/users/${id}`, { role: 'owner' });
    const titles = (await waiting('security')).map((one) => one.title);
    expect(titles).toContain('Olga Owner made next (next@example.com) owner instead of viewer');
    await stage.owner.json('PATCH', `/users/${id}`, { disabled: true });
  });
});

describe('the audit', () => {
  it('lists what people did, by action and person, page by page, to owners only', async () => {
    const { items, nextCursor } = await stage.owner.get('/audit?action=person.&limit=2', page(auditEntry));
    expect(items.every((one) => one.action.startsWith('person.'))).toBe(true);
    const next = await stage.owner.get(
      `/audit?action=person.&limit=2&cursor=${nextCursor}`,
      page(auditEntry),
    );
    expect(next.items[0]?.id).toBeLessThan(items[1]?.id ?? 0);
    expect((await stage.owner.send('GET', '/audit?cursor=x')).status).toBe(422);
    await until('every line is linked', async () => {
      const all = await stage.owner.get('/audit?limit=1000', page(auditEntry));
      return all.items.every((one) => one.seq !== null);
    });
  });

  it('is verified by the holder of the key when an owner asks', async () => {
    const report = await stage.owner.json('POST', '/audit/verify');
    expect(report).toMatchObject({ fault: null, headKept: false });
  });

  it('invites again with a new link, by mail now that there is a channel', async () => {
    const added = await stage.owner.post(
      '/users',
      { email: 'mia@example.com', name: 'Mia', role: 'viewer', customerIds: [a] },
      addedPerson,
    );
    expect(added.invitation).toEqual({ sentTo: 'mia@example.com', link: null });
    const again = await stage.owner.post(`/users/${added.id}/invitation`, undefined, invitation);
    expect(again.sentTo).toBe('mia@example.com');
  });
});

/** What the worker puts behind the page's address when it sends. */
function linkSent(claimed: Awaited<ReturnType<typeof claimDeliveries>>[number] | undefined): string {
  const config = { http: { publicUrl: 'https://fw.example' } } as unknown as Config;
  const sender = new DeliverySender(
    config,
    stage.rest.vault,
    new OffsetClock(),
    new FarClocks(),
    Log.to('error'),
  );
  const link = claimed ? Reflect.apply(Reflect.get(sender, 'linkOf'), sender, [claimed]) : '';
  sender.stop();
  const [page_, fragment = ''] = String(link).split('#');
  expect(page_).toBe('https://fw.example/password');
  return fragment;
}
