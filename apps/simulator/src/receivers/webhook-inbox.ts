import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../clock.js';
import type { Accepted, Received, Receiver } from './receiver.js';

/**
 * One request as it came.
 * Shape   `body` the bytes as UTF-8 text, unparsed, so that a signature over them can be checked
 * Units   `at` epoch milliseconds
 */
export interface StoredRequest {
  readonly id: string;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Keeps what is sent to `/hook` and below, oldest first. */
export class WebhookInbox implements Receiver {
  private requests: StoredRequest[] = [];
  private numbered = 0;

  constructor(private readonly clock: Clock) {}

  takes(_method: string, path: string): boolean {
    return path === '/hook' || path.startsWith('/hook/');
  }

  accept({ method, path, headers, body }: Received): Accepted {
    this.numbered += 1;
    this.requests.push({
      id: String(this.numbered),
      at: this.clock.now(),
      method,
      path,
      headers,
      body: body.toString('utf8'),
    });
    return { status: 200, body: '{"received":true}' };
  }

  refusalBody(status: number): string {
    return JSON.stringify({ error: `refused with ${status}` });
  }

  list(since?: number): StoredRequest[] {
    return this.requests.filter(({ at }) => since === undefined || at >= since);
  }

  get(id: string): StoredRequest | undefined {
    return this.requests.find((request) => request.id === id);
  }

  clear(): void {
    this.requests = [];
  }
}
