import type { IncomingHttpHeaders } from 'node:http';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a receiver answers; the body is JSON. */
export interface Accepted {
  readonly status: number;
  readonly body: string;
}

/** Something that takes notices over HTTP. */
export interface Receiver {
  takes(method: string, path: string): boolean;
  /** Keeps the notice, or says why not. */
  accept(received: Received): Accepted;
  /** Body of the answer under the fault `status`. */
  refusalBody(status: number): string;
}
