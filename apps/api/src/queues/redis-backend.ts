import { Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { StartRefusal } from '../platform/config/start-refusal.js';
import { KEPT_JOBS, WORKER_NUMBERS, type QueueBackend, type WorkerOf } from './queue-backend.js';

const OLDEST = [6, 2] as const;
const PREFIX = 'firewatch';

/** `redis://…`, `rediss://…` or the path of a unix socket. */
export class RedisBackend implements QueueBackend {
  private readonly producer: Redis;
  private readonly consumer: Redis;

  constructor(url: string, onError: (error: Error) => void) {
    // A request handler must hear "no" at once; a worker must wait for the server to come back.
    this.producer = connect(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 }, onError);
    this.consumer = connect(url, { maxRetriesPerRequest: null }, onError);
  }

  queue(name: string): Queue {
    return new Queue(`{${name}}`, {
      connection: this.producer,
      prefix: PREFIX,
      skipVersionCheck: true,
      defaultJobOptions: { attempts: 1, ...KEPT_JOBS },
    });
  }

  worker({ name, concurrency, processor }: WorkerOf): Worker {
    return new Worker(`{${name}}`, processor, {
      connection: this.consumer,
      prefix: PREFIX,
      skipVersionCheck: true,
      concurrency,
      ...WORKER_NUMBERS,
      ...KEPT_JOBS,
    });
  }

  async close(): Promise<void> {
    for (const client of [this.producer, this.consumer]) {
      await client.quit().catch(() => client.disconnect());
    }
  }
}

function connect(url: string, options: RedisOptions, onError: (error: Error) => void): Redis {
  const client = new Redis(url, {
    ...options,
    connectTimeout: 2_000,
    retryStrategy: (times) => Math.min(50 * times, 500),
  });
  client.on('error', onError);
  return client;
}

/**
 * The server's version, e.g. `Redis 7.0.15`.
 * Errors  StartRefusal when it is away, needs another password, is too old, or may drop jobs when memory is short.
 */
export async function checkRedis(url: string): Promise<string> {
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: 3_000,
  });
  // The reason arrives with the rejected connect below.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const facts = await client.info();
    refuseUnfit(facts);
    const valkey = /^valkey_version:([\d.]+)/m.exec(facts)?.[1];
    return valkey ? `Valkey ${valkey}` : `Redis ${/^redis_version:([\d.]+)/m.exec(facts)?.[1] ?? ''}`;
  } catch (error) {
    if (error instanceof StartRefusal) throw error;
    const why = error instanceof Error ? error.message : 'no answer';
    throw new StartRefusal(
      `The Redis server of REDIS_URL does not let us in (${why}): check that it runs and that address and password are right, or unset REDIS_URL.`,
    );
  } finally {
    client.disconnect();
  }
}

function refuseUnfit(facts: string): void {
  const version = /^redis_version:(\d+)\.(\d+)/m.exec(facts);
  const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new StartRefusal(
      `The Redis server of REDIS_URL is version ${major}.${minor}, Firewatch needs 6.2 or newer: upgrade it, or unset REDIS_URL.`,
    );
  }
  const policy = /^maxmemory_policy:(\S+)/m.exec(facts)?.[1];
  const limit = Number(/^maxmemory:(\d+)/m.exec(facts)?.[1] ?? 0);
  if (limit > 0 && policy && policy !== 'noeviction') {
    throw new StartRefusal(
      `The Redis server of REDIS_URL throws data away when memory is short (maxmemory-policy ${policy}): run "redis-cli config set maxmemory-policy noeviction".`,
    );
  }
}
