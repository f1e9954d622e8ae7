import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { startMark } from './processes.js';

interface Holder {
  readonly pid: number;
  readonly startMark: string;
}

/** One process per data folder. A lock whose process is gone (kill -9, power cut) is taken over. */
export class DataLock {
  private constructor(private readonly file: string) {}

  /** Errors: StartRefusal naming the process that holds it. */
  static take(folder: string, self: number = process.pid): DataLock {
    const file = join(folder, 'lock');
    const mine = `${file}.${self}`;
    writeFileSync(mine, JSON.stringify({ pid: self, startMark: startMark(self) ?? '' }), { mode: 0o600 });
    try {
      for (let tries = 0; tries < 20; tries += 1) {
        if (linked(mine, file)) return new DataLock(file);
        const holder = readHolder(file);
        if (holder && startMark(holder.pid) === holder.startMark) throw taken(folder, holder);
        putAway(file, holder, `${file}.old.${self}`);
      }
      throw new StartRefusal(
        `The lock ${file} could not be taken: remove that file if no Firewatch runs on ${folder}.`,
      );
    } finally {
      unlinkSync(mine);
    }
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

function taken(folder: string, holder: Holder): StartRefusal {
  return new StartRefusal(
    `Firewatch already runs on ${folder} (process ${holder.pid}): stop that one, or set FIREWATCH_DATA to another folder.`,
  );
}

/** A hard link is made by exactly one of several starters, and with its content already in it. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): Holder | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('startMark' in value))
      return null;
    return { pid: Number(value.pid), startMark: String(value.startMark) };
  } catch {
    return null;
  }
}

// Moved, looked at, and put back if it was not the stale one: another starter may have taken over in between.
function putAway(file: string, stale: Holder | null, aside: string): void {
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved?.pid !== stale?.pid || moved?.startMark !== stale?.startMark) linked(aside, file);
  rmSync(aside, { force: true });
}
