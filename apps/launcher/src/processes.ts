import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** When a process began, as the system tells it; null = there is no such process. Tells a reused pid from the old one. */
export function startMark(pid: number): string | null {
  if (existsSync('/proc/self/stat')) {
    try {
      // Field 22, counted after the command name, which may hold spaces and brackets itself.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? null : (fields[19] ?? null);
    } catch {
      return null;
    }
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** Processes whose working folder is `folder`: both engines go into their data folder, so these are theirs. */
export function processesIn(folder: string): number[] {
  if (!existsSync('/proc/self/cwd')) return processesNaming(folder);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && workingFolder(pid) === folder);
}

/** Where there is no /proc (macOS): PostgreSQL names its data folder in its command line. */
function processesNaming(folder: string): number[] {
  const all = execFileSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' });
  return all
    .split('\n')
    .filter((line) => line.includes(` -D ${folder} `))
    .map((line) => Number.parseInt(line, 10));
}

function workingFolder(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/**
 * Ends what an earlier run left behind in `folder`.
 * @returns how many processes there were.
 */
export async function endLeftovers(folder: string, asks: NodeJS.Signals): Promise<number> {
  const found = processesIn(folder);
  if (found.length === 0) return 0;
  const deadline = Date.now() + 10_000;
  signalAll(found, asks);
  while (processesIn(folder).length > 0) {
    if (Date.now() > deadline - 4_000) signalAll(processesIn(folder), 'SIGQUIT');
    if (Date.now() > deadline) signalAll(processesIn(folder), 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return found.length;
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone by itself in between.
    }
  }
}
