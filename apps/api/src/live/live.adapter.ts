import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';

/** A browser always sends Origin with a handshake; one of another site is refused before any session is looked at. */
export function isOriginAllowed(request: Pick<IncomingMessage, 'headers'>, publicUrl: string): boolean {
  const origin = request.headers.origin;
  // Programs (tests, scripts) send none and carry no ambient cookie of a browser.
  if (origin === undefined) return true;
  if (origin === publicUrl) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.host;
}

/** socket.io for `/live`: small messages, no deflate (ten times the CPU for a quarter of the bytes), no foreign origins. */
export class LiveAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly publicUrl: string,
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
      allowRequest: (request, decide) => {
        const allowed = isOriginAllowed(request, this.publicUrl);
        decide(allowed ? null : 'origin not allowed', allowed);
      },
    };
    return super.createIOServer(port, ours as ServerOptions);
  }
}
