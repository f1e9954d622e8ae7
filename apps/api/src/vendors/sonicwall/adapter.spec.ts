import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TransportFailure, type DeviceTransport } from '../../platform/http/device-transport.js';
import { sonicwallAdapter } from './adapter.js';
import { TARGET, answer, challenge, DIGEST, read, refusal, START } from './box.builder.js';

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

  it.each([
    ['pulse', 15_000],
    ['full', 45_000],
  ] as const)('end a %s of a mute box, sign-out and all, at %d ms', async (scope, limitMs) => {
    const signOuts: string[] = [];
    const signal = new AbortController().signal;
    const startedAt = Date.now();
    const asked = sonicwallAdapter
      .read(TARGET, scope, {
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
      .read(TARGET, 'pulse', {
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
