import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { StartRefusal } from '../platform/config/start-refusal.js';
import { MetricsHub } from '../platform/health/metrics-hub.js';
import { StoreSignal } from '../platform/health/store-signal.js';
import { Log } from '../platform/log/log.js';

const HOST = '127.0.0.1';

/**
 * `/health/live`, `/health/ready` and `/metrics` of a process without a door (roles poller and worker), for whatever runs
 * it: on loopback only, at FIREWATCH_HEALTH_PORT.
 */
@Injectable()
export class HealthDoor implements OnApplicationBootstrap, OnModuleDestroy {
  private server: Server | null = null;
  private readonly log: Log;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly hub: MetricsHub,
    private readonly signal: StoreSignal,
    log: Log,
  ) {
    this.log = log.for('upkeep');
  }

  /** Errors: StartRefusal when the port cannot be had. */
  async onApplicationBootstrap(): Promise<void> {
    const { healthPort } = this.config.upkeep;
    if (healthPort === null || this.config.role === 'all' || this.config.role === 'api') return;
    const server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) =>
        reject(
          new StartRefusal(
            `Port ${healthPort} for /health and /metrics cannot be opened (${error.message}): set FIREWATCH_HEALTH_PORT to a free one.`,
          ),
        ),
      );
      server.listen(healthPort, HOST, resolve);
    });
    this.server = server;
  }

  async onModuleDestroy(): Promise<void> {
    const { server } = this;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { status, type, text } = await this.contentOf(request.url ?? '');
      response.writeHead(request.method === 'GET' ? status : 405, { 'content-type': type }).end(text);
    } catch (error) {
      this.log.warn('a question about our health could not be answered', { reason: String(error) });
      response.writeHead(500).end();
    }
  }

  private async contentOf(path: string): Promise<{ status: number; type: string; text: string }> {
    const json = (status: number, answer: object) => ({
      status,
      type: 'application/json',
      text: JSON.stringify(answer),
    });
    switch (path) {
      case '/health/live':
        return json(200, { alive: true });
      case '/health/ready':
        return this.signal.now.state === 'there'
          ? json(200, { ready: true })
          : json(503, { title: 'The database does not answer.' });
      case '/metrics':
        return { status: 200, type: this.hub.mediaType, text: await this.hub.text() };
      default:
        return json(404, { title: 'There is /health/live, /health/ready and /metrics.' });
    }
  }
}
