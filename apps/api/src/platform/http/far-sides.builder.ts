import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { startDeadline } from './deadline.js';
import { TransportFailure, type DeviceRequest } from './device-transport.js';
import { makeIdentity, type TestIdentity } from './identity.builder.js';
import { PinnedTransport } from './pinned-transport.js';

export const ALLOWED = [
  { method: 'GET', path: /^\/a(\/\d+)?$/ },
  { method: 'POST', path: /^\/a$/ },
];
export const transport = new PinnedTransport({
  egress: { loopback: ['127.0.0.1/32'], ownListeners: [], ownAddresses: [] },
});

type Answer = { status: number; text: string } | { why: string; message: string; met?: unknown };

/** Far sides on loopback that show one certificate; `close` ends them after each test. */
export class FarSides {
  private readonly running: { server: Server; sockets: Set<Socket> }[] = [];

  private constructor(readonly box: TestIdentity) {}

  static async make(): Promise<FarSides> {
    return new FarSides(await makeIdentity('box'));
  }

  /** @returns the port */
  async listen(server: Server): Promise<number> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    this.running.push({ server, sockets });
    return (server.address() as AddressInfo).port;
  }

  device(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<number> {
    return this.listen(createHttpsServer({ key: this.box.key, cert: this.box.cert }, answer));
  }

  async ask(
    port: number,
    request: DeviceRequest = { method: 'GET', path: '/a' },
    limitMs = 3_000,
  ): Promise<Answer> {
    const deadline = startDeadline(limitMs);
    const to = { host: '127.0.0.1', port, tls: 'modern' as const, pins: [this.box.fingerprint] };
    try {
      const connection = await transport.open(to, ALLOWED, deadline.signal);
      try {
        const { status, text } = await connection.request(request);
        return { status, text };
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      return { why: error.why, message: error.message, ...(error.met ? { met: error.met } : {}) };
    } finally {
      deadline.end();
    }
  }

  /** New connections are refused; the ones there stay. */
  stopListening(): void {
    for (const { server } of this.running) server.close();
  }

  async close(): Promise<void> {
    for (const { server, sockets } of this.running.splice(0)) {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    }
  }
}
