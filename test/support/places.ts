import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Rest } from './rest.ts';
import type { Place } from './secret-search.ts';
import { askStore } from './store.ts';
import type { World } from './world.ts';

/** Rows of all tables as `COPY` would write them; of the queue's tables only where `only` says so. */
export async function allTables(dataDir: string, only = ''): Promise<string> {
  const tables = await askStore<{ name: string }>(
    dataDir,
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
       and n.nspname || c.relname ~* '${only}'`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await askStore<{ t: string }>(dataDir, `select t::text as t from ${name} t`);
    texts.push(`${name}: ${rows.length} rows`, ...rows.map((row) => row.t));
  }
  return texts.join('\n');
}

/** Everything that goes through the queue from now on: commands to Redis, or rows of BullMQ's tables, looked at often. */
export async function watchQueue(dataDir: string, isRedis: boolean): Promise<() => Promise<string>> {
  const seen = new Set<string>();
  if (isRedis) {
    const path = join(dataDir, 'run', 'redis.sock');
    const spoken: Buffer[] = [];
    const monitor = connect({ path });
    monitor.on('data', (chunk: Buffer) => void spoken.push(chunk));
    monitor.on('error', () => undefined);
    monitor.write('MONITOR\r\n');
    await once(monitor, 'data');
    return async () => {
      monitor.destroy();
      const redis = new Redis(path);
      const kept = await everyKey(redis);
      redis.disconnect();
      return [Buffer.concat(spoken).toString(), ...kept].join('\n');
    };
  }
  let isOn = true;
  const looking = (async () => {
    while (isOn) {
      for (const row of (await allTables(dataDir, 'bull|job')).split('\n')) seen.add(row);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();
  return async () => {
    isOn = false;
    await looking;
    return [...seen].join('\n');
  };
}

async function everyKey(redis: Redis): Promise<string[]> {
  const texts: string[] = [];
  for (const key of await redis.keys('*')) texts.push(key, JSON.stringify(await valueOf(redis, key)));
  return texts;
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, 0, '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return null;
  }
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Answers of every GET route of the OpenAPI document; a route with an id is asked for the first of its list. */
export async function allAnswers(
  rest: Rest,
): Promise<{ readonly text: string; readonly routes: readonly string[] }> {
  const document = (await rest.json('GET', '/openapi.json')) as OpenApi;
  const paths = Object.entries(document.paths)
    .filter(([, verbs]) => 'get' in verbs)
    .map(([path]) => path);
  const texts: string[] = [];
  for (const path of paths) {
    const asked = path.includes('{') ? await filledIn(rest, path) : path;
    const answer = await fetch(`${rest.url}${asked}`, { headers: { cookie: rest.cookieHeader } });
    const body = await answer.text();
    if (!answer.ok) throw new Error(`GET ${asked} answered ${answer.status}: ${body.slice(0, 200)}`);
    texts.push(`GET ${asked}`, JSON.stringify([...answer.headers]), body);
  }
  return { text: texts.join('\n'), routes: paths };
}

async function filledIn(rest: Rest, path: string): Promise<string> {
  const list = path.slice(0, path.indexOf('/{')).replace(/^\/api\/v1/, '');
  const { items } = (await rest.json('GET', list)) as { items: { id: string }[] };
  const [first] = items;
  if (!first) throw new Error(`GET ${list} lists nothing to fill in ${path}`);
  return path.replace(/\{[^}]+\}/, first.id);
}

/** All that the world has written down or sent, by place; ends the watching of the queue. */
export async function allPlaces(
  world: World,
  seen: { readonly frames: readonly string[]; readonly queue: () => Promise<string> },
): Promise<{ readonly places: readonly Place[]; readonly routes: readonly string[] }> {
  const { text, routes } = await allAnswers(world.rest);
  const mails = await world.simulator.mails();
  const queue = await seen.queue();
  const tables = await allTables(world.program.dataDir);
  const places = [
    { name: 'log', text: world.program.child.lines.join('\n') },
    { name: 'queue', text: queue },
    { name: 'tables', text: tables },
    { name: 'answers', text },
    { name: 'frames', text: seen.frames.join('\n') },
    { name: 'mails', text: mails.map((mail) => `${mail.raw}\n${mail.text}\n${mail.html}`).join('\n') },
  ];
  return { places, routes };
}
