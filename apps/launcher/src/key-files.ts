import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import { newPassword } from './postgres.js';

/** `keys` in the data folder, 0700 of our own user: the engine's user has no business there. */
export function keyFile(dataFolder: string, name: string): string {
  const folder = join(dataFolder, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, name);
}

/**
 * A password made once and kept.
 * @param usedBy a file that exists when something was already made with it: then a missing one is not replaced.
 */
export function keptPassword(file: string, usedBy: string | null): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (usedBy && existsSync(usedBy)) {
    throw new StartRefusal(
      `${file} is missing, without it the database in that data folder cannot be opened: put it back from your backup, or set FIREWATCH_DATA to an empty folder.`,
    );
  }
  const password = newPassword();
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, password);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return password;
}
