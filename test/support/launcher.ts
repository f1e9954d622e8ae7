import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.js';
import { REPOSITORY } from './paths.js';

export interface Run {
  readonly pid: number;
  readonly port: number;
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  /** Resolves with the first line that matches; rejects when the process ends before it. */
  line(pattern: RegExp, withinMs?: number): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export interface RunOf {
  readonly data: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
}

/** A folder for data that the engine's user may reach. */
export function makeDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fw-run-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** The built product as `npm start` runs it, on a data folder and a port of its own. */
export async function startRun(of: RunOf): Promise<Run> {
  const port = Number(of.env?.['FIREWATCH_PORT'] ?? (await freePort()));
  const program = join(process.env['FIREWATCH_TEST_CHECKOUT'] ?? REPOSITORY, 'apps/launcher/dist/main.js');
  const child = spawn(process.execPath, [...(of.nodeArgs ?? []), program, ...(of.args ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/bin:/bin',
      TMPDIR: tmpdir(),
      FIREWATCH_DATA: of.data,
      FIREWATCH_PORT: String(port),
      FIREWATCH_LOG_LEVEL: 'error',
      ...of.env,
    },
  });
  const lines = collect(child.stdout);
  const errors = collect(child.stderr);
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 0));
  });
  return {
    pid: child.pid ?? 0,
    port,
    lines: lines.all,
    errors: errors.all,
    line: (pattern, withinMs = 40_000) => waitForLine({ child, lines, errors, pattern, withinMs }),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

interface Collected {
  readonly all: string[];
  onLine: (() => void) | null;
}

function collect(stream: NodeJS.ReadableStream): Collected {
  const collected: Collected = { all: [], onLine: null };
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    collected.all.push(...parts);
    collected.onLine?.();
  });
  return collected;
}

interface Wait {
  readonly child: ChildProcess;
  readonly lines: Collected;
  readonly errors: Collected;
  readonly pattern: RegExp;
  readonly withinMs: number;
}

function waitForLine({ child, lines, errors, pattern, withinMs }: Wait): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(new Error(`${why}: ${pattern}\n${lines.all.join('\n')}\n${errors.all.join('\n')}`));
    const timer = setTimeout(() => fail(`no such line within ${withinMs} ms`), withinMs);
    const look = () => {
      const found = lines.all.find((line) => pattern.test(line));
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    };
    lines.onLine = look;
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code} before the line`);
    });
    look();
  });
}
