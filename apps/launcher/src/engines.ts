import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '@firewatch/api/platform/config/config';
import type { Settings } from '@firewatch/api/platform/config/read-config';
import { checkRedis } from '@firewatch/api/queues/redis-backend';
import { ensureRoles, type RolesDone } from '@firewatch/api/store/roles';
import { DataLock } from './data-lock.js';
import { placeData, placeEngine } from './data-folder.js';
import type { Ends } from './ends.js';
import { findEngine } from './engine-files.js';
import { engineUser, type EngineUser } from './engine-user.js';
import { keepRunning } from './keep-running.js';
import { keptPassword, keyFile } from './key-files.js';
import { PostgresServer } from './postgres.js';
import { findRedis, RedisServer } from './redis.js';

export interface EnginesOf {
  readonly settings: Settings;
  readonly repository: string;
  /** Default data folder below the checkout. */
  readonly fallback: string;
  readonly searchPath: string | undefined;
  readonly ends: Ends;
  readonly say: (line: string) => void;
  readonly giveUp: (sentence: string) => void;
}

export type Part = Config['parts'][number];

export interface Engines {
  readonly dataFolder: string;
  readonly roles: RolesDone;
  readonly queue: Config['queue'];
  /** What was taken for each, for the start's lines and the health page. */
  readonly parts: readonly Part[];
}

const STOP_WITHIN_MS = 2_500;

/** Database and queue: the ones the environment names, else children of ours in the data folder. */
export async function startEngines(of: EnginesOf): Promise<Engines> {
  const { settings, ends } = of;
  const program = settings.redisUrl ? null : findRedis(of.searchPath);
  const hasChildren = settings.databaseUrl === null || program !== null;
  const user = hasChildren ? engineUser() : null;
  const place = placeData({
    repository: of.repository,
    wanted: settings.dataFolder,
    fallback: of.fallback,
    user,
  });
  if (place.moved)
    of.say(`The checkout is closed to the database's own user (nobody), so the data lie in ${place.folder}.`);
  if (hasChildren) {
    const lock = DataLock.take(place.folder);
    ends.add({ name: 'the data lock', end: async () => lock.release(), withinMs: 500 });
  }
  const roles = await openDatabase(of, place.folder, user);
  const queue = await openQueue(of, { dataFolder: place.folder, user, program });
  const database: Part = {
    name: 'database',
    what: settings.databaseUrl
      ? `${roles.server} at ${hostOf(settings.databaseUrl)} (DATABASE_URL)`
      : `${roles.server}, embedded, data in ${join(place.folder, 'pg')}`,
  };
  return { dataFolder: place.folder, roles, queue: queue.queue, parts: [database, queue.part] };
}

async function openDatabase(of: EnginesOf, dataFolder: string, user: EngineUser): Promise<RolesDone> {
  const { databaseUrl } = of.settings;
  if (databaseUrl) {
    const given = decodeURIComponent(new URL(databaseUrl).password);
    // Without a password in the address (trust, peer) the roles still get one that nobody can guess.
    return ensureRoles(databaseUrl, given || keptPassword(keyFile(dataFolder, 'database.secret'), null));
  }
  const engine = placeEngine(findEngine(), user);
  const made = join(dataFolder, 'pg', 'PG_VERSION');
  const password = keptPassword(keyFile(dataFolder, 'postgres.password'), made);
  const server = new PostgresServer({ engine, user, dataFolder, password });
  of.ends.add({
    name: 'PostgreSQL',
    end: () => server.stop(),
    withinMs: STOP_WITHIN_MS,
    kill: () => server.kill(),
  });
  const { leftovers } = await server.start();
  if (leftovers > 0) of.say('PostgreSQL of a run that was killed was still there and has been ended.');
  watch(of, 'PostgreSQL', server, dataFolder);
  return ensureRoles(server.url('firewatch'), password);
}

interface QueueOf {
  readonly dataFolder: string;
  readonly user: EngineUser;
  readonly program: ReturnType<typeof findRedis>;
}

async function openQueue(of: EnginesOf, at: QueueOf): Promise<{ queue: Config['queue']; part: Part }> {
  const { redisUrl } = of.settings;
  if (redisUrl) {
    const version = await checkRedis(redisUrl);
    const what = `${version} at ${hostOf(redisUrl)} (REDIS_URL)`;
    return { queue: { kind: 'redis', url: redisUrl }, part: { name: 'queue', what } };
  }
  const onPostgres = (why: string) => ({
    queue: { kind: 'postgres' as const },
    part: { name: 'queue', what: `BullMQ on PostgreSQL (${why})` },
  });
  if (!at.program)
    return onPostgres('no REDIS_URL, and no redis-server or valkey-server 6.2 or newer on PATH');
  const server = new RedisServer({ program: at.program, user: at.user, dataFolder: at.dataFolder });
  of.ends.add({
    name: 'Redis',
    end: () => server.stop(),
    withinMs: STOP_WITHIN_MS,
    kill: () => server.kill(),
  });
  try {
    await server.start();
  } catch (error) {
    // Redis holds nothing that PostgreSQL does not know: a broken one must not keep the watch from starting.
    return onPostgres(error instanceof Error ? error.message : String(error));
  }
  watch(of, 'Redis', server, at.dataFolder);
  const what = `${at.program.version}, own process of ${at.program.command}, data in ${join(at.dataFolder, 'redis')}`;
  return { queue: { kind: 'redis', url: server.socket }, part: { name: 'queue', what } };
}

/** With less than this PostgreSQL cannot recover, bytes: two segments of its log, and something to spare. */
const LEAST_FREE_BYTES = 48 * 1_048_576;
const OBSTACLE_EVERY_MS = 5_000;

function fullDisk(folder: string): string | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    const free = Math.floor((bavail * bsize) / 1_048_576);
    return bavail * bsize < LEAST_FREE_BYTES ? `only ${free} MB are left on the disk of ${folder}.` : null;
  } catch {
    return null;
  }
}

function watch(of: EnginesOf, name: string, server: PostgresServer | RedisServer, folder: string): void {
  void keepRunning({
    obstacle: () => fullDisk(folder),
    obstacleEveryMs: OBSTACLE_EVERY_MS,
    name,
    server,
    isStopping: () => of.ends.isStopping,
    say: of.say,
    giveUp: of.giveUp,
    now: Date.now,
  });
}

/** Never the user or the password. */
function hostOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname } = new URL(url);
  return `${host || 'a local socket'}${pathname}`;
}
