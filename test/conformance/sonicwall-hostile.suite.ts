/**
 * RELIABILITY 15 to 32 for this vendor, each number once; where another suite has the test, it is named.
 * 15 here · 16 here (headers and body also in pinned-transport.answers) · 17 vendor-adapter "drips" · 18, 19 here ·
 * 20 here · 21 vendor-adapter "nonsense", normalise.spec, normalise.fuzz · 22 here (JSON in place of XML) · 23, 24
 * vendor-adapter rows · 25 vendor-adapter "1000 reads", certificate-trust.spec · 26 vendor-adapter, believe.spec ·
 * 27 sonicwall-ill-boxes · 28 vendor-adapter "Retry-After" · 29 and 30 sonicwall-ill-boxes, device-time.expiry.spec · 31 here · 32 every `*.fuzz.spec`
 * (10^6 inputs per parser by `npm run test:long`, stage fuzz-long).
 */
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { PinnedTransport } from '@firewatch/api/platform/http/pinned-transport';
import type { Target } from '@firewatch/api/vendors/contract';
import { sonicwallAdapter } from '@firewatch/api/vendors/sonicwall/adapter';
import type { Reading } from '@firewatch/shared/domain/reading';
import { CertificateMaker } from '@firewatch/simulator/devices/certificate';
import type { DeviceCard } from '@firewatch/simulator/devices/device-card';
import { startSimulator, type Simulator } from '@firewatch/simulator/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listenDeafly } from '../support/deaf-listener.js';
import { readWhole as read, targetOf, whyOf } from './sonicwall.bench.js';
import { look } from './vendor-bench.js';

const MB = 1024 * 1024;

let simulator: Simulator;
let box: DeviceCard;
let certificate: { readonly key: string; readonly cert: string; readonly fingerprint256: string };
const servers: Server[] = [];

beforeAll(async () => {
  simulator = await startSimulator({ devices: 1 });
  const [first] = await simulator.devices();
  if (!first) throw new Error('The simulated fleet has no device.');
  box = first;
  certificate = new CertificateMaker().make({ serial: 'C0EAE4000001', address: '127.0.0.1' }, Date.now());
});
afterEach(async () => {
  simulator.verbs.reset();
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});
afterAll(() => simulator.close());

async function standing(server: Server): Promise<Target> {
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.setTimeout(3_000, () => socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  return { ...targetOf(box), host: '127.0.0.1', port, pins: [certificate.fingerprint256] };
}

/** A box that lets anybody in and says `text` to every question; its sign-in is well. */
function saying(text: string): Server {
  return createHttpsServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
    const isAuth = request.url?.endsWith('/auth') === true;
    response.end(isAuth ? '{"status":{"success":true,"info":[{"code":"E_OK"}]}}' : text);
  });
}

describe('15: names', () => {
  const byName = (resolve: (host: string) => Promise<string>): Promise<Reading> =>
    sonicwallAdapter.read({ ...targetOf(box), host: 'box.example' }, 'pulse', {
      signal: AbortSignal.timeout(300),
      transport: new PinnedTransport({
        egress: { loopback: ['127.0.0.0/8', '::1/128'], ownListeners: [], ownAddresses: [] },
        resolve,
      }),
      now: Date.now,
      log: { debug: () => undefined },
    });
  const fails = (code: string) => async (): Promise<string> => {
    throw Object.assign(new Error(code), { code });
  };
  const rows: readonly (readonly [what: string, why: string, resolve: (host: string) => Promise<string>])[] =
    [
      ['that do not exist', 'dns', fails('ENOTFOUND')],
      ['whose server is silent for now', 'dns', fails('EAI_AGAIN')],
      ['whose server never answers', 'timeout', () => new Promise<string>(() => undefined)],
      ['that lead to the other family, where nobody stands', 'refused', async () => '::1'],
    ];

  it.each(rows)('%s are "%s"', async (_what, why, resolve) => {
    expect(whyOf(await byName(resolve))).toBe(why);
  });
});

describe('16: a far side that goes silent', () => {
  const secure = (answer: Parameters<typeof createHttpsServer>[1]): Server =>
    createHttpsServer({ key: certificate.key, cert: certificate.cert }, answer);

  it('in the TCP handshake, where nobody accepts, is a timeout at the deadline and leaves no socket', async () => {
    const deaf = await listenDeafly();
    const target = { ...targetOf(box), host: '127.0.0.1', port: deaf.port };
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((kind) => /ConnectWrap|TCPSocketWrap|TLSWrap/.test(kind))
        .length;
    const before = sockets();
    const began = performance.now();
    expect(whyOf(await read(target, 250))).toBe('timeout');
    expect(performance.now() - began).toBeLessThan(5_000);
    await expect.poll(sockets).toBe(before);
    const looked = look(target);
    await expect.poll(sockets).toBeGreaterThan(before);
    await expect(looked).rejects.toMatchObject({ why: 'timeout' });
    await expect.poll(sockets).toBe(before);
    await deaf.close();
  });

  it.each([
    ['in the TLS handshake', () => createTcpServer(() => undefined)],
    ['before its headers', () => secure(() => undefined)],
    ['in its headers', () => secure((request) => void request.socket.write('HTTP/1.1 200 OK\r\nx: '))],
    [
      'in its body',
      () =>
        secure(
          (_request, response) => void response.writeHead(200, { 'content-length': '99' }).write('{"a"'),
        ),
    ],
  ] as const)('%s is a timeout at the deadline', async (_what, make) => {
    expect(whyOf(await read(await standing(make()), 250))).toBe('timeout');
  });
});

describe('18 to 20: answers without measure', () => {
  /** Prints what the answer cost this process, which is client and box in one: figures for the eye, not for a verdict. */
  async function measured(what: string, work: () => Promise<Reading>): Promise<string> {
    const lag = monitorEventLoopDelay({ resolution: 10 });
    const before = process.memoryUsage().rss;
    lag.enable();
    const reading = await work();
    lag.disable();
    const grown = (process.memoryUsage().rss - before) / MB;
    process.stdout.write(
      `${what}: RSS +${grown.toFixed(0)} MB, longest lag ${(lag.max / 1e6).toFixed(0)} ms, both ends\n`,
    );
    return whyOf(reading);
  }

  it.each([
    ['a body of 100 MB', { kind: 'huge', bytes: 100 * MB }],
    ['a gzip of 200 MB', { kind: 'gzip-bomb', bytes: 200 * MB }],
  ] as const)('%s is cut off at 2 MB', async (what, spec) => {
    simulator.verbs.setFault({ ids: [box.id] }, spec);
    expect(await measured(what, () => read(targetOf(box)))).toBe('too-large');
  });

  it('an endless chunked body is cut off at 2 MB', async () => {
    let sent = 0;
    const server = createHttpsServer(
      { key: certificate.key, cert: certificate.cert },
      (_request, response) => {
        const pump = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536;
        };
        response.on('drain', pump);
        pump();
      },
    );
    const target = await standing(server);
    expect(await measured('endless chunks', () => read(target))).toBe('too-large');
    expect(sent).toBeLessThan(64 * MB);
  });
});

describe('22: JSON as a weapon', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  it.each([
    ['nested 200,000 deep', deep],
    ['nested inside an object', `{"gateway_anti_virus":${deep},"serial_number":"X"}`],
    ['a prototype', '{"__proto__":{"gateway_anti_virus":"Licensed","serial_number":"X"}}'],
    ['a constructor', '{"constructor":{"prototype":{"gateway_anti_virus":"Licensed"}},"serial_number":"X"}'],
    ['the same key 100,000 times', `{${'"ips":"Licensed",'.repeat(100_000)}"serial_number":"X"}`],
    ['a number without end', `{"gateway_anti_virus":${'9'.repeat(500_000)},"serial_number":"X"}`],
  ])('%s shows nothing working and breaks nothing', async (_what, text) => {
    const reading = await read(await standing(saying(text)));
    expect(JSON.stringify(reading)).not.toMatch(/"value":"(active|on|fresh)"/);
    expect({}).not.toHaveProperty('gateway_anti_virus');
  });
});

describe('what is kept of an answer that could not be read', () => {
  const list = 'GET /reporting/status/security-services';
  const serial = 'C0EAE4000001';
  const rows: readonly (readonly [what: string, why: string, text: string, keeps: string])[] = [
    ['JSON that ends early', 'truncated', `{"serial_number":"${serial}","ips":"Trialware`, 'Trialware'],
    ['JSON that is none', 'malformed', `{"serial_number":"${serial}","ips":Trialware}`, 'Trialware'],
    ['a page in its place', 'not-json', `<html><title>Captive</title> box ${serial}</html>`, 'Captive'],
    ['a list without services', 'partial', `{"serial_number":"${serial}","model":"TZ 470"}`, 'TZ 470'],
  ];

  it.each(rows)(
    '%s: request, status and words, without secret and serial',
    async (_what, why, text, keeps) => {
      const target = await standing(saying(text));
      const reading = await read(target);
      const sample = reading.kind === 'seen' ? undefined : reading.sample;
      expect([whyOf(reading), sample]).toEqual([
        why,
        { source: list, status: 200, contentType: 'application/json', body: expect.stringContaining(keeps) },
      ]);
      expect(sample?.body).not.toContain(serial);
    },
  );

  it('takes out the account we sign in with, when a page repeats it', async () => {
    const { credential } = await standing(saying(''));
    const { user = '', password = '' } = credential;
    const told = `<p>${user} / ${password} / ${Buffer.from(`${user}:${password}`).toString('base64')}</p>`;
    const reading = await read({ ...(await standing(saying(told))), credential });
    expect(reading).toMatchObject({
      why: 'not-json',
      sample: { body: '<p>[secret] / [secret] / [secret]</p>' },
    });
  });

  it('nothing of a box that is well, refuses us, or says nothing', async () => {
    const well = await read(targetOf(box));
    simulator.verbs.setFault({ ids: [box.id] }, { kind: 'wrong-password' });
    const refused = await read(targetOf(box));
    const silent = await read(await standing(createTcpServer(() => undefined)), 250);
    expect([well, refused, silent].map(whyOf)).toEqual(['seen', 'auth-failed', 'timeout']);
    expect(JSON.stringify([well, refused, silent])).not.toContain('"sample"');
  });
});

describe('31: names that bite', () => {
  const bite = `fw\r\nBcc: x@y\u001b[31m=HYPERLINK("http://x")\u202Etxt.exe\u0000${'A'.repeat(65_536)}`;

  it('come out as one short line without control or direction characters, from every field that is kept', async () => {
    const answer = JSON.stringify({
      gateway_anti_virus: bite,
      [bite]: 'Licensed',
      serial_number: 'C0EAE4000001',
      model: bite,
      firmware_version: bite,
      system_time: bite,
      up_time: bite,
      current_connections: bite,
    });
    const reading = await read(await standing(saying(answer)));
    if (reading.kind !== 'seen') throw new Error(reading.detail);
    const texts: string[] = [];
    JSON.stringify(reading, (_key, value: unknown) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(200);
    expect(texts.filter((text) => /[\p{Cc}\u202A-\u202E\u2066-\u2069\u2028\u2029]/u.test(text))).toEqual([]);
    expect(reading.model.length).toBeLessThanOrEqual(64);
  });
});
