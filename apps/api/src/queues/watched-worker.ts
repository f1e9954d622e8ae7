import type { Job, Queue, Worker } from 'bullmq';
import type { Log } from '../platform/log/log.js';
import type { QueueBackend } from './queue-backend.js';
import { isStuck } from './worker-watch.js';

const LOOK_EVERY_MS = 5_000;
const CLOSE_WITHIN_MS = 10_000;

export interface WatchedWorkerOf {
  readonly name: string;
  readonly concurrency: number;
  readonly backend: QueueBackend;
  /** For the count of what waits. */
  readonly queue: Queue;
  readonly handle: (payload: unknown) => Promise<void>;
  readonly log: Log;
}

/** A worker that is replaced when it stops taking jobs although some wait. */
export class WatchedWorker {
  private worker: Worker;
  private running = 0;
  private movedAt = performance.now();
  private readonly timer: NodeJS.Timeout;
  private lastError = '';

  constructor(private readonly of: WatchedWorkerOf) {
    this.worker = this.start();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** Lets running jobs end, for at most 10 s. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await closeWithin(this.worker, CLOSE_WITHIN_MS);
  }

  private start(): Worker {
    const { backend, name, concurrency } = this.of;
    const worker = backend.worker({ name, concurrency, processor: (job) => this.process(job) });
    worker.on('error', (error) => this.sayOnce(error));
    worker.on('ready', () => (this.lastError = ''));
    return worker;
  }

  private async process(job: Job): Promise<void> {
    this.running += 1;
    this.movedAt = performance.now();
    const startedAt = performance.now();
    try {
      await this.of.handle(job.data);
    } catch (error) {
      // The tick or the sweep comes again by itself; BullMQ keeps the job among the failed ones.
      this.of.log.error('job failed', {
        queue: this.of.name,
        job: job.id,
        tookMs: Math.round(performance.now() - startedAt),
        reason: error instanceof Error ? error.message : String(error),
      });
      throw error;
    } finally {
      this.running -= 1;
      this.movedAt = performance.now();
    }
  }

  private async look(): Promise<void> {
    let waiting: number;
    try {
      waiting = await this.of.queue.getWaitingCount();
    } catch {
      // The store is away: nobody can take a job, and that is no fault of this worker.
      this.movedAt = performance.now();
      return;
    }
    const quietMs = performance.now() - this.movedAt;
    if (!isStuck({ waiting, running: this.running, concurrency: this.of.concurrency, quietMs })) return;
    this.of.log.warn('worker took no job for too long, replaced', {
      queue: this.of.name,
      waiting,
      quietMs: Math.round(quietMs),
    });
    const stuck = this.worker;
    this.worker = this.start();
    this.movedAt = performance.now();
    await closeWithin(stuck, CLOSE_WITHIN_MS);
  }

  /** While the store is away the same error comes many times a second. */
  private sayOnce(error: Error): void {
    const reason = error.message || error.name;
    if (reason === this.lastError) return;
    this.lastError = reason;
    this.of.log.warn('queue store not reachable', { queue: this.of.name, reason });
  }
}

async function closeWithin(worker: Worker, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), limitMs)));
  const ended = await Promise.race([worker.close().catch(() => undefined), late]);
  clearTimeout(timer);
  if (ended === 'late') await Promise.race([worker.close(true).catch(() => undefined), pause(1_000)]);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
