import { readFileSync } from 'node:fs';
import type { Reading, ReadScope } from '@firewatch/shared/domain/reading';
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
export type Box = (request: DeviceRequest & { readonly line: string }, nth: number) => Answered | undefined;

export function answer(
  status: number,
  body: unknown = '',
  headers: Record<string, string | string[]> = {},
): DeviceAnswer {
  return { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) };
}
export const envelope = (success: boolean, info: object | object[] = []): object => ({
  status: { success, info },
});
export const ok = (extra: object = {}): DeviceAnswer =>
  answer(200, envelope(true, [{ level: 'info', code: 'E_OK', message: 'Success.', ...extra }]));
export const refusal = (status: number, code: string, message: string): DeviceAnswer =>
  answer(status, envelope(false, [{ level: 'error', code, message }]));
export const challenge = (...headers: string[]): DeviceAnswer =>
  answer(401, '', { 'www-authenticate': headers });

const notFound = (): DeviceAnswer => refusal(404, 'E_NOT_FOUND', 'API not found.');

/** When the fixture's box told its time. */
export const START = Date.parse('2024-12-14T00:29:41.000Z');

export const DIGEST = 'Digest realm="SonicWALL", qop="auth", algorithm=SHA-256, nonce="n1", opaque="o"';
export const STALE =
  'Digest realm="SonicWALL", qop="auth", algorithm=SHA-256, nonce="n2", opaque="o", stale=true';

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

/** The firewall every test reads. */
export const TARGET: Target = {
  deviceId: 'd1',
  host: '192.0.2.1',
  port: 443,
  tls: 'modern',
  pins: ['AA:BB'],
  credential: { user: 'fw', password: 'p4ss-w0rd' },
  clockOffsetMs: 0,
};

interface Told {
  readonly reading: Reading;
  readonly lines: readonly string[];
  readonly sent: readonly DeviceRequest[];
  readonly logged: readonly string[];
  readonly closed: number;
}

export async function read(
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
  const target = { ...TARGET, ...over };
  return { reading: await sonicwallAdapter.read(target, scope, ctx), lines, sent, logged, closed };
}

export const PULSE = [
  'POST /auth',
  'POST /auth',
  'GET /reporting/status/security-services',
  'GET /reporting/status/system',
  'DELETE /auth',
];
export const onAuth =
  (bare: DeviceAnswer, answered: DeviceAnswer = ok()): Box =>
  ({ line, headers }) =>
    line === 'POST /auth' ? (headers?.['authorization'] === undefined ? bare : answered) : undefined;
