import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChannelFault } from './channel-bench.js';

export interface Posted {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the far side answers: status, and headers where it matters. */
export interface PostReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A far side that takes POSTs on loopback, keeps what it took, and misbehaves once when told to. */
export class PostServer {
  readonly posted: Posted[] = [];
  private fault: ChannelFault | null = null;
  private readonly server = createServer((request, response) => void this.take(request, response));

  private readonly reply: (posted: Posted) => PostReply;
  private readonly permanent: number;

  private constructor(reply: (posted: Posted) => PostReply, permanent: number) {
    this.reply = reply;
    this.permanent = permanent;
  }

  /** @param permanent status that says "never again". */
  static async open(reply: (posted: Posted) => PostReply, permanent: number): Promise<PostServer> {
    const made = new PostServer(reply, permanent);
    await new Promise<void>((done) => made.server.listen(0, '127.0.0.1', done));
    return made;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  failOnce(fault: ChannelFault): void {
    this.fault = fault;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { fault } = this;
    if (fault === 'stall') return;
    this.fault = null;
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const posted = { headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
    if (fault === 'permanent') return void response.writeHead(this.permanent).end('no');
    if (fault === 'transient') return void response.writeHead(429, { 'retry-after': '7' }).end();
    if (fault === 'transient-hang-up') return void response.writeHead(503, { connection: 'close' }).end();
    const answer = this.reply(posted);
    if (answer.status < 300) this.posted.push(posted);
    if (fault === 'cut-after-accept') return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
  }
}
