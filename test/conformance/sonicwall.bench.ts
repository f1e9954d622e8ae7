import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Target } from '@firewatch/api/vendors/contract';
import { sonicwallAdapter } from '@firewatch/api/vendors/sonicwall/adapter';
import type { Reading } from '@firewatch/shared/domain/reading';
import { CertificateMaker } from '@firewatch/simulator/devices/certificate';
import type { DeviceCard } from '@firewatch/simulator/devices/device-card';
import type { FaultSpec } from '@firewatch/simulator/faults/fault';
import { startSimulator, type Simulator } from '@firewatch/simulator/simulator';
import { ask, type Misbehaviour, type OrderTrouble, type VendorBench } from './vendor-bench.js';

const FAULTS: Readonly<Record<Exclude<Misbehaviour, object>, FaultSpec>> = {
  'refuses-connection': { kind: 'refuse' },
  'refuses-auth': { kind: 'wrong-password' },
  stalls: { kind: 'stall', at: 'answer' },
  drips: { kind: 'drip', ms: 50 },
  cuts: { kind: 'truncated', cut: true },
  html: { kind: 'html' },
  redirects: { kind: 'redirect', to: 'https://127.0.0.1:9/' },
  huge: { kind: 'huge' },
  'gzip-bomb': { kind: 'gzip-bomb' },
  'changed-certificate': { kind: 'changed-certificate' },
  'wrong-serial': { kind: 'wrong-serial' },
};

const ORDERS = '/license/';
/** Read between sign-in and order. */
const BETWEEN = '/reporting/';

const ORDER_FAULTS: Readonly<Record<'stalls-after' | 'cuts-after' | 'cuts-before', FaultSpec>> = {
  'stalls-after': { kind: 'stall', at: 'answer', path: ORDERS },
  'cuts-after': { kind: 'truncated', cut: true, path: ORDERS },
  'cuts-before': { kind: 'truncated', cut: true, path: BETWEEN },
};

function trouble({ verbs }: Simulator, id: string, how: OrderTrouble): void {
  const selection = { ids: [id] };
  if (typeof how === 'object') {
    verbs.setFault(selection, { kind: 'http-500', path: ORDERS, ...how });
    return;
  }
  switch (how) {
    case 'refuses':
      verbs.changeBehaviour(selection, { synchronizeEffect: 'refused' });
      return;
    case 'held':
      return verbs.adminSession(id, 60);
    case 'config-mode-held':
      return verbs.adminSession(id, 60, true, true);
    case 'stalls-after':
    case 'cuts-after':
    case 'cuts-before':
      verbs.setFault(selection, ORDER_FAULTS[how]);
  }
}

export function targetOf(card: DeviceCard): Target {
  return {
    deviceId: card.id,
    host: card.address,
    port: card.port,
    tls: 'modern',
    pins: [card.fingerprint256],
    credential: { user: card.user, password: card.password },
    clockOffsetMs: 0,
  };
}

/** One full read, as the poller does it. */
export const readWhole = (target: Target, limitMs = 10_000): Promise<Reading> =>
  ask(sonicwallAdapter, target, { scope: 'full', limitMs });
export const whyOf = (reading: Reading): string => (reading.kind === 'seen' ? 'seen' : reading.why);

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Signs anybody in with a token and then says one thing to everything; for `echo`, what it was sent. */
function babbler(certificate: { key: string; cert: string }, answer: unknown): Server {
  const state = { asked: 0 };
  return createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    void textOf(request).then((body) => {
      state.asked += 1;
      const sent = { headers: request.headers, body };
      const isAuth = request.url?.endsWith('/auth') === true;
      if (isAuth && request.headers.authorization === undefined && request.method === 'POST') {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
        return;
      }
      const info = {
        code: 'E_OK',
        message: answer === 'echo' ? JSON.stringify(sent) : 'Success.',
        bearer_token: 'tok-babble-77aa',
      };
      const echoed = Object.fromEntries(
        [
          'gateway_anti_virus',
          'botnet',
          'vpn',
          'serial_number',
          'model',
          'system_time',
          'up_time',
          JSON.stringify(sent),
        ].map((key) => [key, `${JSON.stringify(sent)} ${sent.headers.authorization ?? ''}`]),
      );
      const isOrder = request.method === 'POST' && !isAuth && answer === 'echo';
      if (isOrder) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ status: { success: false, info: [info] } }));
        return;
      }
      const said = isAuth ? { status: { success: true, info: [info] } } : answer === 'echo' ? echoed : answer;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said) ?? '');
    });
  });
}

/** SonicWall: one box of the simulated fleet, which signs in by Digest SHA-256 or Basic as the fleet has it. */
export async function openSonicwallBench(): Promise<VendorBench> {
  const simulator = await startSimulator({ devices: 8 });
  const cards = await simulator.devices();
  const card = cards.find(({ signIn }) => signIn === 'digest-sha256') ?? cards[0];
  if (!card) throw new Error('The simulated fleet has no device.');
  const selection = { ids: [card.id] };
  const certificate = new CertificateMaker().make(
    { serial: 'C0EAE4000001', address: '127.0.0.1' },
    Date.now(),
  );
  const servers: Server[] = [];
  const target = targetOf(card);
  return {
    target,
    serial: card.serial,
    secrets: [card.password, `${card.user}:${card.password}`, 'tok-babble-77aa'],
    misbehave: (how) => {
      const spec: FaultSpec = typeof how === 'string' ? FAULTS[how] : { kind: 'http-500', ...how };
      simulator.verbs.setFault(selection, spec);
    },
    troubleOrders: (how) => trouble(simulator, card.id, how),
    orders: async () =>
      simulator.log.orders({ device: card.id }).map(({ method, path }) => `${method} ${path}`),
    recover: () => simulator.verbs.reset(),
    heldSessions: async () => ((await simulator.deviceStatus(card.id)).session === null ? 0 : 1),
    applicationBytes: async () => (await simulator.deviceStatus(card.id)).counters.applicationBytes,
    authFailures: async () => (await simulator.deviceStatus(card.id)).counters.authFailures,
    nonsense: async (answer) => {
      const server = babbler(certificate, answer);
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      servers.push(server);
      const { port } = server.address() as AddressInfo;
      return { ...target, host: '127.0.0.1', port, pins: [certificate.fingerprint256] };
    },
    close: async () => {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
      await simulator.close();
    },
  };
}
