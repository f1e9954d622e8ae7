import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { me, person } from '@firewatch/shared/wire/access';
import { page, problem } from '@firewatch/shared/wire/primitives';
import { FirstOwner } from '@firewatch/api/access/first-owner';
import { Passwords } from '@firewatch/api/access/passwords';
import type { Rest } from '../../support/rest.js';
import { OWNER, PASSWORD, RestStage, tokenOf } from './rest-stage.js';

let stage: RestStage;
let owner: Rest;
beforeAll(async () => {
  stage = await RestStage.open({ trustProxy: true });
  owner = await stage.setUp();
});
afterAll(() => stage.close());

const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', origin: stage.url, ...headers },
});

describe('sign-in', () => {
  it('sets an HttpOnly cookie, keeps only a hash of the token, and answers me', async () => {
    const answer = await stage.raw('POST', '/api/v1/session', json(OWNER));
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(answer.status).toBe(204);
    expect(cookie).toMatch(/^firewatch=[A-Za-z0-9_-]{43}; Max-Age=43200; Path=\/; .*HttpOnly; SameSite=Lax$/);
    const token = cookie.slice('firewatch='.length, cookie.indexOf(';'));
    const rows = await stage.sql<{ hash: string }>(`select encode(token_hash, 'hex') as hash from sessions`);
    expect(rows.map((row) => row.hash).join()).not.toContain(Buffer.from(token).toString('hex'));
    const who = await owner.get('/me', me);
    expect({ email: who.email, role: who.role, all: who.allCustomers }).toEqual({
      email: OWNER.email,
      role: 'owner',
      all: true,
    });
  });

  it('ends the session the browser had before: a planted token is worth nothing after sign-in', async () => {
    const first = await stage.raw('POST', '/api/v1/session', json(OWNER));
    const old = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const second = await stage.raw('POST', '/api/v1/session', json(OWNER, { cookie: old }));
    expect((second.headers.get('set-cookie') ?? '').split(';')[0]).not.toBe(old);
    expect((await stage.raw('GET', '/api/v1/me', { headers: { cookie: old } })).status).toBe(401);
  });

  it('refuses a cookie replayed after signing out', async () => {
    const rest = await stage.signedIn(OWNER.email);
    const cookie = rest.cookieHeader;
    await rest.json('DELETE', '/session');
    expect((await stage.raw('GET', '/api/v1/me', { headers: { cookie } })).status).toBe(401);
  });

  it('ends after 30 min unused and after 12 h in use', async () => {
    const idle = await stage.signedIn(OWNER.email);
    await stage.sql(`update sessions set seen_at = now() - interval '30 minutes 1 second'`);
    expect((await idle.send('GET', '/me')).status).toBe(401);
    const long = await stage.signedIn(OWNER.email);
    const [row] = await stage.sql<{ h: number }>(
      'select extract(epoch from max(expires_at) - max(created_at))::float8 / 3600 as h from sessions',
    );
    expect(Math.round((row?.h ?? 0) * 100) / 100).toBe(12);
    await stage.sql(`update sessions set expires_at = now()`);
    expect((await long.send('GET', '/me')).status).toBe(401);
    owner = await stage.signedIn(OWNER.email);
  });

  it('answers an unknown person, a wrong password and a disabled person alike', async () => {
    await owner.json('POST', '/users', {
      email: 'gone@example.com',
      name: 'Gone',
      role: 'viewer',
      password: PASSWORD,
    });
    const people = await owner.get('/users', page(person));
    const gone = people.items.find((one) => one.email === 'gone@example.com');
    await owner.json('PATCH', `/users/${gone?.id}`, { disabled: true });
    const answers = await Promise.all(
      ['nobody@example.com', OWNER.email, 'gone@example.com'].map(async (email) => {
        const password = email === 'gone@example.com' ? PASSWORD : 'wrong password here';
        const answer = await stage.raw('POST', '/api/v1/session', json({ email, password }));
        return [answer.status, await answer.text()];
      }),
    );
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(401);
  });

  it('checks a password once for nobody as for somebody, and answers both alike', async () => {
    await stage.sql('delete from sign_in_failures');
    const checks = vi.spyOn(stage.app.get(Passwords, { strict: false }), 'matches');
    const answers = [];
    for (const email of [OWNER.email, 'nobody@example.com']) {
      const answer = await stage.raw(
        'POST',
        '/api/v1/session',
        json({ email, password: 'wrong password here' }),
      );
      answers.push([answer.status, await answer.text()]);
    }
    expect(checks.mock.calls.map(([stored]) => stored === null)).toEqual([false, true]);
    expect(answers[1]).toEqual(answers[0]);
    checks.mockRestore();
  });

  it('tries at most 10 passwords per account in 15 min, from 60 addresses at once', async () => {
    await stage.sql('delete from sign_in_failures');
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        stage.raw(
          'POST',
          '/api/v1/session',
          json(
            { email: 'victim@example.com', password: `guess ${i}` },
            { 'x-forwarded-for': `203.0.113.${i}` },
          ),
        ),
      ),
    );
    expect(answers.filter((one) => one.status === 401).length).toBe(10);
    expect(answers.filter((one) => one.status === 429).length).toBe(50);
    expect(Number(answers.find((one) => one.status === 429)?.headers.get('retry-after'))).toBeGreaterThan(
      800,
    );
    await stage.sql(`update sign_in_failures set at = now() - interval '15 minutes 1 second'`);
    const later = await stage.raw(
      'POST',
      '/api/v1/session',
      json({ email: 'victim@example.com', password: 'again' }),
    );
    expect(later.status).toBe(401);
  });
});

describe('who may send', () => {
  it.each([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
    ['a same-site neighbour', { 'sec-fetch-site': 'same-site' }],
    ['an opaque origin', { origin: 'null' }],
    ['neither Origin nor Sec-Fetch-Site', {}],
  ])('refuses %s with a session cookie: 403, nothing changed', async (_name, headers) => {
    const before = await stage.sql('select id from customers');
    const answer = await stage.raw('POST', '/api/v1/customers', {
      body: JSON.stringify({ name: 'Planted' }),
      headers: { 'content-type': 'application/json', cookie: owner.cookieHeader, ...headers },
    });
    expect(answer.status).toBe(403);
    expect(await stage.sql('select id from customers')).toEqual(before);
  });

  it('refuses a form: only JSON is accepted', async () => {
    const answer = await stage.raw('POST', '/api/v1/customers', {
      body: 'name=Planted',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        cookie: owner.cookieHeader,
        origin: stage.url,
      },
    });
    expect(answer.status).toBe(415);
  });

  it('ends every session of a person the moment they are disabled or their rights change', async () => {
    const made = await owner.post(
      '/users',
      { email: 'v@example.com', name: 'V', role: 'viewer', password: PASSWORD, allCustomers: true },
      person,
    );
    const viewer = await stage.signedIn('v@example.com');
    expect((await viewer.send('GET', '/me')).status).toBe(200);
    await owner.json('PATCH', `/users/${made.id}`, { allCustomers: false });
    expect((await viewer.send('GET', '/me')).status).toBe(401);
    await viewer.signIn('v@example.com', PASSWORD);
    await owner.json('PATCH', `/users/${made.id}`, { disabled: true });
    expect((await viewer.send('GET', '/me')).status).toBe(401);
  });

  it('keeps the last owner', async () => {
    const { id } = await owner.get('/me', me);
    const answer = await owner.send('PATCH', `/users/${id}`, { disabled: true });
    expect([answer.status, problem.parse(await answer.json()).detail]).toEqual([
      409,
      'This is the last owner; make somebody else an owner first.',
    ]);
  });
});

describe('set-up and one-time links', () => {
  const setUpBody = (token: string) => ({
    token,
    email: 'second@example.com',
    name: 'Second',
    password: PASSWORD,
  });

  it('is closed by data after the first owner: 500 spellings give 403 or 404, no second owner', async () => {
    await stage.sql(
      `insert into one_time_links (token_hash, kind, expires_at) values (sha256('a-token-that-would-still-be-good'::bytea), 'setup', now() + interval '1 hour')`,
    );
    const text = JSON.stringify(setUpBody('a-token-that-would-still-be-good'));
    const counts = new Map<number, number>();
    for (const path of spellings('/api/v1/setup', 500)) {
      const status = await postAsWritten(path, text);
      counts.set(status, (counts.get(status) ?? 0) + 1);
    }
    expect([...counts.values()].reduce((sum, one) => sum + one, 0)).toBe(500);
    expect([...counts.keys()].filter((status) => status !== 403 && status !== 404)).toEqual([]);
    const owners = await stage.sql(
      `select id from people where role = 'owner' and email = 'second@example.com'`,
    );
    expect(owners).toEqual([]);
  });

  it('gives no set-up link once an owner exists', async () => {
    expect(await stage.app.get(FirstOwner, { strict: false }).ensureSetUpLink()).toBe(null);
  });

  it('signs in once with a one-time link; the second use is refused', async () => {
    const link = await stage.app.get(FirstOwner, { strict: false }).createSignInLink();
    expect(link.startsWith(`${stage.url}/enter#token=`)).toBe(true);
    const token = tokenOf(link);
    expect((await stage.raw('POST', '/api/v1/session/link', json({ token }))).status).toBe(204);
    expect((await stage.raw('POST', '/api/v1/session/link', json({ token }))).status).toBe(401);
  });

  it('gives no password of the demo where the owner is a real one', async () => {
    const hashes = () => stage.sql('select id, password_hash from people order by id');
    const before = await hashes();
    const owner = stage.app.get(FirstOwner, { strict: false });
    expect(await owner.setDemoPassword('of-nobody-here')).toBe(null);
    expect(await hashes()).toEqual(before);
  });
});

/** Unlike fetch, sends the path as it is written: dots, doubled slashes and all. */
function postAsWritten(path: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(stage.url);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      origin: stage.url,
    };
    const sent = request({ hostname, port, path, method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Case, doubled slashes, percent signs, trailing dots and parameters, deterministic. */
function spellings(path: string, count: number): string[] {
  const parts = path.slice(1).split('/');
  const twists: ((part: string, n: number) => string)[] = [
    (part) => part.toUpperCase(),
    (part) => `${part}/`,
    (part) => `/${part}`,
    (part) => `${part}%2f`,
    (part) => `${part}%2e`,
    (part) => `${part}.`,
    (part) => `${part};x=1`,
    (part) => `${part}%00`,
    (part) => `./${part}`,
    (part) => `x/../${part}`,
    (part) => `%2e/${part}`,
    (part) => `${part}%20`,
    (part) => `${part.slice(0, 1)}%${part.charCodeAt(1).toString(16)}${part.slice(2)}`,
    (part, n) => part.replace(/./, (c) => (n % 2 === 0 ? c.toUpperCase() : c)),
  ];
  const made = new Set<string>();
  for (let n = 0; made.size < count; n += 1) {
    const twisted = parts.map((part, index) => {
      const twist = twists[(n * 7 + index * (1 + Math.floor(n / 14))) % twists.length];
      return (n >> index) % 2 === 0 || !twist ? part : twist(part, n);
    });
    made.add(`/${twisted.join('/')}${n % 3 === 0 ? `?v=${n}` : n % 3 === 1 ? `;${n}` : `?;=${n}`}`);
  }
  return [...made];
}
