import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';
import type { Config } from '../platform/config/config.js';
import { ownOrigins } from '../platform/http/request-origin.js';

type Http = Pick<Config['http'], 'publicUrl'>;

/** A browser always sends Origin with a handshake; one of another site is refused before any session is looked at. */
export function isOriginAllowed(request: Pick<IncomingMessage, 'headers'>, http: Http): boolean {
  const origin = request.headers.origin;
  // Programs (tests, scripts) send none and carry no ambient cookie of a browser.
  return origin === undefined || ownOrigins(http).includes(origin);
}

/** socket.io for `/live`: small messages, no deflate (ten times the CPU for a quarter of the bytes), no foreign origins. */
export class LiveAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly http: Http,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const ours: Partial<ServerOptions> = {
      ...options,
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: 16_384,
      pingInterval: 10_000,
      pingTimeout: 10_000,
      // Who names no namespace they are signed in to.
      connectTimeout: 10_000,
      allowRequest: (request, decide) => {
        const allowed = isOriginAllowed(request, this.http);
        decide(allowed ? null : 'origin not allowed', allowed);
      },
    };
    const server: Server = super.createIOServer(port, ours as ServerOptions);
    // There is always a namespace `/`, and anybody could stay in it without a session.
    server.of('/').use((_socket, next) => next(new Error('denied')));
    return server;
  }
}
