import type { Queue } from 'bullmq';
import type { Config } from '../platform/config/config.js';
import type { Log } from '../platform/log/log.js';
import { PostgresBackend } from './postgres-backend.js';
import type { QueueBackend } from './queue-backend.js';
import { QUEUES, QueuePort, type QueueName, type QueuePayload } from './queue-table.js';
import { checkRedis, RedisBackend } from './redis-backend.js';
import { WatchedWorker } from './watched-worker.js';

/** `enqueue` says no after this long: the caller has another way. */
const ENQUEUE_WITHIN_MS = 900;

/** The queues of the table on BullMQ, over Redis or PostgreSQL alike. */
export class BullMqQueues extends QueuePort {
  private readonly queues = new Map<QueueName, Queue>();
  private readonly workers = new Map<QueueName, WatchedWorker>();

  constructor(
    private readonly backend: QueueBackend,
    private readonly log: Log,
  ) {
    super();
  }

  /** Errors: StartRefusal when the Redis server is away, too old or unfit. */
  static async open(config: Pick<Config, 'queue' | 'database'>, log: Log): Promise<BullMqQueues> {
    const onError = (error: Error) => log.debug('queue connection', { reason: error.message || error.name });
    if (config.queue.kind === 'postgres') {
      return new BullMqQueues(new PostgresBackend(config.database.engineUrl, onError), log);
    }
    await checkRedis(config.queue.url);
    return new BullMqQueues(new RedisBackend(config.queue.url, onError), log);
  }

  async enqueue<N extends QueueName>(name: N, payloads: readonly QueuePayload<N>[]): Promise<void> {
    if (payloads.length === 0) return;
    const added = this.queue(name).addBulk(payloads.map((data) => ({ name, data })));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`the queue ${name} did not take the jobs in time`)),
        ENQUEUE_WITHIN_MS,
      );
    });
    // When the time is up first, the later failure of the same call has been answered already.
    added.catch(() => undefined);
    try {
      await Promise.race([added, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  work<N extends QueueName>(name: N, handler: (payload: QueuePayload<N>) => Promise<void>): void {
    if (this.workers.has(name)) throw new Error(`the queue ${name} already has its handler`);
    const { payload, concurrency } = QUEUES[name];
    const handle = async (raw: unknown) => {
      const parsed = payload.safeParse(raw);
      if (!parsed.success)
        throw new Error(`the payload is not one of ${name}: ${parsed.error.issues[0]?.message ?? ''}`);
      await handler(parsed.data as QueuePayload<N>);
    };
    const { backend, log } = this;
    const worker = new WatchedWorker({ name, concurrency, backend, queue: this.queue(name), handle, log });
    this.workers.set(name, worker);
  }

  /** Queues of the table nobody works on here. */
  unhandled(): QueueName[] {
    return (Object.keys(QUEUES) as QueueName[]).filter((name) => !this.workers.has(name));
  }

  async waiting(name: QueueName): Promise<number> {
    return this.queue(name).getWaitingCount();
  }

  /** No new jobs; running ones may end, for at most 10 s. */
  async stopWorking(): Promise<void> {
    const workers = [...this.workers.values()];
    this.workers.clear();
    await Promise.all(workers.map((worker) => worker.close()));
  }

  /** Workers first, then queues, then connections. */
  async close(): Promise<void> {
    await this.stopWorking();
    await Promise.all([...this.queues.values()].map((queue) => queue.close().catch(() => undefined)));
    this.queues.clear();
    await this.backend.close();
  }

  private queue(name: QueueName): Queue {
    const present = this.queues.get(name);
    if (present) return present;
    const queue = this.backend.queue(name);
    queue.on('error', (error) =>
      this.log.debug('queue connection', { queue: name, reason: error.message || error.name }),
    );
    this.queues.set(name, queue);
    return queue;
  }
}
