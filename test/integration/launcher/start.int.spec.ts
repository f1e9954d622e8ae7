import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { processesIn } from '@firewatch/launcher/processes';
import { makeDataFolder, startRun, type Run, type RunOf } from '../../support/launcher.js';
import { until } from '../../support/ports.js';

// Whole starts, two of them in some tests, on a machine that may be busy with other test files.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 30_000 });

const RUNS = /^Firewatch runs at http:\/\/127\.0\.0\.1:\d+$/;
let data: string;
let runs: Run[] = [];
beforeEach(() => (data = makeDataFolder()));
afterEach(async () => {
  for (const run of runs) {
    run.signal('SIGTERM');
    await run.ended;
  }
  runs = [];
  rmSync(data, { recursive: true, force: true });
});

const start = async (of: Partial<RunOf> = {}) => {
  const run = await startRun({ data, ...of });
  runs.push(run);
  return run;
};
const children = () => ['pg', 'redis'].flatMap((part) => processesIn(join(data, part)));
const postmaster = () => Number.parseInt(readFileSync(join(data, 'pg', 'postmaster.pid'), 'utf8'), 10);
const isReady = async (run: Run) => {
  const answer = await fetch(`http://127.0.0.1:${run.port}/health/ready`).catch(() => null);
  return answer?.status === 200;
};

it('says one line per part, the set-up link once and the address last, and ends clean within 5 s', async () => {
  const run = await start();
  await run.line(RUNS);
  expect(run.lines.map((line) => line.split(' ')[0])).toEqual([
    'database',
    'queue',
    'schema',
    'key',
    'log',
    'set-up',
    'Firewatch',
  ]);
  expect(run.lines[0]).toMatch(/^database +PostgreSQL 18\.\d+, embedded, data in .+\/pg$/);
  expect(run.lines[1]).toMatch(
    /^queue +Redis \d+\.\d+\.\d+, own process of .+redis-server, data in .+\/redis$/,
  );
  expect(await isReady(run)).toBe(true);
  expect([statSync(join(data, 'pg')).mode & 0o777, statSync(join(data, 'keys')).mode & 0o777]).toEqual([
    0o700, 0o700,
  ]);
  expect(children().length).toBeGreaterThan(1);
  const asked = performance.now();
  run.signal('SIGINT');
  expect(await run.ended).toBe(0);
  expect(performance.now() - asked).toBeLessThan(5_000);
  expect([children(), existsSync(join(data, 'lock')), await isReady(run)]).toEqual([[], false, false]);
});

it('runs without Redis on PATH, starts a second time and keeps its key', async () => {
  const first = await start({ env: { PATH: '/nowhere' } });
  await first.line(RUNS);
  expect(first.lines[1]).toBe(
    'queue      BullMQ on PostgreSQL (no REDIS_URL, and no redis-server or valkey-server 6.2 or newer on PATH)',
  );
  const key = readFileSync(join(data, 'keys', 'seal.key'));
  first.signal('SIGTERM');
  expect(await first.ended).toBe(0);
  const second = await start({ env: { PATH: '/nowhere' } });
  await second.line(RUNS);
  expect(second.lines[2]).toMatch(/^schema +\S+, nothing to do$/);
  expect(readFileSync(join(data, 'keys', 'seal.key')).equals(key)).toBe(true);
});

it('takes over after kill -9: the lock, the orphaned PostgreSQL and Redis', async () => {
  const first = await start();
  await first.line(RUNS);
  const orphan = postmaster();
  first.signal('SIGKILL');
  expect(await first.ended).toBe('SIGKILL');
  expect(children()).toContain(orphan);
  const second = await start();
  await second.line(RUNS);
  expect(second.lines[0]).toBe('PostgreSQL of a run that was killed was still there and has been ended.');
  expect(children()).not.toContain(orphan);
  expect(await isReady(second)).toBe(true);
});

it('starts PostgreSQL again when it is killed, and answers again', async () => {
  const run = await start();
  await run.line(RUNS);
  const killed = postmaster();
  process.kill(killed, 'SIGKILL');
  await run.line(/^PostgreSQL ended by itself \(signal SIGKILL\) and was started again\.$/);
  expect(postmaster()).not.toBe(killed);
  await until('ready again', () => isReady(run));
});

it('starts Redis again when it is killed', async () => {
  const run = await start();
  await run.line(RUNS);
  for (const pid of processesIn(join(data, 'redis'))) process.kill(pid, 'SIGKILL');
  await run.line(/^Redis ended by itself \(signal SIGKILL\) and was started again\.$/);
  await until('ready again', () => isReady(run));
  expect(processesIn(join(data, 'redis'))).toHaveLength(1);
});

it('refuses a data folder that another run holds, and leaves that one alone', async () => {
  const first = await start();
  await first.line(RUNS);
  const second = await start();
  expect(await second.ended).toBe(1);
  expect(second.errors).toEqual([
    `Firewatch already runs on ${data} (process ${first.pid}): stop that one, or set FIREWATCH_DATA to another folder.`,
  ]);
  expect(await isReady(first)).toBe(true);
});

it('refuses a taken port in one sentence and starts nothing', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const run = await start({ env: { FIREWATCH_PORT: String(port) } });
  expect(await run.ended).toBe(1);
  expect(run.errors).toEqual([
    `Port ${port} on 127.0.0.1 is taken by another program: stop it, or set FIREWATCH_PORT to a free one.`,
  ]);
  expect(existsSync(join(data, 'pg'))).toBe(false);
  server.close();
});

it('refuses Node 20 in one sentence with the cure', async () => {
  const pretend =
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})';
  const run = await start({ nodeArgs: ['--import', pretend] });
  expect(await run.ended).toBe(1);
  expect(run.errors).toHaveLength(1);
  expect(run.errors[0]).toMatch(
    /^Firewatch needs Node 22\.12 or newer and runs on 20\.20\.2: start it with "npm start"/,
  );
});

it('lists every wrong setting and starts nothing', async () => {
  const run = await start({ env: { FIREWATCH_HOST: '0.0.0.0', FIREWATCH_ROLE: 'boss' } });
  expect(await run.ended).toBe(1);
  expect(run.errors[0]).toBe('2 settings are wrong:');
  expect(run.errors).toHaveLength(3);
  expect(existsSync(join(data, 'pg'))).toBe(false);
});

it('ends the half-made start cleanly when Ctrl-C comes in the middle', async () => {
  const run = await start();
  await until('PostgreSQL is there', () => children().length > 0);
  run.signal('SIGINT');
  expect(await run.ended).toBe(0);
  expect([children(), existsSync(join(data, 'lock'))]).toEqual([[], false]);
});
