import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';
import type { Engine } from './engine-files.js';
import { closedParent, type EngineUser } from './engine-user.js';

/** Where root puts what the engine's user must reach when the checkout is closed to it. */
export const OPEN_PLACE = '/var/lib/firewatch';

export interface DataPlaceOf {
  readonly repository: string;
  /** FIREWATCH_DATA; null = the default. */
  readonly wanted: string | null;
  /** `data` or `data/demo`, below the checkout; its last name is used in the open place. */
  readonly fallback: string;
  readonly user: EngineUser;
  readonly openPlace?: string;
}

export interface DataPlace {
  readonly folder: string;
  /** Why it is not where one would look, for the start's lines. */
  readonly moved: boolean;
}

/**
 * The data folder, made, and enterable for the engine's user.
 * Errors  StartRefusal with the chmod when a folder named by a person is closed to it.
 */
export function placeData(of: DataPlaceOf): DataPlace {
  const folder = resolve(of.wanted ?? join(of.repository, of.fallback));
  openOwnFolder(folder, of.user);
  const closed = closedParent(folder, of.user);
  if (closed === null) {
    makeOpenFolder(folder, of.user);
    return { folder, moved: false };
  }
  if (of.wanted !== null) {
    throw new StartRefusal(
      `FIREWATCH_DATA lies below ${closed}, which the database's own user (nobody) may not enter: run "chmod o+x ${closed}", or set FIREWATCH_DATA to a folder elsewhere.`,
    );
  }
  const open = join(of.openPlace ?? OPEN_PLACE, of.fallback === 'data' ? 'data' : 'demo');
  makeOpenFolder(open, of.user);
  takeAlong(folder, open);
  return { folder: open, moved: true };
}

/** The engine where its user can run it: in place, or a copy in the open place. */
export function placeEngine(engine: Engine, user: EngineUser, openPlace = OPEN_PLACE): Engine {
  if (closedParent(engine.bin, user) === null) return engine;
  const { version } = JSON.parse(readFileSync(join(engine.root, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const root = join(openPlace, `postgres-${version}`);
  if (!existsSync(root)) {
    const making = `${root}.${process.pid}`;
    makeOpenFolder(dirname(root), user);
    rmSync(making, { recursive: true, force: true });
    cpSync(engine.root, making, { recursive: true, verbatimSymlinks: true });
    openAll(making);
    renameSync(making, root);
  }
  return { root, bin: join(root, 'bin') };
}

// The default folder is ours to open; one that a person named is not.
function openOwnFolder(folder: string, user: EngineUser): void {
  if (!user || !existsSync(folder)) return;
  const { mode, uid } = lstatSync(folder);
  if (uid === 0 && closedParent(folder, user) === folder) chmodSync(folder, mode | 0o011);
}

/** mkdir follows the umask; with 077 the folders we make would be closed to the engine's user. */
function makeOpenFolder(folder: string, user: EngineUser): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (!first || !user) return;
  for (let at = folder; at.length >= first.length; at = dirname(at)) chmodSync(at, 0o755);
}

/** Data made before the checkout was closed go along, once. */
function takeAlong(from: string, to: string): void {
  if (!existsSync(join(from, 'pg', 'PG_VERSION')) || existsSync(join(to, 'pg'))) return;
  for (const part of ['keys', 'redis', 'pg']) {
    const source = join(from, part);
    if (!existsSync(source)) continue;
    const making = join(to, `${part}.new`);
    rmSync(making, { recursive: true, force: true });
    cpSync(source, making, { recursive: true, preserveTimestamps: true });
    giveAs(source, making);
    renameSync(making, join(to, part));
  }
}

function giveAs(source: string, copy: string): void {
  const { uid, gid, mode } = lstatSync(source);
  chownSync(copy, uid, gid);
  chmodSync(copy, mode & 0o7777);
  if (!lstatSync(source).isDirectory()) return;
  for (const name of readdirSync(source)) giveAs(join(source, name), join(copy, name));
}

function openAll(path: string): void {
  const entry = lstatSync(path);
  if (entry.isSymbolicLink()) return;
  chmodSync(path, (entry.mode & 0o7777) | (entry.isDirectory() || entry.mode & 0o100 ? 0o555 : 0o444));
  if (entry.isDirectory()) for (const name of readdirSync(path)) openAll(join(path, name));
}
