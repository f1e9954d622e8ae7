import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Cancel, Clock } from '../clock.js';
import { portProblem } from '../problem.js';
import type { Accepted, Received, Receiver } from './receiver.js';
import type { ReceiverFaults, ReceiverFaultSpec } from './receiver-fault.js';

const MAX_BODY_BYTES = 2_000_000;
const DEFAULT_SLOW_MS = 1_000;

/** A receiver with the faults that stand before it. */
export interface Served {
  readonly receiver: Receiver;
  readonly faults: ReceiverFaults;
}

/** HTTP on 127.0.0.1 to which notices are sent. */
export class ReceiverServer {
  private readonly server: Server;

  constructor(
    private readonly served: readonly Served[],
    private readonly clock: Clock,
  ) {
    this.server = createServer((request, response) => {
      this.handle(request, response).catch(() => response.destroy());
    });
  }

  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error) => reject(portProblem('receiver-port', port, error)));
      this.server.listen(port, '127.0.0.1', () => {
        const bound = this.server.address();
        resolve(bound && typeof bound === 'object' ? bound.port : port);
      });
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? '';
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const body = await bodyOf(request);
    const found = this.served.find(({ receiver }) => receiver.takes(method, path));
    if (!found) {
      send(response, { status: 404, body: '{"error":"nothing receives here"}' });
      return;
    }
    this.answer(found, { method, path, headers: request.headers, body }, response);
  }

  private answer({ receiver, faults }: Served, received: Received, response: ServerResponse): void {
    const fault = faults.next();
    switch (fault?.kind) {
      case undefined:
        return send(response, receiver.accept(received));
      case 'timeout':
        return;
      case 'status': {
        const status = fault.status ?? 500;
        return send(response, { status, body: receiver.refusalBody(status) }, retryAfter(fault));
      }
      case 'redirect': {
        const to = fault.to ?? 'http://127.0.0.1:1/';
        return send(response, { status: fault.status ?? 302, body: '' }, { Location: to });
      }
      case 'slow': {
        const accepted = receiver.accept(received);
        const cancel: Cancel = this.clock.after(fault.ms ?? DEFAULT_SLOW_MS, () => send(response, accepted));
        response.once('close', cancel);
        return;
      }
      case 'cut-after-accept':
        receiver.accept(received);
        response.destroy();
        return;
    }
  }
}

function retryAfter({ retryAfterSeconds }: ReceiverFaultSpec): Record<string, string> {
  return retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    // Beyond what any receiver takes the rest is read and let go: its length alone already decides.
    if (size <= MAX_BODY_BYTES) chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, body }: Accepted, more: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...more });
  response.end(body);
}
