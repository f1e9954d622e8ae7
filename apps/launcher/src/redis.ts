import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { Child, lastLines } from './child.js';
import { makeEngineFolder, type EngineUser } from './engine-user.js';
import { endLeftovers } from './processes.js';
import { makeSocketFolder } from './socket-folder.js';

const PROGRAMS = ['redis-server', 'valkey-server'] as const;
const OLDEST = [6, 2] as const;
const READY_WITHIN_MS = 10_000;
const STOP_GRACE_MS = 1_500;

export interface RedisProgram {
  readonly command: string;
  /** e.g. `Redis 7.0.15`. */
  readonly version: string;
}

/** First Redis or Valkey on the search path that is new enough; null when there is none. */
export function findRedis(searchPath: string | undefined): RedisProgram | null {
  for (const folder of (searchPath ?? '').split(delimiter).filter(Boolean)) {
    for (const name of PROGRAMS) {
      const command = join(folder, name);
      const version = existsSync(command) ? versionOf(command, name) : null;
      if (version) return { command, version };
    }
  }
  return null;
}

function versionOf(command: string, name: string): string | null {
  try {
    accessSync(command, constants.X_OK);
    const said = execFileSync(command, ['--version'], { encoding: 'utf8', timeout: 5_000 });
    const [, text = '', major = '0', minor = '0'] = /v=((\d+)\.(\d+)[\d.]*)/.exec(said) ?? [];
    const isOldEnough =
      Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]);
    return isOldEnough ? `${name === 'redis-server' ? 'Redis' : 'Valkey'} ${text}` : null;
  } catch {
    return null;
  }
}

export interface RedisPlace {
  readonly program: RedisProgram;
  readonly user: EngineUser;
  readonly dataFolder: string;
}

/** A Redis of our own: a child on a unix socket, append-only file, nothing evicted. */
export class RedisServer {
  private child: Child | null = null;
  private readonly data: string;
  private readonly logFile: string;
  /** Path of the socket; also the "URL" the queue is given. */
  readonly socket: string;

  constructor(private readonly place: RedisPlace) {
    this.data = join(place.dataFolder, 'redis');
    this.logFile = join(place.dataFolder, 'redis.log');
    this.socket = join(makeSocketFolder(place.dataFolder, place.user), 'redis.sock');
  }

  async start(): Promise<void> {
    makeEngineFolder(this.data, this.place.user);
    await endLeftovers(this.data, 'SIGTERM');
    await this.launch();
  }

  async launch(): Promise<void> {
    const options = {
      port: '0',
      unixsocket: this.socket,
      unixsocketperm: '700',
      dir: this.data,
      appendonly: 'yes',
      appendfsync: 'everysec',
      'maxmemory-policy': 'noeviction',
      save: '',
      daemonize: 'no',
    };
    this.child = Child.start({
      command: this.place.program.command,
      args: Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
      user: this.place.user,
      logFile: this.logFile,
      cwd: this.data,
    });
    await this.untilReady(this.child);
  }

  get exited(): Promise<string> {
    return this.child?.exited ?? Promise.resolve('was not started');
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async stop(): Promise<void> {
    await this.child?.stop('SIGTERM', 'SIGKILL', STOP_GRACE_MS);
  }

  kill(): void {
    this.child?.signal('SIGKILL');
  }

  private async untilReady(child: Child): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await answers(this.socket))) {
      if (!child.isRunning || Date.now() > deadline) {
        await child.stop('SIGTERM', 'SIGKILL', STOP_GRACE_MS);
        throw new StartRefusal(`Redis did not start, see ${this.logFile} (${lastLines(this.logFile, 1)}).`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

async function answers(socket: string): Promise<boolean> {
  const client = new Redis(socket, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: 1_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
