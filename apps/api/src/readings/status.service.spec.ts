import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '../platform/config/config.js';
import { FixedClock } from '../platform/clock/clock.js';
import type { QueuePort } from '../queues/queue-table.js';
import type { Database } from '../store/database.js';
import { StatusService } from './status.service.js';

const config = {
  role: 'all',
  upkeep: { pingUrl: null },
  parts: [
    { name: 'database', what: 'PostgreSQL 18.4' },
    { name: 'queue', what: 'Redis 7.0.15' },
  ],
} as unknown as Config;
const quiet = [{ waiting: 0, dead: 0, oldest_seconds: null }, { due: 0, reads_per_minute: 50 }, null, [], {}];
const database = { asEngine: () => Promise.resolve(quiet) } as unknown as Database;

const queuePart = async (waiting: () => Promise<number>) => {
  const queue = { waiting } as unknown as QueuePort;
  const asked = new StatusService(config, database, queue, new FixedClock(0)).read();
  await vi.advanceTimersByTimeAsync(1_000);
  const { parts } = await asked;
  return parts.find((part) => part.name === 'queue');
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('health of the queue', () => {
  it.each([
    ['answers', () => Promise.resolve(3), 'ok', ''],
    [
      'refuses',
      () => Promise.reject(new Error('connection refused')),
      'degraded',
      'The queue does not answer; reads and messages go on without it.',
    ],
    [
      'says nothing for 1,000 ms',
      () => new Promise<number>(() => undefined),
      'degraded',
      'The queue does not answer; reads and messages go on without it.',
    ],
  ] as const)(
    'asked at the time, not remembered from the start: it %s',
    async (_title, waiting, state, detail) => {
      expect(await queuePart(waiting)).toEqual({ name: 'queue', what: 'Redis 7.0.15', state, detail });
    },
  );
});
