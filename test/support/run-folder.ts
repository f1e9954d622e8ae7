import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { processesBelow } from './child.ts';

const MEMORY = '/dev/shm';
const GIB = 2 ** 30;
/** A run of four worlds and a copy of the checkout stays below 3 GiB. */
const ROOM_BYTES = 4 * GIB;
/** What the programs themselves use comes on top. */
const FREE_BYTES = 8 * GIB;

/**
 * Where runs keep their folders: in memory where there is room and programs may be run from, else the temporary folder.
 * A run makes hundreds of databases of 743 files each; on a disk that is half of its processor time.
 */
export function placeOfRuns(memory = MEMORY): string {
  return freemem() >= FREE_BYTES && hasRoom(memory) ? memory : tmpdir();
}

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .find(([, at]) => at === folder);
    const isExecutable = mount !== undefined && !(mount[3] ?? '').split(',').includes('noexec');
    return isExecutable && bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}

/** Begins the name of a run's folder; short, for paths of sockets lie below it. */
export const prefixOf = (pid: number): string => `fw-t-${pid}-`;

/** Ends the engines of runs that were killed, and removes the folders these could not remove. */
export function removeAbandoned(place: string): void {
  if (!existsSync('/proc/self')) return;
  for (const name of readdirSync(place)) {
    const pid = /^fw-t-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    const folder = join(place, name);
    for (const engine of processesBelow(folder)) endNow(engine);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** PostgreSQL gives its shared memory back at SIGQUIT, and would not at SIGKILL. */
function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
