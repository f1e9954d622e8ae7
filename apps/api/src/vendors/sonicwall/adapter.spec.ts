import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Reading, ReadScope } from '@firewatch/shared/domain/reading';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  TransportFailure,
  type DeviceAnswer,
  type DeviceConnection,
  type DeviceRequest,
  type DeviceTransport,
} from '../../platform/http/device-transport.js';
import type { CallContext, Target } from '../contract.js';
import { sonicwallAdapter } from './adapter.js';

const FIXTURE = JSON.parse(readFileSync(new URL('fixtures/gen7-licensed.json', import.meta.url), 'utf8')) as {
  services: object;
  system: object;
  version: object;
  parts: Record<string, object>;
};

type Answered = DeviceAnswer | TransportFailure;
/** The box of one test: request, how often this one was made before -> answer; undefined = the healthy answer. */
type Box = (request: DeviceRequest & { readonly line: string }, nth: number) => Answered | undefined;

function answer(
  status: number,
  body: unknown = '',
  headers: Record<string, string | string[]> = {},
): DeviceAnswer {
  return { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) };
}
const envelope = (success: boolean, info: object | object[] = []): object => ({ status: { success, info } });
const ok = (extra: object = {}): DeviceAnswer =>
  answer(200, envelope(true, [{ level: 'info', code: 'E_OK', message: 'Success.', ...extra }]));
const refusal = (status: number, code: string, message: string): DeviceAnswer =>
  answer(status, envelope(false, [{ level: 'error', code, message }]));
const challenge = (...headers: string[]): DeviceAnswer => answer(401, '', { 'www-authenticate': headers });

const notFound = (): DeviceAnswer => refusal(404, 'E_NOT_FOUND', 'API not found.');

/** When the fixture's box told its time. */
const START = Date.parse('2024-12-14T00:29:41.000Z');

const DIGEST = 'Digest realm="SonicWALL", qop="auth", algorithm=SHA-256, nonce="n1", opaque="o"';
const STALE = 'Digest realm="SonicWALL", qop="auth", algorithm=SHA-256, nonce="n2", opaque="o", stale=true';

function healthy({ line, headers }: DeviceRequest & { readonly line: string }): DeviceAnswer {
  const path = line.split(' ')[1] ?? '';
  if (line === 'POST /auth') return headers?.['authorization'] === undefined ? challenge(DIGEST) : ok();
  if (line === 'DELETE /auth' || line === 'POST /start-management') return ok();
  if (path === '/reporting/status/security-services') return answer(200, FIXTURE.services);
  if (path === '/reporting/status/system') return answer(200, FIXTURE.system);
  if (path === '/version') return answer(200, FIXTURE.version);
  if (line === 'GET /auth') return challenge(DIGEST);
  return path in FIXTURE.parts ? answer(200, FIXTURE.parts[path]) : notFound();
}

interface Told {
  readonly reading: Reading;
  readonly lines: readonly string[];
  readonly sent: readonly DeviceRequest[];
  readonly logged: readonly string[];
  readonly closed: number;
}

async function read(
  box: Box = () => undefined,
  scope: ReadScope = 'pulse',
  over: Partial<Target> = {},
): Promise<Told> {
  const sent: DeviceRequest[] = [];
  const lines: string[] = [];
  const logged: string[] = [];
  let closed = 0;
  const connection: DeviceConnection = {
    fingerprint: 'AA:BB',
    keyFingerprint: 'CC:DD',
    request: async (request) => {
      const line = `${request.method} ${request.path.replace('/api/sonicos', '')}`;
      const nth = lines.filter((earlier) => earlier === line).length;
      sent.push(request);
      lines.push(line);
      const said = box({ ...request, line }, nth) ?? healthy({ ...request, line });
      if (said instanceof TransportFailure) throw said;
      return said;
    },
    close: async () => void (closed += 1),
  };
  const transport: DeviceTransport = {
    open: async () => connection,
    look: async () => Promise.reject(new Error('not asked for')),
  };
  let clock = START;
  const ctx: CallContext = {
    signal: new AbortController().signal,
    transport,
    now: () => (clock += 10),
    log: { debug: (message, fields) => logged.push(`${message} ${JSON.stringify(fields ?? {})}`) },
  };
  const target: Target = {
    deviceId: 'd1',
    host: '192.0.2.1',
    port: 443,
    tls: 'modern',
    pins: ['AA:BB'],
    credential: { user: 'fw', password: 'p4ss-w0rd' },
    clockOffsetMs: 0,
    ...over,
  };
  return { reading: await sonicwallAdapter.read(target, scope, ctx), lines, sent, logged, closed };
}

const PULSE = [
  'POST /auth',
  'POST /auth',
  'GET /reporting/status/security-services',
  'GET /reporting/status/system',
  'DELETE /auth',
];
const onAuth =
  (bare: DeviceAnswer, answered: DeviceAnswer = ok()): Box =>
  ({ line, headers }) =>
    line === 'POST /auth' ? (headers?.['authorization'] === undefined ? bare : answered) : undefined;

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

describe('reading a SonicWall', () => {
  const first = 'GET /reporting/status/security-services';
  const system = 'GET /reporting/status/system';

  it('opens the session for management only where the first read is refused', async () => {
    const { lines, reading } = await read(({ line }, nth) =>
      line === first && nth === 0 ? refusal(403, 'E_DENIED', 'Denied') : undefined,
    );
    expect(lines).toEqual([
      'POST /auth',
      'POST /auth',
      first,
      'POST /start-management',
      first,
      system,
      'DELETE /auth',
    ]);
    expect(reading.kind).toBe('seen');
    const never = await read(({ line }) => (line === first ? answer(401, '') : undefined));
    expect(never.reading).toMatchObject({
      why: 'denied',
      detail: `${first}: the account may not read this (HTTP 401)`,
    });
  });

  it('is busy when the session is taken away in the middle', async () => {
    const { reading } = await read(({ line }) => (line === system ? answer(401, '') : undefined));
    expect(reading).toMatchObject({
      why: 'busy',
      detail: 'The session was taken away in the middle of the read.',
    });
  });

  it('asks /version for the identity where the firmware has no system status', async () => {
    const { lines, reading } = await read(({ line }) =>
      line === system ? refusal(404, 'E_NOT_FOUND', 'API not found.') : undefined,
    );
    expect(lines.slice(-2)).toEqual(['GET /version', 'DELETE /auth']);
    expect(reading).toMatchObject({
      kind: 'seen',
      identity: { serial: '2CB8ED000001', fingerprint: 'AA:BB', keyFingerprint: 'CC:DD' },
    });
  });

  it.each([
    [404, 'E_NOT_FOUND', 'API not found.', 'no-api'],
    [400, 'E_INCOMPLETE', 'API endpoint is incomplete.', 'no-api'],
    [500, 'E_ERROR', 'Internal error.', 'http-status'],
    [200, 'E_UNLICENSED', 'Licensing must be activated', 'denied'],
  ])('shows nothing when the licence list answers %d %s', async (status, code, message, why) => {
    const { reading, lines } = await read(({ line }) =>
      line === first ? refusal(status, code, message) : undefined,
    );
    expect([reading.kind === 'unreadable' && reading.why, lines.at(-1)]).toEqual([why, 'DELETE /auth']);
  });

  it.each([
    ['Licensing must be activated', 200],
    ['Licensing must be activated', 403],
    ['x E_UNLICENSED', 400],
  ])('takes "%s" with HTTP %d on an endpoint for a word on its licence', async (message, status) => {
    const { reading } = await read(
      ({ line }) => (line === 'GET /botnet/base' ? refusal(status, 'E_X', message) : undefined),
      'full',
    );
    const facts = reading.kind === 'seen' ? reading.facts['geo-botnet'] : undefined;
    expect(facts?.licence).toMatchObject({ value: 'unknown', raw: 'Licensed; refused by GET /botnet/base' });
  });

  it.each([
    ['broken JSON', answer(200, '{"zones": [1,}'), 'GET /zones: The answer is not valid JSON.'],
    ['a refusal', refusal(403, 'E_DENIED', 'Denied'), 'GET /zones: the account may not read this (HTTP 403)'],
    ['HTTP 500', answer(500, ''), 'GET /zones: HTTP 500'],
  ])('keeps a full read with %s on one endpoint', async (_what, said, oddity) => {
    const { reading } = await read(({ line }) => (line === 'GET /zones' ? said : undefined), 'full');
    expect(reading).toMatchObject({
      kind: 'seen',
      oddities: [oddity],
      facts: { ips: { enabled: { value: 'unknown' } } },
    });
  });

  it.each([
    ['a web page', answer(200, '<html>'), 'not-json'],
    ['patience asked for', answer(503, '', { 'retry-after': '5' }), 'busy'],
    ['the API switched off meanwhile', refusal(403, 'E_DISABLED', 'Service disabled.'), 'api-disabled'],
    ['a broken connection', new TransportFailure('truncated', 'cut'), 'truncated'],
  ])('ends a full read at %s', async (_what, said, why) => {
    const { reading, lines } = await read(({ line }) => (line === 'GET /zones' ? said : undefined), 'full');
    expect([reading.kind === 'unreadable' && reading.why, lines.at(-1)]).toEqual([why, 'DELETE /auth']);
  });

  it('times a reading from its start to after the sign-out', async () => {
    const { reading } = await read();
    expect(reading.startedAt).toBe(START + 10);
    expect(reading.endedAt).toBeGreaterThan(reading.startedAt);
  });

  it.each([
    ['refuses', refusal(403, 'E_X', 'no'), ['sonicwall: sign-out refused {}']],
    ['fails', new TransportFailure('timeout', 'late'), ['sonicwall: sign-out failed {"reason":"timeout"}']],
    ['says the session is gone', answer(401, ''), []],
  ])('keeps what was read when the sign-out %s', async (_what, said, logged) => {
    const told = await read(({ line }) => (line === 'DELETE /auth' ? said : undefined));
    expect([told.reading.kind, told.logged, told.closed]).toEqual(['seen', logged, 1]);
  });

  it('rejects for a bug of ours instead of hiding it as a reading, and still closes', async () => {
    const bug = (): never => {
      throw new Error('Not on the list of allowed calls: PUT /x');
    };
    await expect(read(({ line }) => (line === first ? bug() : undefined))).rejects.toThrow('Not on the list');
  });
});

describe('the deadlines of a read', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A box that never answers the first request; a sign-out with its own signal is never answered either. */
  function mute(signOuts: string[]): DeviceTransport {
    const untilAborted = (signal: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) => {
        const onAbort = (): void => {
          const reason: unknown = signal.reason;
          const isLate = reason instanceof DOMException && reason.name === 'TimeoutError';
          reject(new TransportFailure(isLate ? 'timeout' : 'cancelled', 'aborted'));
        };
        if (signal.aborted) onAbort();
        signal.addEventListener('abort', onAbort);
      });
    return {
      open: async (_to, _allowed, signal) => ({
        fingerprint: 'AA:BB',
        keyFingerprint: 'CC:DD',
        request: async (request) => {
          if (request.method === 'DELETE') signOuts.push(request.path);
          const isBare = request.method === 'POST' && request.headers?.['authorization'] === undefined;
          return isBare ? challenge(DIGEST) : untilAborted(request.signal ?? signal);
        },
        close: async () => undefined,
      }),
      look: async () => Promise.reject(new Error('not asked for')),
    };
  }

  const target: Target = {
    deviceId: 'd1',
    host: '192.0.2.1',
    port: 443,
    tls: 'modern',
    pins: ['AA:BB'],
    credential: { user: 'fw', password: 'p4ss-w0rd' },
    clockOffsetMs: 0,
  };

  it.each([
    ['pulse', 15_000],
    ['full', 45_000],
  ] as const)('end a %s of a mute box, sign-out and all, at %d ms', async (scope, limitMs) => {
    const signOuts: string[] = [];
    const signal = new AbortController().signal;
    const startedAt = Date.now();
    const asked = sonicwallAdapter
      .read(target, scope, {
        signal,
        transport: mute(signOuts),
        now: Date.now,
        log: { debug: () => undefined },
      })
      .then((reading) => [reading.kind === 'unreadable' && reading.why, Date.now() - startedAt]);
    await vi.advanceTimersByTimeAsync(limitMs + 1);
    expect(await asked).toEqual(['timeout', limitMs]);
    expect(signOuts).toEqual(['/api/sonicos/auth']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are cut short by a shutdown, which still gives the session back within 2 s', async () => {
    const signOuts: string[] = [];
    const stop = new AbortController();
    const asked = sonicwallAdapter
      .read(target, 'pulse', {
        signal: stop.signal,
        transport: mute(signOuts),
        now: Date.now,
        log: { debug: () => undefined },
      })
      .then((reading) => reading.kind === 'unreadable' && [reading.why, reading.endedAt - reading.startedAt]);
    await vi.advanceTimersByTimeAsync(500);
    stop.abort();
    await vi.advanceTimersByTimeAsync(2_001);
    expect(await asked).toEqual(['cancelled', 2_500]);
    expect(signOuts.length).toBe(1);
  });
});
