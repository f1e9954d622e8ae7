/** The floor: the requests of one pulse over one new TLS connection each, by bare undici; no pin, no caps, no parsing of what is not needed. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, createSecureContext } from 'node:tls';
import { Client, type Dispatcher } from 'undici';
import type { SimulatedDevice } from '../test/support/simulator.ts';

const [, , file = '', forSeconds = '5'] = process.argv;
const devices = JSON.parse(readFileSync(file, 'utf8')) as SimulatedDevice[];
const secureContext = createSecureContext({ minVersion: 'TLSv1.2' });
const PREFIX = '/api/sonicos';

const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

function digest(header: string, device: SimulatedDevice): string {
  const field = (name: string): string => new RegExp(`${name}="?([^",]+)"?`).exec(header)?.[1] ?? '';
  const algorithm = field('algorithm').toUpperCase() === 'SHA-256' ? 'sha256' : 'md5';
  const cnonce = randomBytes(8).toString('hex');
  const ha1 = hash(algorithm, `${device.user}:${field('realm')}:${device.password}`);
  const ha2 = hash(algorithm, `POST:${PREFIX}/auth`);
  const response = hash(algorithm, `${ha1}:${field('nonce')}:00000001:${cnonce}:auth:${ha2}`);
  return `Digest username="${device.user}", realm="${field('realm')}", nonce="${field('nonce')}", uri="${PREFIX}/auth", algorithm=${field('algorithm')}, qop=auth, nc=00000001, cnonce="${cnonce}", response="${response}", opaque="${field('opaque')}"`;
}

async function readOnce(device: SimulatedDevice): Promise<boolean> {
  const client = new Client(`https://${device.address}:${device.port}`, {
    connect: (_options, done) => {
      const socket = connect(
        { host: device.address, port: device.port, secureContext, rejectUnauthorized: false, servername: '' },
        () => done(null, socket),
      );
      socket.once('error', (error) => done(error, null));
    },
  });
  const call = async (
    method: Dispatcher.HttpMethod,
    path: string,
    authorization?: string,
  ): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; text: string }> => {
    const answer = await client.request({
      method,
      path: PREFIX + path,
      headers: {
        accept: 'application/json',
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...(authorization ? { authorization } : {}),
      },
      ...(method === 'POST' ? { body: '{"override":false}' } : {}),
    });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  };
  try {
    const bare = await call('POST', '/auth');
    const offered = [bare.headers['www-authenticate'] ?? []].flat();
    const challenge =
      offered.find((one) => /sha-256/i.test(one)) ?? offered.find((one) => /^digest/i.test(one));
    const basic = `Basic ${Buffer.from(`${device.user}:${device.password}`).toString('base64')}`;
    const signedIn = await call('POST', '/auth', challenge ? digest(challenge, device) : basic);
    const token = /"bearer_token"\s*:\s*"([^"]+)"/.exec(signedIn.text)?.[1];
    const bearer = token ? `Bearer ${token}` : undefined;
    const licences = await call('GET', '/reporting/status/security-services', bearer);
    const system = await call('GET', '/reporting/status/system', bearer);
    JSON.parse(licences.text);
    JSON.parse(system.text);
    await call('DELETE', '/auth', bearer);
    return licences.status === 200 && system.status === 200;
  } finally {
    await client.close();
  }
}

let reads = 0;
let failed = 0;
const started = performance.now();
const before = process.cpuUsage();
const end = started + Number(forSeconds) * 1_000;
// Each worker has its own devices: a box has one session.
await Promise.all(
  Array.from({ length: 16 }, async (_, worker) => {
    for (let turn = worker; performance.now() < end; turn += 16) {
      const device = devices[turn % devices.length];
      if (!device) break;
      if (await readOnce(device).catch(() => false)) reads += 1;
      else failed += 1;
    }
  }),
);
const used = process.cpuUsage(before);
process.stdout.write(
  `${JSON.stringify({ reads, failed, cpuSeconds: (used.user + used.system) / 1e6, wallSeconds: (performance.now() - started) / 1_000 })}\n`,
);
