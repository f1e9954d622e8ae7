import { createServer, type Server, type Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';

/**
 * What reached one device below HTTP.
 * Shape   `applicationBytes` = decrypted bytes received: 0 proves that a client that met a strange certificate
 *         told it nothing.
 */
export interface ConnectionCounters {
  readonly tcpConnections: number;
  readonly tlsHandshakes: number;
  readonly tlsFailures: number;
  readonly applicationBytes: number;
}

export interface ListenerHooks {
  /** A finished TLS connection, ready for HTTP. */
  readonly onSecure: (socket: TLSSocket) => void;
  /** What the next connection is shown: certificate and TLS version. */
  readonly context: () => Promise<SecureContext>;
  /** True while connections are accepted and then left without a word. */
  readonly isStalled: () => boolean;
}

/** One device's TCP port with TLS on it. Nothing is kept for it between connections. */
export class DeviceListener {
  private server: Server | null = null;
  private readonly open = new Set<Socket>();
  private readonly tlsOpen = new Set<TLSSocket>();
  private counts = { tcpConnections: 0, tlsHandshakes: 0, tlsFailures: 0, applicationBytes: 0 };

  constructor(
    readonly address: string,
    private listeningPort: number,
    private readonly hooks: ListenerHooks,
  ) {}

  get port(): number {
    return this.listeningPort;
  }

  get counters(): ConnectionCounters {
    let live = 0;
    for (const socket of this.tlsOpen) live += socket.bytesRead;
    return { ...this.counts, applicationBytes: this.counts.applicationBytes + live };
  }

  /** Rejects with the socket error when the address cannot be bound. */
  listen(): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => this.accept(socket));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: this.address, port: this.listeningPort, backlog: 511 }, () => {
        server.off('error', reject);
        server.on('error', () => undefined);
        const bound = server.address();
        if (bound && typeof bound === 'object') this.listeningPort = bound.port;
        this.server = server;
        resolve();
      });
    });
  }

  /** Stops listening and cuts what is open: the next connection is refused. */
  async shut(): Promise<void> {
    const server = this.server;
    this.server = null;
    this.cut();
    if (server) await new Promise<void>((done) => server.close(() => done()));
  }

  /** Ends every open connection, so that the next one meets the present certificate and faults. */
  cut(): void {
    for (const socket of this.open) socket.destroy();
  }

  get isListening(): boolean {
    return this.server !== null;
  }

  private accept(socket: Socket): void {
    this.counts.tcpConnections += 1;
    this.open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.open.delete(socket));
    if (this.hooks.isStalled()) {
      // Read and dropped: unread bytes would let the client's writes block and look like another fault.
      socket.resume();
      return;
    }
    void this.secure(socket);
  }

  private async secure(raw: Socket): Promise<void> {
    const secureContext = await this.hooks.context();
    if (raw.destroyed) return;
    const socket = new TLSSocket(raw, { isServer: true, secureContext });
    let isSecure = false;
    this.tlsOpen.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.tlsOpen.delete(socket);
      this.counts.applicationBytes += socket.bytesRead;
      if (!isSecure) this.counts.tlsFailures += 1;
      raw.destroy();
    });
    socket.once('secure', () => {
      isSecure = true;
      this.counts.tlsHandshakes += 1;
      this.hooks.onSecure(socket);
    });
  }
}
