import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { descendants } from '../../support/child.js';
import { makeDataFolder, startRun, type Run } from '../../support/launcher.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });

const SECRET = 'canary-Fw7-admin-password';
let data: string;
let run: Run;
let pids: number[];

beforeAll(async () => {
  data = makeDataFolder();
  const env = {
    FIREWATCH_ADMIN_EMAIL: 'o@example.com',
    FIREWATCH_ADMIN_PASSWORD: SECRET,
    FIREWATCH_LOG_LEVEL: 'debug',
  };
  run = await startRun({ data, env });
  await run.line(/^Firewatch runs at /);
  pids = [run.pid, ...descendants(run.pid)];
});
afterAll(async () => {
  run.signal('SIGTERM');
  await run.ended;
  rmSync(data, { recursive: true, force: true });
});

const kept = (name: string): string => readFileSync(join(data, 'keys', name), 'utf8').trim();
/** A session of the database may end between the list and the look. */
function ofLiving<T>(look: () => T, gone: T): T {
  try {
    return look();
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === 'ENOENT' ||
      (error as NodeJS.ErrnoException).code === 'ESRCH'
    )
      return gone;
    throw error;
  }
}
const proc = (pid: number, what: string): string =>
  ofLiving(() => readFileSync(`/proc/${pid}/${what}`, 'utf8').replaceAll('\0', '\n'), '');
/** Sockets of these processes that listen on TCP, as `address:port` in the kernel's hexadecimal. */
function listening(): string[] {
  const inodes = new Set(
    pids.flatMap((pid) =>
      ofLiving(() => readdirSync(`/proc/${pid}/fd`), []).map(
        (fd) =>
          /^socket:\[(\d+)\]$/.exec(ofLiving(() => readlinkSync(`/proc/${pid}/fd/${fd}`), ''))?.[1] ?? '',
      ),
    ),
  );
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === '0A' && inode !== undefined && inodes.has(inode))
      .map(([, local = '']) => local),
  );
}

it('listens on its own port of 127.0.0.1 and nowhere else: database and queue on unix sockets', () => {
  const port = run.port.toString(16).toUpperCase().padStart(4, '0');
  expect(pids.length).toBeGreaterThan(4);
  expect(listening()).toEqual([`0100007F:${port}`]);
});

it('names no password in the arguments of a process, and gives the engines nothing of its environment', () => {
  const secrets = [SECRET, kept('postgres.password'), kept('seal.key')];
  for (const pid of pids) {
    const args = proc(pid, 'cmdline');
    expect(secrets.filter((one) => args.includes(one))).toEqual([]);
    if (pid === run.pid) continue;
    expect(proc(pid, 'environ')).not.toMatch(/FIREWATCH|DATABASE_URL|REDIS_URL|PASSWORD/);
  }
  expect([...run.lines, ...run.errors].filter((line) => secrets.some((one) => line.includes(one)))).toEqual(
    [],
  );
});

it('keeps every file and folder of the data closed to others', () => {
  const open = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .map((name) => join(data, name))
    .flatMap((path) => {
      try {
        const entry = lstatSync(path);
        return entry.isSymbolicLink() || (entry.mode & 0o077) === 0
          ? []
          : [`${(entry.mode & 0o777).toString(8)} ${path}`];
      } catch {
        // PostgreSQL makes and removes files while we look.
        return [];
      }
    })
    // Inside folders of mode 0700 nobody else gets to them.
    .filter((line) => !/\/(pg|redis|run|keys)\/./.test(line));
  expect(open).toEqual([]);
  expect((lstatSync(join(data, 'keys', 'seal.key')).mode & 0o777).toString(8)).toBe('400');
  expect((lstatSync(join(data, 'keys', 'postgres.password')).mode & 0o777).toString(8)).toBe('600');
});

it.each(['postgres', 'fw_owner', 'fw_app', 'fw_engine'])(
  'lets %s into the database with no password and a guessed one: never',
  async (user) => {
    for (const password of ['', user, 'postgres', SECRET]) {
      const client = new pg.Client({ host: join(data, 'run'), user, password, database: 'firewatch' });
      await expect(client.connect()).rejects.toThrow(/password|SASL/);
      await client.end();
    }
  },
);
