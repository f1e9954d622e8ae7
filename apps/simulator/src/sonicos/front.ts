import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../clock.js';
import { deliver } from '../faults/deliver.js';
import { deliveryPlan, type Delivery, type DeliveryPlan } from '../faults/answer-faults.js';
import type { ActivityLog } from '../log/activity-log.js';
import { refused } from './answer.js';
import type { Box, BoxAnswer } from './box.js';
import type { BoxRequest } from './request.js';

const MAX_BODY_BYTES = 64 * 1024;

const WHY_DELIVERED: Readonly<Partial<Record<Delivery['kind'], string>>> = {
  never: 'fault:stall',
  drip: 'fault:drip',
  truncated: 'fault:truncated',
  huge: 'fault:huge',
  'gzip-bomb': 'fault:gzip-bomb',
};

/** HTTP for the whole fleet: one parser and one handler, told apart by the connection a request came on. */
export class FleetFront {
  private readonly boxes = new WeakMap<object, Box>();
  private readonly server: Server;

  constructor(
    private readonly clock: Clock,
    private readonly log: ActivityLog,
  ) {
    this.server = createServer({ keepAliveTimeout: 15_000 }, (request, response) =>
      this.handle(request, response),
    );
    this.server.on('clientError', (_error, socket) => socket.destroy());
  }

  /** Speaks HTTP on a finished TLS connection, as this box. */
  serve(socket: TLSSocket, box: Box): void {
    this.boxes.set(socket, box);
    this.server.emit('connection', socket);
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    const box = this.boxes.get(request.socket);
    if (!box) {
      request.socket.destroy();
      return;
    }
    const at = this.clock.now();
    if (request.method === 'GET' || request.method === 'HEAD') {
      this.answer({ box, request, response, body: Buffer.alloc(0), at });
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on('end', () => {
      const body = size > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
      this.answer({ box, request, response, body, at });
    });
  }

  private answer(exchange: Exchange): void {
    const { box, request, response, body } = exchange;
    const url = request.url ?? '/';
    const queryAt = url.indexOf('?');
    const path = queryAt < 0 ? url : url.slice(0, queryAt);
    const outcome = body === null ? TOO_LARGE : box.respond(boxRequest(request, path, body));
    const faulty = deliveryPlan(box.device.faults, path);
    const plan = { ...faulty, beforeMs: faulty.beforeMs + (outcome.answer.afterMs ?? 0) };
    response.setHeader('Server', 'Web Server');
    this.note(exchange, path, outcome, plan);
    deliver(response, outcome.answer, plan, this.clock);
  }

  private note({ box, request, at }: Exchange, path: string, outcome: BoxAnswer, plan: DeliveryPlan): void {
    const { answer, authenticated } = outcome;
    const why = WHY_DELIVERED[plan.delivery.kind] ?? answer.why;
    this.log.add({
      kind: 'request',
      at,
      answeredAt: this.clock.now() + plan.beforeMs,
      device: box.device.profile.id,
      serial: box.device.serial,
      remote: request.socket.remoteAddress ?? '',
      method: request.method ?? '',
      path,
      status: answer.status,
      authenticated,
      tls: true,
      ...(why === undefined ? {} : { why }),
      ...(answer.showed === undefined ? {} : { showed: answer.showed }),
    });
  }
}

interface Exchange {
  readonly box: Box;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Null when the client sent more than the box takes. */
  readonly body: Buffer | null;
  readonly at: number;
}

const TOO_LARGE: BoxAnswer = {
  answer: refused({
    status: 413,
    code: 'E_TOO_LARGE',
    message: 'Request body too large.',
    why: 'body-too-large',
  }),
  authenticated: false,
};

function boxRequest(request: IncomingMessage, path: string, body: Buffer): BoxRequest {
  return {
    method: request.method ?? 'GET',
    path,
    remote: request.socket.remoteAddress ?? '',
    authorization: request.headers.authorization ?? null,
    accept: request.headers.accept ?? null,
    contentType: request.headers['content-type'] ?? null,
    body,
  };
}
