import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type INestApplicationContext, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { FirstOwner } from './access/first-owner.js';
import { AppModule } from './app.module.js';
import { LiveAdapter } from './live/live.adapter.js';
import type { Config } from './platform/config/config.js';
import { configureHttp, NEST_OPTIONS } from './platform/http/configure-http.js';
import type { Log } from './platform/log/log.js';
import { Ending } from './platform/loop/ending.js';
import { openRuntime, type Runtime } from './runtime.js';

/** A started program; the launcher prints its address and ends it. */
export interface RunningProgram {
  /** Where it is reached; null in roles without an HTTP door. */
  readonly url: string | null;
  /** One-time link while no owner exists yet. */
  readonly setUpLink: string | null;
  /** A new one-time link that signs the first owner in; for the demo. */
  signInLink(): Promise<string>;
  /** For the demo: by which its owner proves anew who they are. @returns its mail address; null = the owner is a real one. */
  setDemoPassword(password: string): Promise<string | null>;
  close(): Promise<void>;
}

/** Nest's own words go to our log, its chatter at start only at debug. */
function nestLogger(log: Log): LoggerService {
  const nest = log.for('nest');
  return {
    log: (message: unknown) => nest.debug(String(message)),
    debug: (message: unknown) => nest.debug(String(message)),
    verbose: (message: unknown) => nest.debug(String(message)),
    warn: (message: unknown) => nest.warn(String(message)),
    error: (message: unknown) => nest.error(String(message)),
  };
}

async function openDoor(runtime: Runtime): Promise<NestExpressApplication> {
  const { config, log } = runtime;
  const { tls } = config.http;
  const app = await NestFactory.create<NestExpressApplication>(AppModule.for(runtime), {
    ...NEST_OPTIONS,
    logger: nestLogger(log),
    ...(tls ? { httpsOptions: { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) } } : {}),
  });
  app.useWebSocketAdapter(new LiveAdapter(app, config.http));
  configureHttp(app, config);
  try {
    await app.listen(config.http.port, config.http.host);
  } catch (error) {
    // By now every part runs, only the door is missing.
    await app.close();
    throw error;
  }
  return app;
}

/** Answers under way may take this long when the program ends, ms. */
const LAST_ANSWERS_MS = 1_000;
const IDLE_LOOK_MS = 50;

/**
 * Lets the door close: a browser keeps its connection open for the next request, and closing waits for each of them.
 * @returns ends the watch.
 */
function letGoOf(server: Server): () => void {
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
  const rest = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  return () => {
    clearInterval(idle);
    clearTimeout(rest);
  };
}

/**
 * Starts the parts of the configured role on an opened store.
 * Errors  rejects with a StartRefusal (one sentence for a person) or a connection error; nothing is left open.
 */
export async function startProgram(config: Config, log: Log): Promise<RunningProgram> {
  const runtime = await openRuntime(config, log);
  let app: INestApplicationContext | null = null;
  let door: NestExpressApplication | null = null;
  try {
    const hasDoor = config.role === 'all' || config.role === 'api';
    door = hasDoor ? await openDoor(runtime) : null;
    app =
      door ??
      (await NestFactory.createApplicationContext(AppModule.for(runtime), {
        logger: nestLogger(log),
        abortOnError: false,
      }));
    const started = app;
    const owner = hasDoor ? started.get(FirstOwner) : null;
    const ownerHere = (): FirstOwner => {
      if (!owner) throw new Error('This role has no door to sign in at.');
      return owner;
    };
    return {
      url: hasDoor ? config.http.publicUrl : null,
      setUpLink: (await owner?.ensureSetUpLink()) ?? null,
      signInLink: async () => ownerHere().createSignInLink(),
      setDemoPassword: async (password) => ownerHere().setDemoPassword(password),
      async close() {
        started.get(Ending).begin();
        const done = door ? letGoOf(door.getHttpServer()) : () => undefined;
        await started.close().finally(done);
        await runtime.close();
      },
    };
  } catch (error) {
    await app?.close();
    await runtime.close();
    throw error;
  }
}
