import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** In the range that tests open to the product, and nobody's else. */
const HOST = '127.31.0.1';

/** The watch outside: notes when it was told that all is well. */
export class PingReceiver {
  readonly url: string;
  /** Epoch ms. */
  readonly heard: readonly number[];
  private readonly server: Server;

  private constructor(server: Server, url: string, heard: readonly number[]) {
    this.server = server;
    this.url = url;
    this.heard = heard;
  }

  static async start(): Promise<PingReceiver> {
    const heard: number[] = [];
    const server = createServer((request, response) => {
      if (request.url === '/ping/firewatch') heard.push(Date.now());
      response.end('OK');
    });
    await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
    const { port } = server.address() as AddressInfo;
    return new PingReceiver(server, `http://${HOST}:${port}/ping/firewatch`, heard);
  }

  close(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
