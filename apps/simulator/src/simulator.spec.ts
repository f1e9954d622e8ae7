import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceCard } from './devices/device-card.js';
import { basic } from './spec-support.js';
import { startSimulator, type Simulator } from './simulator.js';

let simulator: Simulator;
let device: DeviceCard;

beforeAll(async () => {
  simulator = await startSimulator({ devices: 3, synchronizeMs: 10, sessionIdleSeconds: 60 });
  const first = (await simulator.devices())[0];
  if (!first) throw new Error('no device');
  device = first;
});
afterAll(() => simulator.close());
beforeEach(() => simulator.verbs.reset());

interface Got {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly bytes: number;
  readonly text: string;
}

function call(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  keepBytes = 100_000,
): Promise<Got> {
  const body = method === 'POST' ? '{}' : '';
  return new Promise((resolve, reject) => {
    const target = {
      host: device.address,
      port: device.port,
      servername: '',
      rejectUnauthorized: false,
      agent: false,
    };
    const sent = httpsRequest(
      {
        ...target,
        method,
        path: `/api/sonicos${path}`,
        headers: { ...headers, 'content-length': body.length },
      },
      (response) => {
        let bytes = 0;
        let text = '';
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= keepBytes) text += chunk.toString('utf8');
          else response.destroy();
        });
        response.on('close', () => {
          if (!response.complete && bytes <= keepBytes) reject(new Error('cut'));
          else resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text });
        });
        response.on('error', () => undefined);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const signIn = (): Promise<Got> =>
  call('POST', '/auth', { authorization: basic(device.user, device.password) });

async function control(
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; value: unknown }> {
  const answer = await fetch(`${simulator.controlUrl}${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, value: await answer.json() };
}

const counters = async () => (await simulator.deviceStatus(device.id)).counters;

describe('a device on the network', () => {
  it('shows its own certificate, speaks as "Web Server" and logs what it answered', async () => {
    const since = simulator.now();
    const answer = await signIn();
    expect([answer.status, answer.headers.server]).toEqual([200, 'Web Server']);
    await call('GET', '/reporting/status/security-services');
    await call('DELETE', '/auth');
    const logged = simulator.log.find({ since, kind: 'request', device: device.id });
    expect(logged).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/api/sonicos/auth',
        status: 200,
        authenticated: true,
        tls: true,
      }),
      expect.objectContaining({
        method: 'GET',
        status: 200,
        showed: 'licensed',
        serial: device.serial,
        remote: '127.0.0.1',
      }),
      expect.objectContaining({ method: 'DELETE', status: 200 }),
    ]);
    const socket = tlsConnect({ host: device.address, port: device.port, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    expect(socket.getPeerCertificate().fingerprint256).toBe(device.fingerprint256);
    socket.destroy();
  });

  it('refuses connections and takes them again', async () => {
    simulator.verbs.setFault({ ids: [device.id] }, { kind: 'refuse' });
    await expect(signIn()).rejects.toThrow('ECONNREFUSED');
    simulator.verbs.clearFaults({ ids: [device.id] });
    expect((await signIn()).status).toBe(200);
  });

  it('stalls: accepts, says nothing, and cuts the silent connection when mended', async () => {
    simulator.verbs.setFault({ ids: [device.id] }, { kind: 'stall' });
    const before = (await counters()).tcpConnections;
    const socket = connect(device.port, device.address);
    const heard: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => heard.push(chunk));
    await once(socket, 'connect');
    await expect.poll(async () => (await counters()).tcpConnections).toBe(before + 1);
    simulator.verbs.clearFaults({ ids: [device.id] });
    await once(socket, 'close');
    expect(heard).toEqual([]);
  });

  it('shows another certificate to a client that then tells it 0 bytes', async () => {
    simulator.verbs.setFault({ ids: [device.id] }, { kind: 'changed-certificate' });
    const before = await counters();
    const socket = tlsConnect({ host: device.address, port: device.port, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const shown = socket.getPeerCertificate().fingerprint256;
    socket.end();
    await once(socket, 'close');
    const { shownFingerprint256 } = await simulator.deviceStatus(device.id);
    const after = await counters();
    expect(shown).toBe(shownFingerprint256);
    expect(shown).not.toBe(device.fingerprint256);
    expect(after.tcpConnections - before.tcpConnections).toBe(1);
    expect(after.applicationBytes - before.applicationBytes).toBe(0);
    await signIn();
    expect((await counters()).applicationBytes).toBeGreaterThan(after.applicationBytes);
  });

  it('sends half an answer: well-closed, or cut off within the announced length', async () => {
    simulator.verbs.setFault({ ids: [device.id] }, { kind: 'truncated' });
    const half = await signIn();
    expect(() => JSON.parse(half.text)).toThrow(SyntaxError);
    simulator.verbs.setFault({ ids: [device.id] }, { kind: 'truncated', cut: true });
    await expect(signIn()).rejects.toThrow(/cut|aborted|hang up|ECONNRESET/);
  });

  it('drips one byte per 1 ms and still completes', async () => {
    simulator.verbs.setFault({ ids: [device.id] }, { kind: 'drip', ms: 1 });
    const answer = await signIn();
    expect(JSON.parse(answer.text)).toMatchObject({ status: { success: true } });
  });

  it('sends 3 MB plain and 3 MB packed small', async () => {
    simulator.verbs.setFault({ ids: [device.id] }, { kind: 'huge', bytes: 3_000_000 });
    expect((await call('GET', '/version', {}, 4_000_000)).bytes).toBe(3_000_013);
    simulator.verbs.clearFaults({ ids: [device.id] });
    simulator.verbs.setFault({ ids: [device.id] }, { kind: 'gzip-bomb', bytes: 3_000_000 });
    const packed = await call('GET', '/version');
    expect([packed.headers['content-encoding'], packed.bytes < 10_000]).toEqual(['gzip', true]);
  });
});

describe('control API', () => {
  it('loses and heals a box by authority, check-in and synchronize', async () => {
    await control('POST', '/authority', { mode: 'wrong-answer' });
    await control('POST', '/devices/check-in', { ids: [device.id] });
    expect((await control('GET', `/devices/${device.id}`)).value).toMatchObject({
      lost: ['gateway-av', 'anti-spyware', 'ips'],
    });
    expect((await control('GET', '/state')).value).toMatchObject({
      devices: { total: 3, lost: 1 },
      authority: { mode: 'wrong-answer' },
    });
    await control('POST', '/authority', { mode: 'ok' });
    await control('POST', '/devices/synchronize', { ids: 'all', overSeconds: 0 });
    await expect
      .poll(async () => (await control('GET', `/devices/${device.id}`)).value)
      .toMatchObject({ lost: [] });
    const truth = (await control('GET', '/log/truth')).value;
    expect(truth).toMatchObject({
      intervals: expect.arrayContaining([expect.objectContaining({ device: device.id, service: 'ips' })]),
    });
  });

  it('switches a service off, expires it, ages its signatures', async () => {
    const path = `/devices/${device.id}/service`;
    expect((await control('POST', path, { service: 'ips', enabled: false })).value).toMatchObject({
      lost: ['ips'],
    });
    const expired = { service: 'web-filter', licence: 'expired', expiresAt: 1_000 };
    expect((await control('POST', path, expired)).value).toMatchObject({ lost: ['ips', 'web-filter'] });
    await control('POST', path, { service: 'gateway-av', signaturesAgeSeconds: 864_000 });
    await signIn();
    const { text } = await call('GET', '/reporting/gateway-antivirus');
    const [, published = ''] = /"signature_database_timestamp":"UTC ([^"]+)"/.exec(text) ?? [];
    const ageDays = (simulator.now() - Date.parse(`${published}Z`)) / 86_400_000;
    expect(Math.floor(ageDays)).toBe(10);
  });

  it.each([
    {
      method: 'POST',
      path: '/authority',
      body: { mode: 'sad' },
      status: 400,
      error: 'mode: give one of ok, wrong-answer, unreachable, slow, partial.',
    },
    {
      method: 'GET',
      path: '/devices/nobody',
      status: 404,
      error: 'No device has the id "nobody"; GET /devices lists them.',
    },
    {
      method: 'GET',
      path: '/nothing',
      status: 404,
      error: 'GET /nothing is no verb of the control API; see the README for the verbs.',
    },
    {
      method: 'DELETE',
      path: '/state',
      status: 404,
      error: 'DELETE /state is no verb of the control API; it takes GET.',
    },
    {
      method: 'GET',
      path: '/log?since=yesterday',
      status: 400,
      error: 'since: "yesterday" is no number; give epoch milliseconds or a count.',
    },
    {
      method: 'POST',
      path: '/devices/check-in',
      body: { count: 9 },
      status: 400,
      error: 'count: 9 is more than the fleet has; give 1 to 3.',
    },
  ])('$method $path -> $status "$error"', async ({ method, path, body, status, error }) => {
    expect(await control(method, path, body)).toEqual({ status, value: { error } });
  });
});
