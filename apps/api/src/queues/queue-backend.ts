import { Queue, Worker, type Processor } from 'bullmq';

/** Jobs carry ids only; the store is the truth, so few finished ones are worth keeping. */
export const KEPT_JOBS = { removeOnComplete: { count: 100 }, removeOnFail: { count: 500 } } as const;

/**
 * Numbers of every worker (RELIABILITY 1.1): with BullMQ's own a killed worker's job starts again after 60 s, and a
 * second kill fails it for good. Attempts stay 1; a stalled job is started again as often as it takes.
 */
export const WORKER_NUMBERS = {
  lockDuration: 10_000,
  stalledInterval: 2_000,
  maxStalledCount: 1_000_000,
  drainDelay: 2,
} as const;

export interface WorkerOf {
  readonly name: string;
  readonly concurrency: number;
  readonly processor: Processor;
}

/** Where jobs are kept. One connection set for producers that fail fast, one for workers that wait. */
export interface QueueBackend {
  queue(name: string): Queue;
  worker(of: WorkerOf): Worker;
  /** After every queue and worker is closed. */
  close(): Promise<void>;
}
