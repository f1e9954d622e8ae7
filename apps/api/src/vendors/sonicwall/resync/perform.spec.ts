import { describe, expect, it } from 'vitest';
import {
  TransportFailure,
  UnsentFailure,
  type DeviceAnswer,
  type DeviceConnection,
  type DeviceRequest,
} from '../../../platform/http/device-transport.js';
import type { CallContext, StepOutcome } from '../../contract.js';
import { perform } from './perform.js';

const ORDER = 'POST /license/synchronize';
const SIGN_OUT = 'DELETE /auth';
const success = (): DeviceAnswer => ({
  status: 200,
  headers: {},
  text: '{"status":{"success":true,"info":[{"code":"E_OK","message":"Success."}]}}',
});

type Box = (line: string) => DeviceAnswer | TransportFailure | undefined;

interface Performed {
  readonly outcome: StepOutcome;
  readonly lines: readonly string[];
  readonly closed: number;
}

async function performed(
  box: Box = () => undefined,
  signal = new AbortController().signal,
): Promise<Performed> {
  const lines: string[] = [];
  let closed = 0;
  const connection: DeviceConnection = {
    fingerprint: 'AA:BB',
    keyFingerprint: 'CC:DD',
    request: async ({ method, path }: DeviceRequest) => {
      const line = `${method} ${path.replace('/api/sonicos', '')}`;
      lines.push(line);
      const said = box(line) ?? success();
      if (said instanceof TransportFailure) throw said;
      return said;
    },
    close: async () => void (closed += 1),
  };
  const ctx: CallContext = {
    signal,
    transport: { open: async () => connection, look: () => Promise.reject(new Error('not asked for')) },
    now: () => 1_000,
    log: { debug: () => undefined },
  };
  const target = {
    deviceId: 'd1',
    host: '192.0.2.1',
    port: 443,
    tls: 'modern' as const,
    pins: ['AA:BB'],
    credential: { user: 'fw', password: 'p4ss-w0rd' },
    clockOffsetMs: 0,
  };
  return { outcome: await perform('license-synchronize', target, ctx), lines, closed };
}

const gone = (): TransportFailure => new TransportFailure('refused', 'The device refused the connection.');
const at = (line: string, told: () => DeviceAnswer | TransportFailure): Box => {
  return (asked) => (asked === line ? told() : undefined);
};

describe('one order', () => {
  it('goes out once, between signing in and out, and the connection is closed', async () => {
    const { outcome, lines, closed } = await performed();
    expect(outcome).toEqual({ answer: 'accepted', words: 'Success.' });
    expect(lines.filter((line) => line === ORDER)).toHaveLength(1);
    expect([lines[0], lines.at(-1), closed]).toEqual(['POST /auth', SIGN_OUT, 1]);
  });

  it('is unreachable when its connection was gone and could not be made again', async () => {
    const { outcome, lines, closed } = await performed(at(ORDER, () => new UnsentFailure(gone())));
    expect(outcome).toEqual({ answer: 'unreachable', words: 'The device refused the connection.' });
    expect([lines.filter((line) => line === ORDER).length, closed]).toEqual([1, 1]);
  });

  it('is unsure after any other failure, and not tried again', async () => {
    const { outcome, lines } = await performed(at(ORDER, gone));
    expect(outcome).toEqual({
      answer: 'unsure',
      words: 'Sent, and no answer was understood: The device refused the connection.',
    });
    expect(lines.filter((line) => line === ORDER)).toHaveLength(1);
  });

  it('is not given any more when the time is over after the look before it', async () => {
    const stop = new AbortController();
    const { outcome, lines } = await performed((line) => {
      if (line.startsWith('GET')) stop.abort();
      return undefined;
    }, stop.signal);
    expect(outcome).toEqual({
      answer: 'unreachable',
      words: 'The time was over before the order was sent.',
    });
    expect(lines.includes(ORDER)).toBe(false);
  });

  it('keeps its answer when the sign-out fails', async () => {
    const { outcome, closed } = await performed(at(SIGN_OUT, gone));
    expect([outcome.answer, closed]).toEqual(['accepted', 1]);
  });

  it('is never sent when the look before it is refused by a web page', async () => {
    const page = (): DeviceAnswer => ({ status: 200, headers: {}, text: '<html>Sign in</html>' });
    const { outcome, lines } = await performed(at('GET /reporting/status/security-services', page));
    expect([outcome.answer, lines.includes(ORDER)]).toEqual(['unreachable', false]);
  });

  it('opens the session for management where the look is forbidden, then goes out once', async () => {
    const forbidden = (): DeviceAnswer => ({ status: 403, headers: {}, text: '' });
    const { outcome, lines } = await performed(at('GET /reporting/status/security-services', forbidden));
    expect(outcome.answer).toBe('accepted');
    expect(lines.slice(-3)).toEqual(['POST /start-management', ORDER, SIGN_OUT]);
  });
});
