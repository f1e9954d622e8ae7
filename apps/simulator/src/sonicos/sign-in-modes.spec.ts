import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SignInMode } from '../devices/firmware-profiles.js';
import { totpSecretOf } from '../devices/one-time-code.js';
import { basic, REMOTE, request, signedIn, testDevice, testWorld, type TestDevice } from '../spec-support.js';
import type { BoxAnswer } from './box.js';

const PASSWORD = 'Circle of Life';
const on = (signIn: SignInMode): TestDevice => testDevice(testWorld(), { signIn });
const outcome = ({ answer, authenticated }: BoxAnswer): object => ({
  status: answer.status,
  why: answer.why,
  authenticated,
});
const post = (test: TestDevice, path: string, body: object, authorization: string | null = null): BoxAnswer =>
  test.box.respond(request('POST', path, { authorization, body: Buffer.from(JSON.stringify(body)) }));
const field = ({ answer }: BoxAnswer, name: string): string =>
  new RegExp(`"${name}":"([^"]*)"`).exec(answer.body)?.[1] ?? '';

describe('CHAP', () => {
  /** An independent client: MD5 over id, password and challenge, as the vendor's own one does it. */
  function answerTo(test: TestDevice, password = PASSWORD): object {
    const got = test.box.respond(request('GET', '/auth'));
    const [id, challenge] = [field(got, 'id'), field(got, 'challenge')];
    const bytes = [Buffer.from(id, 'hex'), Buffer.from(password), Buffer.from(challenge, 'hex')];
    const digest = createHash('md5').update(Buffer.concat(bytes)).digest('hex');
    return { override: false, id, user: 'firewatch', digest };
  }

  it('gives id and challenge as hex and takes the digest once', () => {
    const test = on('chap');
    expect(test.box.respond(request('GET', '/auth')).answer.body).toMatch(
      /^\{"id":"[0-9a-f]{2}","challenge":"[0-9a-f]{32}"\}$/,
    );
    const body = answerTo(test);
    expect(outcome(post(test, '/auth', body))).toEqual({ status: 200, why: undefined, authenticated: true });
    test.device.sessions.endAll();
    expect(outcome(post(test, '/auth', body))).toMatchObject({ status: 401, why: 'challenge' });
    expect(test.device.authFailures).toBe(0);
  });

  it('counts a digest over another password and offers nothing in a header', () => {
    const test = on('chap');
    const { answer } = post(test, '/auth', answerTo(test, 'wrong'));
    expect([answer.status, answer.why, answer.headers]).toEqual([401, 'bad-credentials', undefined]);
    expect(test.device.authFailures).toBe(1);
    expect(outcome(post(test, '/auth', {}, basic('firewatch', PASSWORD)))).toMatchObject({
      why: 'challenge',
    });
  });

  it('lets a challenge go after 5 minutes and knows at most 10', () => {
    const test = on('chap');
    const old = answerTo(test);
    test.world.clock.advance(300_001);
    expect(outcome(post(test, '/auth', old))).toMatchObject({ why: 'challenge' });
    const first = answerTo(test);
    for (let i = 0; i < 10; i += 1) test.box.respond(request('GET', '/auth'));
    expect(outcome(post(test, '/auth', first))).toMatchObject({ why: 'challenge' });
  });

  it('answers a page instead of JSON while an administrator is in', () => {
    const test = on('chap');
    test.device.openAdminSession(60, true);
    const { answer } = test.box.respond(request('GET', '/auth'));
    expect([answer.type, answer.why]).toEqual(['text/html; charset=UTF-8', 'administrator-in']);
  });
});

describe('two-factor', () => {
  /** RFC 6238 written out, from the base32 secret an authenticator would hold. */
  function codeAt(test: TestDevice, at: number): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = totpSecretOf(test.device.profile)
      .split('')
      .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
      .join('');
    const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeUInt32BE(Math.floor(at / 30_000), 4);
    const mac = createHmac('sha1', key).update(counter).digest();
    const offset = (mac.at(-1) ?? 0) & 15;
    return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  }
  const account = { user: 'firewatch', password: PASSWORD, override: false };

  it('refuses /auth in words and without a challenge, whatever is sent, and counts no failure', () => {
    const test = on('two-factor');
    for (const authorization of [null, basic('firewatch', PASSWORD), basic('firewatch', 'wrong')]) {
      const { answer } = post(test, '/auth', { override: false }, authorization);
      expect([answer.status, answer.why, answer.headers]).toEqual([401, 'two-factor', undefined]);
      expect(answer.body).toContain('post sonicos/tfa directly instead of sonicos/auth');
    }
    expect(test.device.authFailures).toBe(0);
  });

  it('takes password and code on /tfa and asks for the token afterwards', () => {
    const test = on('two-factor');
    const tfa = codeAt(test, test.world.clock.now());
    const answer = post(test, '/tfa', { ...account, tfa });
    expect(outcome(answer)).toMatchObject({ status: 200, authenticated: true });
    const authorization = `Bearer ${field(answer, 'bearer_token')}`;
    expect(test.box.respond(request('GET', '/version')).answer.status).toBe(401);
    expect(test.box.respond(request('GET', '/version', { authorization })).answer.status).toBe(200);
  });

  it('takes the code of the step before, not the one before that, nor any with a wrong password', () => {
    const test = on('two-factor');
    const now = test.world.clock.now();
    const statusOf = (tfa: string, password = PASSWORD): number => {
      test.device.sessions.endAll();
      return post(test, '/tfa', { ...account, password, tfa }).answer.status;
    };
    expect(statusOf(codeAt(test, now - 30_000))).toBe(200);
    expect(statusOf(codeAt(test, now - 60_000))).toBe(401);
    expect(statusOf(codeAt(test, now), 'wrong')).toBe(401);
    expect(test.device.authFailures).toBe(2);
  });

  it('has no /tfa where two-factor is off', () => {
    expect(outcome(post(on('basic'), '/tfa', { ...account, tfa: '000000' }))).toMatchObject({
      status: 403,
      why: 'two-factor-off',
    });
  });
});

describe('password change', () => {
  it('says API_AUTH_PASSWORD_UPDATE to the right password and lets the session do nothing but end', () => {
    const test = on('password-change');
    const caller = signedIn(test);
    expect(caller.last.answer.status).toBe(200);
    expect(field(caller.last, 'auth_code')).toBe('API_AUTH_PASSWORD_UPDATE');
    expect(outcome(caller.get('/version'))).toMatchObject({ status: 403, why: 'password-change' });
    expect(test.box.respond(request('DELETE', '/auth')).answer.status).toBe(200);
    expect(outcome(post(test, '/auth', {}, basic('firewatch', 'wrong')))).toMatchObject({ status: 401 });
  });

  it('says API_AUTH_SUCCESS elsewhere', () => {
    expect(field(signedIn(on('basic')).last, 'auth_code')).toBe('API_AUTH_SUCCESS');
  });
});

describe('digest auth-int', () => {
  it.each([
    ['digest-md5-int', 'md5', 'MD5'],
    ['digest-sha256-int', 'sha256', 'SHA-256'],
  ] as const)('%s takes a response over the body and no plain auth', (mode, name, algorithm) => {
    const test = on(mode);
    const hash = (text: string): string => createHash(name).update(text).digest('hex');
    const body = '{"override":false}';
    const answerFor = (qop: 'auth' | 'auth-int', hashed: string): string => {
      const challenge = String(post(test, '/auth', {}).answer.headers?.['WWW-Authenticate']);
      expect(challenge).toContain('qop="auth-int"');
      const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? '';
      const end = qop === 'auth-int' ? `:${hash(hashed)}` : '';
      const a2 = hash(`POST:/api/sonicos/auth${end}`);
      const response = hash(`${hash(`firewatch:SonicWALL:${PASSWORD}`)}:${nonce}:00000001:c:${qop}:${a2}`);
      return `Digest username="firewatch", realm="SonicWALL", nonce="${nonce}", uri="/api/sonicos/auth", qop=${qop}, nc=00000001, cnonce="c", algorithm=${algorithm}, response="${response}"`;
    };
    const send = (authorization: string): object =>
      outcome(
        test.box.respond(
          request('POST', '/auth', { authorization, body: Buffer.from(body), remote: REMOTE }),
        ),
      );
    expect(send(answerFor('auth', ''))).toMatchObject({ status: 401, why: 'challenge' });
    expect(send(answerFor('auth-int', '{"override":true}'))).toMatchObject({ why: 'bad-credentials' });
    expect(send(answerFor('auth-int', body))).toMatchObject({ status: 200, authenticated: true });
  });
});

describe('start-management', () => {
  it('refuses every read until it was posted, in this session only', () => {
    const test = on('basic');
    test.device.changeBehaviour({ needsStartManagement: true });
    const caller = signedIn(test);
    expect(outcome(caller.get('/version'))).toMatchObject({ status: 403, why: 'management-not-started' });
    expect(caller.post('/start-management').answer.status).toBe(200);
    expect(caller.get('/version').answer.status).toBe(200);
    test.device.sessions.endAll();
    expect(signedIn(test).get('/version').answer.status).toBe(403);
  });
});
