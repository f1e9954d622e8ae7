import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { basic, request, signedIn, testDevice, testWorld, type TestDevice } from '../spec-support.js';
import type { BoxAnswer } from './box.js';

const PASSWORD = 'Circle of Life';
const post = (test: TestDevice, authorization: string | null, more: object = {}): BoxAnswer =>
  test.box.respond(request('POST', '/auth', { authorization, ...more }));
const outcome = ({ answer, authenticated }: BoxAnswer): object => ({
  status: answer.status,
  why: answer.why,
  authenticated,
});

function challengeOf({ answer }: BoxAnswer): { nonce: string; text: string } {
  const text = String(answer.headers?.['WWW-Authenticate']);
  return { text, nonce: /nonce="([^"]+)"/.exec(text)?.[1] ?? '' };
}

/** An independent client of Digest: RFC 7616 written out. */
function digest(
  nonce: string,
  options: { algorithm: 'MD5' | 'SHA-256'; password?: string; count?: string },
): string {
  const name = options.algorithm === 'MD5' ? 'md5' : 'sha256';
  const hash = (text: string): string => createHash(name).update(text).digest('hex');
  const nc = options.count ?? '00000001';
  const a1 = hash(`firewatch:SonicWALL:${options.password ?? PASSWORD}`);
  const response = hash(`${a1}:${nonce}:${nc}:c:auth:${hash('POST:/api/sonicos/auth')}`);
  return `Digest username="firewatch", realm="SonicWALL", nonce="${nonce}", uri="/api/sonicos/auth", qop=auth, nc=${nc}, cnonce="c", algorithm=${options.algorithm}, response="${response}"`;
}

describe('sign-in', () => {
  it('challenges without credentials and takes Basic', () => {
    const test = testDevice(testWorld());
    const first = post(test, null);
    expect(outcome(first)).toEqual({ status: 401, why: 'challenge', authenticated: false });
    expect(challengeOf(first).text).toBe('Basic realm="SonicWALL"');
    expect(outcome(post(test, basic('firewatch', PASSWORD)))).toEqual({
      status: 200,
      why: undefined,
      authenticated: true,
    });
  });

  it('refuses an empty body with 400 before it looks at credentials', () => {
    const test = testDevice(testWorld());
    const body = Buffer.alloc(0);
    expect(outcome(post(test, basic('firewatch', PASSWORD), { body }))).toMatchObject({
      status: 400,
      why: 'empty-body',
    });
  });

  it.each(['MD5', 'SHA-256'] as const)(
    'takes a %s digest once, calls a replay stale and hands out a new nonce',
    (algorithm) => {
      const test = testDevice(testWorld(), { signIn: algorithm === 'MD5' ? 'digest-md5' : 'digest-sha256' });
      const challenge = challengeOf(post(test, null));
      expect(challenge.text).toContain(`qop="auth", algorithm=${algorithm}, nonce=`);
      const authorization = digest(challenge.nonce, { algorithm });
      expect(outcome(post(test, authorization))).toMatchObject({ status: 200, authenticated: true });
      test.device.sessions.endAll();
      const replay = post(test, authorization);
      expect(outcome(replay)).toMatchObject({ status: 401, why: 'stale-nonce' });
      expect(challengeOf(replay).text).toContain('stale=true');
      expect(challengeOf(replay).nonce).not.toBe(challenge.nonce);
      expect(outcome(post(test, digest(challenge.nonce, { algorithm, count: '00000002' })))).toMatchObject({
        status: 200,
      });
      expect(test.device.authFailures).toBe(0);
    },
  );

  it('counts a wrong digest as a failure, not as a challenge', () => {
    const test = testDevice(testWorld(), { signIn: 'digest-sha256' });
    const { nonce } = challengeOf(post(test, null));
    expect(outcome(post(test, digest(nonce, { algorithm: 'SHA-256', password: 'wrong' })))).toMatchObject({
      status: 401,
      why: 'bad-credentials',
    });
    expect(test.device.authFailures).toBe(1);
  });

  it('answers Basic with an empty 401 where only Digest is on', () => {
    const test = testDevice(testWorld(), { signIn: 'digest-md5' });
    const { answer } = post(test, basic('firewatch', PASSWORD));
    expect([answer.status, answer.body]).toEqual([401, '']);
  });

  it('locks out for 5 minutes after 5 failures, even with the right password', () => {
    const test = testDevice(testWorld());
    for (let i = 0; i < 5; i += 1) post(test, basic('firewatch', 'wrong'));
    expect(outcome(post(test, basic('firewatch', PASSWORD)))).toMatchObject({
      status: 403,
      why: 'locked-out',
    });
    test.world.clock.advance(300_000);
    expect(outcome(post(test, basic('firewatch', PASSWORD)))).toMatchObject({ status: 200 });
  });

  it('refuses the right password under the fault wrong-password', () => {
    const test = testDevice(testWorld());
    test.device.setFault({ kind: 'wrong-password' });
    expect(outcome(post(test, basic('firewatch', PASSWORD)))).toMatchObject({
      status: 401,
      why: 'bad-credentials',
    });
  });
});

describe('sessions', () => {
  it('has one: a second sign-in gets 503, with override it pushes the first out', () => {
    const test = testDevice(testWorld(), { firmware: '7.3.2-7010', offersBearer: true });
    const first = signedIn(test);
    expect(first.get('/version').answer.status).toBe(200);
    expect(outcome(post(test, basic('firewatch', PASSWORD)))).toMatchObject({
      status: 503,
      why: 'session-taken',
    });
    expect(first.get('/version').answer.status).toBe(200);
    const body = Buffer.from('{"override":true}');
    expect(outcome(post(test, basic('firewatch', PASSWORD), { body }))).toMatchObject({ status: 200 });
    expect(outcome(first.get('/version'))).toMatchObject({
      status: 401,
      why: 'bearer-missing',
      authenticated: false,
    });
  });

  it('is bound to the source address when no token was given', () => {
    const test = testDevice(testWorld());
    signedIn(test);
    expect(test.box.respond(request('GET', '/version')).answer.status).toBe(200);
    const elsewhere = test.box.respond(request('GET', '/version', { remote: '127.0.0.2' }));
    expect(outcome(elsewhere)).toMatchObject({ status: 401, why: 'no-session' });
  });

  it('asks for the token on every call once it gave one', () => {
    const test = testDevice(testWorld(), { firmware: '8.2.0-8009', offersBearer: true });
    const caller = signedIn(test);
    expect(outcome(test.box.respond(request('GET', '/version')))).toMatchObject({
      status: 401,
      why: 'bearer-missing',
    });
    expect(outcome(caller.get('/version'))).toMatchObject({ status: 200, authenticated: true });
  });

  it('ends by DELETE /auth and after 300 s without a request, not after 299', () => {
    const test = testDevice(testWorld());
    const caller = signedIn(test);
    test.world.clock.advance(299_000);
    expect(caller.get('/version').answer.status).toBe(200);
    test.world.clock.advance(300_000);
    expect(caller.get('/version').answer.status).toBe(401);
    signedIn(test);
    expect(test.box.respond(request('DELETE', '/auth')).answer.status).toBe(200);
    expect(caller.get('/version').answer.status).toBe(401);
  });

  it('is busy with 503 while an administrator is in, and free when the time is over', () => {
    const test = testDevice(testWorld());
    test.device.sessions.openAdmin(120);
    expect(outcome(post(test, basic('firewatch', PASSWORD)))).toMatchObject({ status: 503 });
    test.world.clock.advance(120_000);
    expect(outcome(post(test, basic('firewatch', PASSWORD)))).toMatchObject({ status: 200 });
  });

  it('answers "Non config mode" to an action until config mode was taken, where the box is set so', () => {
    const test = testDevice(testWorld());
    test.device.behaviour = { ...test.device.behaviour, actionsNeedConfigMode: true };
    const caller = signedIn(test);
    expect(outcome(caller.post('/license/synchronize'))).toMatchObject({
      status: 200,
      why: 'non-config-mode',
    });
    expect(caller.post('/config-mode').answer.status).toBe(200);
    expect(outcome(caller.post('/license/synchronize'))).toMatchObject({ status: 200, why: undefined });
  });
});
