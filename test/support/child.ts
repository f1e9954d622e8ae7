import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A child process of a test, with the lines it printed. */
export interface Child {
  readonly pid: number;
  readonly lines: string[];
  /** First line that fits, also one already printed. Rejects with the tail of the output when the child ends or time runs out. */
  line(fits: (line: string) => boolean, timeoutMs: number): Promise<string>;
  /** Asks it to end; resolves with its exit code, killing it after `graceMs`. */
  stop(graceMs?: number): Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
  readonly isEnded: boolean;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly stdin?: 'pipe' | 'ignore';
  readonly uid?: number;
  readonly gid?: number;
}

const running = new Set<ChildProcess>();
// A test run that ends half-way asks what it started to end too; a launcher then ends its engines in order.
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

export function startChild(command: readonly string[], options: ChildOptions = {}): Child {
  const [program = '', ...args] = command;
  const child: ChildProcess = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env } as NodeJS.ProcessEnv,
    stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid ?? options.uid }),
  });
  running.add(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look();
    });
  }
  let isEnded = false;
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      running.delete(child);
      isEnded = true;
      resolve(code);
      for (const look of waiting) look();
    });
  });
  const line = (fits: (line: string) => boolean, timeoutMs: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        finish();
        reject(new Error(`${why}; last lines:\n${lines.slice(-15).join('\n')}`));
      };
      const timer = setTimeout(() => fail(`no such line within ${timeoutMs} ms`), timeoutMs);
      const finish = (): void => {
        clearTimeout(timer);
        waiting.delete(look);
      };
      const look = (): void => {
        const found = lines.find(fits);
        if (found !== undefined) {
          finish();
          resolve(found);
        } else if (isEnded) fail('the process ended');
      };
      waiting.add(look);
      look();
    });
  return {
    pid: child.pid ?? 0,
    lines,
    line,
    ended,
    get isEnded() {
      return isEnded;
    },
    kill: (signal) => void child.kill(signal),
    async stop(graceMs = 10_000) {
      if (isEnded) return ended;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

/** Process ids below `pid`, found in /proc. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended between the listing and the look.
      continue;
    }
  }
  const found: number[] = [];
  const queue = [pid];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const [child, parent] of parents) {
      if (parent !== next) continue;
      found.push(child);
      queue.push(child);
    }
  }
  return found;
}

/** Processes that work in a folder or below it: the engines of a data folder, also when their parent is gone. */
export function processesBelow(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const at = readlinkSync(`/proc/${pid}/cwd`);
        return at === folder || at.startsWith(`${folder}/`);
      } catch {
        return false;
      }
    });
}
