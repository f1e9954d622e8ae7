import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineUser } from '@firewatch/launcher/engine-user';
import { findRedis, RedisServer } from '@firewatch/launcher/redis';

export interface TestRedis {
  /** Path of its socket, as `queue.url`. */
  readonly url: string;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** After `kill`. */
  launch(): Promise<void>;
  close(): Promise<void>;
}

/** A real Redis of one's own, started as the launcher does. */
export async function startTestRedis(): Promise<TestRedis> {
  const program = findRedis('/usr/local/bin:/usr/bin:/opt/homebrew/bin');
  if (!program) throw new Error('redis-server is not installed: apt-get install redis-server');
  const dataFolder = mkdtempSync(join(tmpdir(), 'fw-redis-'));
  chmodSync(dataFolder, 0o755);
  const server = new RedisServer({ program, user: engineUser(), dataFolder });
  await server.start();
  return {
    url: server.socket,
    async kill() {
      server.kill();
      await server.exited;
    },
    launch: () => server.launch(),
    async close() {
      await server.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
