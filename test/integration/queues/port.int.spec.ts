import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '@firewatch/api/platform/config/config';
import { Log } from '@firewatch/api/platform/log/log';
import { BullMqQueues } from '@firewatch/api/queues/bullmq-queues';
import { checkRedis } from '@firewatch/api/queues/redis-backend';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';
import { until } from '../../support/ports.js';
import { startTestRedis, type TestRedis } from '../../support/redis.js';

const lines: string[] = [];
const log = Log.to('debug', { write: (line) => void lines.push(line) });
let redis: TestRedis;
let test: TestDatabase;
let open: BullMqQueues[] = [];

beforeAll(async () => {
  [redis, test] = await Promise.all([startTestRedis(), startTestDatabase()]);
});
afterEach(async () => {
  for (const queues of open) await queues.close();
  open = [];
});
afterAll(async () => {
  await redis.close();
  await test.close();
});

const config = (kind: 'redis' | 'postgres'): Pick<Config, 'queue' | 'database'> => ({
  queue: kind === 'redis' ? { kind, url: redis.url } : { kind },
  database: { ownerUrl: test.ownerUrl, appUrl: test.appUrl, engineUrl: test.engineUrl, poolSize: 4 },
});
const start = async (kind: 'redis' | 'postgres') => {
  const queues = await BullMqQueues.open(config(kind), log);
  open.push(queues);
  return queues;
};
const outcome = async (work: Promise<void>) => {
  const started = performance.now();
  const why = await work.then(
    () => 'taken',
    (error: unknown) => (error instanceof Error ? 'refused' : 'odd'),
  );
  return { why, tookMs: performance.now() - started };
};

describe.each(['redis', 'postgres'] as const)('the queue port on %s', (kind) => {
  it('gives every payload to the one handler, parsed', async () => {
    const queues = await start(kind);
    const got: string[] = [];
    queues.work('deliver', async ({ deliveryId }) => void got.push(deliveryId));
    const ids = Array.from({ length: 30 }, () => randomUUID());
    await queues.enqueue(
      'deliver',
      ids.map((deliveryId) => ({ deliveryId })),
    );
    await until('30 deliveries', () => got.length === 30);
    expect(got.toSorted()).toEqual(ids.toSorted());
    expect(queues.unhandled()).toEqual(['poll', 'resync']);
  });

  it('refuses a second handler of the same queue', async () => {
    const queues = await start(kind);
    queues.work('deliver', async () => undefined);
    expect(() => queues.work('deliver', async () => undefined)).toThrow(
      'the queue deliver already has its handler',
    );
  });

  it('keeps a payload of the wrong form away from the handler and says so', async () => {
    const queues = await start(kind);
    const got: unknown[] = [];
    queues.work('deliver', async (payload) => void got.push(payload));
    lines.length = 0;
    await queues.enqueue('deliver', [{ deliveryId: 'not-an-id' }, { deliveryId: randomUUID() }]);
    await until('the good one', () => got.length === 1);
    await until('a line in the log', () =>
      lines.some((line) => line.includes('the payload is not one of deliver')),
    );
    expect(got).toHaveLength(1);
  });

  it('goes on after a handler threw', async () => {
    const queues = await start(kind);
    const got: string[] = [];
    queues.work('deliver', async ({ deliveryId }) => {
      got.push(deliveryId);
      if (got.length === 1) throw new Error('first one fails');
    });
    await queues.enqueue('deliver', [{ deliveryId: randomUUID() }, { deliveryId: randomUUID() }]);
    await until('both', () => got.length === 2);
    expect(new Set(got).size).toBe(2);
  });

  it('waits at close for the job that runs', async () => {
    const queues = await start(kind);
    let ended = false;
    let running = false;
    queues.work('deliver', async () => {
      running = true;
      await new Promise((resolve) => setTimeout(resolve, 200));
      ended = true;
    });
    await queues.enqueue('deliver', [{ deliveryId: randomUUID() }]);
    await until('it runs', () => running);
    await queues.stopWorking();
    expect(ended).toBe(true);
  });
});

it('says no within 1 s while Redis is away, and works on when it is back', async () => {
  const queues = await start('redis');
  const got: string[] = [];
  queues.work('deliver', async ({ deliveryId }) => void got.push(deliveryId));
  await queues.enqueue('deliver', [{ deliveryId: randomUUID() }]);
  await until('the first', () => got.length === 1);
  await redis.kill();
  const refused = await outcome(queues.enqueue('deliver', [{ deliveryId: randomUUID() }]));
  expect(refused.why).toBe('refused');
  expect(refused.tookMs).toBeLessThan(1_000);
  await redis.launch();
  const last = randomUUID();
  await until(
    'it takes jobs again',
    async () => (await outcome(queues.enqueue('deliver', [{ deliveryId: last }]))).why === 'taken',
  );
  await until('the handler works again', () => got.includes(last));
});

it('names the cure when REDIS_URL leads nowhere', async () => {
  await expect(checkRedis('redis://127.0.0.1:1')).rejects.toThrow(
    /^The Redis server of REDIS_URL does not let us in \(.+\): check that it runs and that address and password are right, or unset REDIS_URL\.$/,
  );
});
