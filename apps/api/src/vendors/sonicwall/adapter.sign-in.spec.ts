import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TransportFailure, type DeviceAnswer } from '../../platform/http/device-transport.js';
import {
  answer,
  type Box,
  challenge,
  DIGEST,
  envelope,
  ok,
  onAuth,
  PULSE,
  read,
  refusal,
  STALE,
} from './box.builder.js';

describe('signing in to a SonicWall', () => {
  it('asks bare with the full body first, answers the challenge once, and signs out', async () => {
    const { lines, sent, reading, closed } = await read();
    expect([lines, reading.kind, closed]).toEqual([PULSE, 'seen', 1]);
    expect(sent[0]).toMatchObject({
      body: '{"override":false}',
      headers: { 'content-type': 'application/json' },
    });
    expect(sent[0]?.headers).not.toHaveProperty('authorization');
    expect(sent[1]?.headers?.['authorization']).toMatch(
      /^Digest username="fw", realm="SonicWALL", nonce="n1", .*algorithm=SHA-256/,
    );
    expect(sent.slice(2).map(({ headers }) => headers?.['authorization'])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['Basic where that is offered', challenge('Basic realm="x"'), 'Basic'],
    ['Digest where both are offered', challenge(`Basic realm="x"`, DIGEST), 'Digest'],
  ])('uses %s', async (_what, bare, scheme) => {
    const { sent } = await read(onAuth(bare));
    expect(sent[1]?.headers?.['authorization']?.split(' ')[0]).toBe(scheme);
  });

  it('names a box that takes none of its ways without sending the password', async () => {
    const { reading, lines } = await read(onAuth(challenge('Negotiate')));
    expect(reading).toMatchObject({
      why: 'sign-in-not-supported',
      detail: expect.stringMatching(/neither Digest, CHAP nor Basic/),
    });
    expect(lines).toEqual(['POST /auth', 'GET /auth']);
  });

  it('answers a Digest that enforces integrity over the body as it is sent', async () => {
    const int = 'Digest realm="SonicWALL", nonce="n1", algorithm=MD5, qop="auth-int"';
    const { sent, reading } = await read(onAuth(challenge(int)));
    const header = sent[1]?.headers?.['authorization'] ?? '';
    const field = (name: string): string => new RegExp(`${name}="?([^",]+)`).exec(header)?.[1] ?? '';
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const ha2 = md5(`POST:/api/sonicos/auth:${md5('{"override":false}')}`);
    const ha1 = md5('fw:SonicWALL:p4ss-w0rd');
    expect(field('response')).toBe(md5(`${ha1}:n1:00000001:${field('cnonce')}:auth-int:${ha2}`));
    expect([sent[1]?.body, reading.kind]).toEqual(['{"override":false}', 'seen']);
  });

  const OFFER = { id: '0a', challenge: '00112233445566778899aabbccddeeff' };
  const chap =
    (offer: DeviceAnswer, answered: DeviceAnswer = ok(), named: DeviceAnswer = answer(401)): Box =>
    ({ line, body }) => {
      if (line === 'GET /auth') return offer;
      if (line !== 'POST /auth') return undefined;
      return body?.includes('digest') ? answered : named;
    };

  it('answers a CHAP challenge with MD5 over id, password and challenge, and never sends the password', async () => {
    const { lines, sent, reading } = await read(chap(answer(200, OFFER)));
    expect([lines.slice(0, 3), reading.kind]).toEqual([['POST /auth', 'GET /auth', 'POST /auth'], 'seen']);
    const bytes = Buffer.concat([
      Buffer.from(OFFER.id, 'hex'),
      Buffer.from('p4ss-w0rd'),
      Buffer.from(OFFER.challenge, 'hex'),
    ]);
    const digest = createHash('md5').update(bytes).digest('hex');
    expect(JSON.parse(sent[2]?.body ?? '')).toEqual({ override: false, id: '0a', user: 'fw', digest });
    expect(sent.flatMap(({ headers }) => headers?.['authorization'] ?? [])).toEqual([]);
  });

  it('uses Basic where nothing is named and no challenge handed out, as by older firmware', async () => {
    const { sent } = await read(chap(answer(401)));
    expect(sent[2]?.headers?.['authorization']?.split(' ')[0]).toBe('Basic');
  });

  it('tries a refused CHAP password once, and none at all while an administrator is in', async () => {
    const wrong = await read(chap(answer(200, OFFER), answer(401)));
    expect([wrong.reading, wrong.lines.filter((line) => line === 'POST /auth').length]).toMatchObject([
      { why: 'auth-failed' },
      2,
    ]);
    const taken = await read(chap(answer(200, '<html>login</html>')));
    expect([taken.reading, taken.lines]).toMatchObject([{ why: 'busy' }, ['POST /auth', 'GET /auth']]);
  });

  it('sends no password to a box that wants a one-time code, as its first answer says', async () => {
    const words = 'Two-Factor and Bearer Token Authentication is enabled: post sonicos/tfa directly.';
    const { reading, lines } = await read(chap(answer(200, OFFER), ok(), refusal(401, 'E_X', words)));
    expect([reading, lines]).toMatchObject([{ why: 'two-factor-required' }, ['POST /auth']]);
  });

  it('answers a stale nonce once more, because that is no wrong password', async () => {
    const { reading, lines } = await read(({ line }, nth) =>
      line !== 'POST /auth' ? undefined : nth === 0 ? challenge(DIGEST) : nth === 1 ? challenge(STALE) : ok(),
    );
    expect([reading.kind, lines.filter((line) => line === 'POST /auth').length]).toEqual(['seen', 3]);
    const endless = await read(({ line }) => (line === 'POST /auth' ? challenge(STALE) : undefined));
    expect([endless.reading.kind === 'unreadable' && endless.reading.why, endless.lines]).toEqual([
      'auth-failed',
      ['POST /auth', 'POST /auth', 'POST /auth'],
    ]);
  });

  it.each([
    ['a wrong password', challenge(DIGEST), 'auth-failed'],
    [
      'a 401 that wants a one-time code',
      refusal(401, 'E_AUTH', 'Two-factor authentication required'),
      'two-factor-required',
    ],
    [
      'a 200 that wants a one-time code',
      refusal(200, 'API_AUTH_TFA', 'One-time password needed'),
      'two-factor-required',
    ],
    ['a forced password change', ok({ auth_code: 'API_AUTH_PASSWORD_UPDATE' }), 'password-change-required'],
    ['a lockout', refusal(403, 'E_LOCKED', 'User is locked out.'), 'denied'],
    ['a forbidden address', answer(403, '<html>'), 'denied'],
    ['the API off', refusal(403, 'E_DISABLED', 'Service disabled.'), 'api-disabled'],
    ['generation 5', answer(404, '<html><h1>not found</h1></html>'), 'not-readable'],
    ['another API', refusal(404, 'E_NOT_FOUND', 'API not found.'), 'no-api'],
    ['no session free', answer(503, ''), 'busy'],
    ['an administrator, as told in plain text', answer(200, 'Another administrator is logged in'), 'busy'],
    [
      'an administrator, as told in an envelope',
      refusal(200, 'E_ADMIN', 'Another admin is in config mode'),
      'busy',
    ],
    ['a login page', answer(200, '<!DOCTYPE html><form>'), 'not-json'],
    ['a refusal with 200', refusal(200, 'E_AUTH', 'Incorrect password'), 'auth-failed'],
    ['a refusal nobody knows', refusal(200, 'E_X', 'Nope'), 'denied'],
    ['an empty 200', answer(200, ''), 'malformed'],
    ['another JSON', answer(200, { hello: 1 }), 'malformed'],
    ['half an envelope', answer(200, '{"status":{"succ'), 'truncated'],
    ['HTTP 500', answer(500, ''), 'http-status'],
  ])('names %s', async (_what, answered, why) => {
    const { reading, lines } = await read(onAuth(challenge(DIGEST), answered));
    expect(reading).toMatchObject({ kind: 'unreadable', why });
    expect(lines.filter((line) => line.startsWith('GET'))).toEqual([]);
    expect(lines.filter((line) => line === 'POST /auth').length).toBe(2);
  });

  it('gives back the session that a forced password change has opened, and one that an unanswered sign-in may have', async () => {
    const forced = await read(onAuth(challenge(DIGEST), ok({ auth_code: 'API_AUTH_PASSWORD_UPDATE' })));
    expect(forced.lines.at(-1)).toBe('DELETE /auth');
    const cut = await read(({ line, headers }) =>
      line === 'POST /auth' && headers?.['authorization']
        ? new TransportFailure('timeout', 'late')
        : undefined,
    );
    expect(cut.lines).toEqual(['POST /auth', 'POST /auth', 'DELETE /auth']);
  });

  it.each([
    ['an array', [{ bearer_token: 'tok-1234' }]],
    ['an object, as through NSM', { bearer_token: 'tok-1234' }],
  ])('sends the token with every later call when the box offers one in %s', async (_what, info) => {
    const { sent, reading } = await read(onAuth(challenge(DIGEST), answer(200, envelope(true, info))));
    expect(sent.slice(2).map(({ headers }) => headers?.['authorization'])).toEqual(
      Array(3).fill('Bearer tok-1234'),
    );
    expect(reading).toMatchObject({ kind: 'seen', sessionBound: true });
    expect(JSON.stringify(reading)).not.toContain('tok-1234');
  });

  it('uses a session the box already holds for our address, and gives it back', async () => {
    const { lines, reading } = await read(onAuth(ok()));
    expect([lines, reading.kind]).toEqual([['POST /auth', ...PULSE.slice(2)], 'seen']);
  });
});
