import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import { FirstOwner } from '@firewatch/api/access/first-owner';
import { AppModule } from '@firewatch/api/app.module';
import { LiveAdapter } from '@firewatch/api/live/live.adapter';
import { OffsetClock } from '@firewatch/api/platform/clock/clock';
import type { Config } from '@firewatch/api/platform/config/config';
import { configureHttp, NEST_OPTIONS } from '@firewatch/api/platform/http/configure-http';
import { Log } from '@firewatch/api/platform/log/log';
import { Nudges } from '@firewatch/api/store/nudges';
import { keysFromPrivate } from '@firewatch/api/store/seal-key';
import { Vault } from '@firewatch/api/store/vault';
import { Rest } from '../../support/rest.js';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

export const PASSWORD = 'correct horse battery';
export const OWNER = { email: 'owner@example.com', password: PASSWORD };
/** Sends as no page and no cookie jar would: for hostile requests. */
export type Raw = (method: string, path: string, init?: RequestInit) => Promise<Response>;

/** The API role as the program composes it (AppModule, guards, filters) on a real PostgreSQL; no poller, no Redis, no devices. */
export class RestStage {
  readonly db: TestDatabase;
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly vault: Vault;
  /** Every line of the program's log so far. */
  readonly logged: string[];
  private readonly nudges: Nudges;

  private constructor(
    parts: Pick<RestStage, 'db' | 'app' | 'url' | 'vault' | 'logged'> & { nudges: Nudges },
  ) {
    ({ db: this.db, app: this.app, url: this.url, vault: this.vault, logged: this.logged } = parts);
    this.nudges = parts.nudges;
  }

  static async open(
    change: { webRoot?: string; publicUrl?: string; trustProxy?: boolean } = {},
  ): Promise<RestStage> {
    const db = await startTestDatabase();
    const logged: string[] = [];
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        logged.push(chunk.toString());
        done();
      },
    });
    const log = Log.to('debug', sink);
    const nudges = new Nudges(db.engineUrl);
    await nudges.start();
    const vault = new Vault(keysFromPrivate(randomBytes(32)));
    const config = configOf(db, change);
    const queues = {
      enqueue: () => Promise.resolve(),
      work: () => undefined,
      waiting: () => Promise.resolve(0),
    };
    const runtime = {
      config,
      log,
      clock: new OffsetClock(),
      database: db.database,
      nudges,
      queues,
      vault,
      transport: {},
    };
    const app = await NestFactory.create<NestExpressApplication>(
      AppModule.for(runtime as unknown as Parameters<typeof AppModule.for>[0]),
      { ...NEST_OPTIONS, logger: false },
    );
    app.useWebSocketAdapter(new LiveAdapter(app, config.http));
    configureHttp(app, config);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    // The port is known only now; the guard reads the URL at each request.
    if (change.publicUrl === undefined) Object.assign(config.http, { publicUrl: `http://127.0.0.1:${port}` });
    return new RestStage({ db, app, url: `http://127.0.0.1:${port}`, vault, logged, nudges });
  }

  /** The first owner, through the one-time link. */
  async setUp(): Promise<Rest> {
    const link = await this.app.get(FirstOwner, { strict: false }).ensureSetUpLink();
    const rest = new Rest(this.url);
    await rest.json('POST', '/setup', { token: tokenOf(link), name: 'Olga Owner', ...OWNER });
    return rest;
  }

  async signedIn(email: string, password = PASSWORD): Promise<Rest> {
    const rest = new Rest(this.url);
    await rest.signIn(email, password);
    return rest;
  }

  readonly raw: Raw = (method, path, init = {}) =>
    fetch(`${this.url}${path}`, { method, redirect: 'manual', ...init });

  sql<R extends object = Record<string, unknown>>(text: string, params: unknown[] = []): Promise<R[]> {
    return this.db.database.engineQuery<R>(text, params);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.nudges.close();
    await this.db.close();
  }
}

export const tokenOf = (link: string | null): string => link?.split('#token=')[1] ?? '';

function configOf(
  db: TestDatabase,
  change: { webRoot?: string; publicUrl?: string; trustProxy?: boolean },
): Config {
  return {
    role: 'api',
    http: {
      host: '127.0.0.1',
      port: 0,
      publicUrl: change.publicUrl ?? 'http://127.0.0.1:1',
      tls: null,
      trustProxy: change.trustProxy ?? false,
      webRoot: change.webRoot ?? null,
    },
    database: { ownerUrl: db.ownerUrl, appUrl: db.appUrl, engineUrl: db.engineUrl, poolSize: 5 },
    queue: { kind: 'postgres' },
    keyFile: null,
    egress: { loopback: [] },
    digest: { atMinutes: 480 },
    syslog: null,
    log: { level: 'debug' },
    demo: null,
    owner: null,
    parts: [{ name: 'postgres', what: 'test server' }],
    upkeep: { pingUrl: null, healthPort: null, disk: { folder: null, warnBytes: 2, lowBytes: 1 } },
    failpoints: [],
  };
}
