import { createServer, type Server, type Socket } from 'node:net';
import { LineFrames } from './line-frames.js';
import type { PushMetrics } from './push-metrics.js';

const MOST_CONNECTIONS = 256;
const MOST_PER_SOURCE = 8;
/** A firewall that says nothing for so long has lost the connection without knowing. */
const IDLE_MS = 10 * 60_000;

export type TakeLine = (bytes: Buffer, source: string) => void;

/** Syslog over TCP: few connections per source, each with one line of memory. */
export class TcpIntake {
  private readonly sockets = new Set<Socket>();
  private readonly bySource = new Map<string, number>();
  private readonly server: Server;

  constructor(
    private readonly take: TakeLine,
    private readonly metrics: PushMetrics,
  ) {
    this.server = createServer((socket) => this.accept(socket));
  }

  listen(host: string, port: number, onFault: (error: Error) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        this.server.on('error', onFault);
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private accept(socket: Socket): void {
    // Before anything else: a refused connection may fail, too.
    socket.on('error', () => socket.destroy());
    const source = socket.remoteAddress ?? '';
    const open = this.bySource.get(source) ?? 0;
    if (this.sockets.size >= MOST_CONNECTIONS || open >= MOST_PER_SOURCE) {
      this.metrics.refusedConnections += 1;
      socket.destroy();
      return;
    }
    this.sockets.add(socket);
    this.bySource.set(source, open + 1);
    this.metrics.connections = this.sockets.size;
    const frames = new LineFrames({
      line: (bytes) => this.take(bytes, source),
      oversize: () => this.metrics.count('oversize'),
    });
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      if (!frames.take(chunk)) socket.destroy();
    });
    socket.on('end', () => {
      frames.end();
      socket.end();
    });
    socket.on('close', () => this.forget(socket, source));
  }

  private forget(socket: Socket, source: string): void {
    if (!this.sockets.delete(socket)) return;
    const left = (this.bySource.get(source) ?? 1) - 1;
    if (left === 0) this.bySource.delete(source);
    else this.bySource.set(source, left);
    this.metrics.connections = this.sockets.size;
  }
}
