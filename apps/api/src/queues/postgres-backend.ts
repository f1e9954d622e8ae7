import { createPostgresBackend, Queue, Worker } from 'bullmq';
import pg from 'pg';
import { KEPT_JOBS, WORKER_NUMBERS, type QueueBackend, type WorkerOf } from './queue-backend.js';

// One LISTEN client per worker and queue is taken out of the pool for good; the rest serve jobs.
const POOL_SIZE = 16;

/** BullMQ's own PostgreSQL backend in the schema `bullmq`, as fw_engine; its tables are made by `migrate`. */
export class PostgresBackend implements QueueBackend {
  private readonly pool: pg.Pool;

  constructor(engineUrl: string, onError: (error: Error) => void) {
    // BullMQ cannot load `pg` from native ESM by itself, so the pool is handed over and stays ours.
    this.pool = new pg.Pool({
      connectionString: engineUrl,
      options: '-c search_path=bullmq',
      max: POOL_SIZE,
      keepAlive: true,
      connectionTimeoutMillis: 2_000,
    });
    this.pool.setMaxListeners(50);
    this.pool.on('error', onError);
    // A client that is out of the pool when the server goes away is nobody's but ours to listen to.
    this.pool.on('connect', (client) => void client.on('error', onError));
  }

  queue(name: string): Queue {
    const queue = new Queue(
      name,
      { connection: this.pool, defaultJobOptions: { attempts: 1, ...KEPT_JOBS } },
      createPostgresBackend,
    );
    return queue as unknown as Queue;
  }

  worker({ name, concurrency, processor }: WorkerOf): Worker {
    const worker = new Worker(
      name,
      processor,
      { connection: this.pool, concurrency, ...WORKER_NUMBERS, ...KEPT_JOBS },
      createPostgresBackend,
    );
    return worker as unknown as Worker;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
