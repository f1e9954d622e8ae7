import {
  FlowProducer,
  Queue,
  QueueEvents,
  UnrecoverableError,
  Worker,
  createPostgresBackend,
  type Job,
  type Processor,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestDatabase } from '../../support/postgres.js';
import { until } from '../../support/ports.js';
import { startTestRedis } from '../../support/redis.js';

interface Far {
  queue(name: string): Queue;
  worker(name: string, processor: Processor, options?: Partial<WorkerOptions>): Worker;
  events(name: string): QueueEvents;
  flow(): FlowProducer;
  close(): Promise<void>;
}

async function onRedis(): Promise<Far> {
  const server = await startTestRedis();
  const connection = new Redis(server.url, { maxRetriesPerRequest: null });
  return {
    queue: (name) => new Queue(name, { connection }),
    worker: (name, processor, options) => new Worker(name, processor, { connection, ...options }),
    events: (name) => new QueueEvents(name, { connection: { path: server.url } }),
    flow: () => new FlowProducer({ connection }),
    async close() {
      await connection.quit();
      await server.close();
    },
  };
}

async function onPostgres(): Promise<Far> {
  const server = await startTestDatabase();
  const pool = new pg.Pool({
    connectionString: server.engineUrl,
    options: '-c search_path=bullmq',
    max: 24,
    keepAlive: true,
  });
  pool.setMaxListeners(100);
  const connection = pool;
  return {
    queue: (name) => new Queue(name, { connection }, createPostgresBackend) as unknown as Queue,
    worker: (name, processor, options) =>
      new Worker(
        name,
        processor,
        { ...(options as object), connection },
        createPostgresBackend,
      ) as unknown as Worker,
    events: (name) => new QueueEvents(name, { connection }, createPostgresBackend) as unknown as QueueEvents,
    flow: () => new FlowProducer({ connection }, createPostgresBackend) as unknown as FlowProducer,
    async close() {
      await pool.end();
      await server.close();
    },
  };
}

describe.each([
  ['Redis', onRedis],
  ['PostgreSQL', onPostgres],
])('a queue on %s', (_, open) => {
  let far: Far;
  let opened: { close(): Promise<void> }[] = [];
  let count = 0;
  let name: string;
  let queue: Queue;

  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    opened.unshift(part);
    return part;
  };
  const work = (processor: Processor, options: Partial<WorkerOptions> = {}) =>
    keep(far.worker(name, processor, options));
  const done: string[] = [];
  const record = async (job: Job) => void done.push(job.name);
  const fresh = () => {
    name = `q${(count += 1)}`;
    queue = keep(far.queue(name));
    done.length = 0;
  };

  beforeAll(async () => (far = await open()));
  afterEach(async () => {
    for (const part of opened) await part.close();
    opened = [];
  });
  afterAll(() => far.close());

  it('gives the result of a job to who waits for it', async () => {
    fresh();
    const events = keep(far.events(name));
    await events.waitUntilReady();
    work(async (job) => job.data.a + 1);
    const job = await queue.add('sum', { a: 41 });
    expect(await job.waitUntilFinished(events, 5_000)).toBe(42);
  });

  it('runs each of 200 jobs added at once exactly once', async () => {
    fresh();
    await queue.addBulk(Array.from({ length: 200 }, (_unused, n) => ({ name: `j${n}`, data: {} })));
    work(record, { concurrency: 20 });
    await until('200 jobs', () => done.length >= 200);
    expect(new Set(done).size).toBe(200);
    expect(done.length).toBe(200);
  });

  it('tries again with growing waits until it works', async () => {
    fresh();
    const at: number[] = [];
    work(async () => {
      at.push(performance.now());
      if (at.length < 3) throw new Error('not yet');
    });
    await queue.add('flaky', {}, { attempts: 3, backoff: { type: 'exponential', delay: 100 } });
    await until('3 tries', () => at.length === 3);
    const [first = 0, second = 0, third = 0] = at;
    expect(second - first).toBeGreaterThanOrEqual(95);
    expect(third - second).toBeGreaterThanOrEqual(190);
  });

  it('does not try again what cannot be mended', async () => {
    fresh();
    work(async (job) => {
      done.push(job.name);
      throw new UnrecoverableError('never');
    });
    await queue.add('dead', {}, { attempts: 5 });
    await until('a failed job', async () => (await queue.getFailedCount()) === 1);
    expect(done).toEqual(['dead']);
  });

  it('holds a job back for its delay', async () => {
    fresh();
    work(record);
    await far.queue(name).waitUntilReady();
    const added = performance.now();
    await queue.add('later', {}, { delay: 300 });
    await until('the delayed job', () => done.length === 1);
    expect(performance.now() - added).toBeGreaterThanOrEqual(290);
  });

  it('takes the lower priority number first', async () => {
    fresh();
    for (const priority of [5, 1, 3]) await queue.add(`p${priority}`, {}, { priority });
    work(record, { concurrency: 1 });
    await until('3 jobs', () => done.length === 3);
    expect(done).toEqual(['p1', 'p3', 'p5']);
  });

  it('tells the progress of a job', async () => {
    fresh();
    const events = keep(far.events(name));
    await events.waitUntilReady();
    const seen: unknown[] = [];
    events.on('progress', ({ data }) => seen.push(data));
    work((job) => job.updateProgress(50));
    await queue.add('long', {});
    await until('progress', () => seen.length > 0);
    expect(seen).toEqual([50]);
  });

  it('adds one job for 3 with the same deduplication id', async () => {
    fresh();
    for (let n = 0; n < 3; n += 1) await queue.add('once', { n }, { deduplication: { id: 'one' } });
    expect(await queue.getWaitingCount()).toBe(1);
  });

  it('adds one job for 3 with the same job id', async () => {
    fresh();
    for (let n = 0; n < 3; n += 1) await queue.add('once', { n }, { jobId: 'fixed' });
    expect(await queue.getWaitingCount()).toBe(1);
  });

  it('makes a job every 200 ms for a scheduler, until it is removed', async () => {
    fresh();
    work(record);
    await queue.upsertJobScheduler('tick', { every: 200 }, { name: 'tick' });
    await until('3 ticks', () => done.length >= 3);
    expect(await queue.removeJobScheduler('tick')).toBe(true);
    expect(await queue.getJobSchedulersCount()).toBe(0);
  });

  it('runs a parent after its children, with their results', async () => {
    fresh();
    const flow = keep(far.flow());
    const results: unknown[] = [];
    work(async (job) => {
      if (job.name !== 'parent') return job.name;
      results.push(...Object.values(await job.getChildrenValues()));
      return null;
    });
    await flow.add({
      name: 'parent',
      queueName: name,
      children: ['a', 'b'].map((child) => ({ name: child, queueName: name })),
    });
    await until('the parent', () => results.length > 0);
    expect(new Set(results)).toEqual(new Set(['a', 'b']));
  });

  it('starts no more than 2 jobs per 300 ms under a rate limit', async () => {
    fresh();
    await queue.addBulk(Array.from({ length: 5 }, (_unused, n) => ({ name: `j${n}`, data: {} })));
    const started = performance.now();
    work(record, { limiter: { max: 2, duration: 300 } });
    await until('5 jobs', () => done.length === 5);
    expect(performance.now() - started).toBeGreaterThanOrEqual(550);
  });

  it('takes nothing while paused, and everything when resumed', async () => {
    fresh();
    await queue.pause();
    work(record);
    await queue.addBulk([
      { name: 'a', data: {} },
      { name: 'b', data: {} },
    ]);
    // PostgreSQL counts what waits in a paused queue apart, Redis does not: what both say is that none was taken.
    expect([await queue.isPaused(), done.length, await queue.getActiveCount()]).toEqual([true, 0, 0]);
    await queue.resume();
    await until('2 jobs', () => done.length === 2);
    expect(await queue.isPaused()).toBe(false);
  });

  it('forgets finished jobs when told to clean', async () => {
    fresh();
    work(record);
    await queue.addBulk([
      { name: 'a', data: {} },
      { name: 'b', data: {} },
    ]);
    await until('2 finished jobs', async () => (await queue.getCompletedCount()) === 2);
    expect((await queue.clean(0, 100, 'completed')).length).toBe(2);
    expect(await queue.getCompletedCount()).toBe(0);
  });

  it('closes only after the running job has ended', async () => {
    fresh();
    const worker = far.worker(name, async (job) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      done.push(job.name);
    });
    await queue.add('running', {});
    await until('an active job', async () => (await queue.getActiveCount()) === 1);
    await worker.close();
    expect(done).toEqual(['running']);
  });
});
