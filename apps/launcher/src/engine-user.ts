import { chownSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Who the engines run as: null = the same user as this process. */
export type EngineUser = { readonly uid: number; readonly gid: number } | null;

/** `nobody` on Linux: PostgreSQL refuses to run as root, and no account has to be made. */
const NOBODY = 65_534;

export function engineUser(uid = process.getuid?.() ?? -1): EngineUser {
  return uid === 0 ? { uid: NOBODY, gid: NOBODY } : null;
}

/**
 * First folder on the way to `path` that the engine's user may not enter; null when all are open.
 * Folders that do not exist yet are made by us and count as open.
 */
export function closedParent(path: string, user: EngineUser): string | null {
  if (!user) return null;
  const folders: string[] = [];
  for (let at = existing(resolve(path)); ; at = dirname(at)) {
    folders.unshift(at);
    if (at === dirname(at)) break;
  }
  return folders.find((folder) => !mayEnter(folder, user)) ?? null;
}

function existing(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return existing(dirname(path));
  }
}

function mayEnter(folder: string, user: { readonly uid: number; readonly gid: number }): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** A folder only its owner enters, given to the engine's user. */
export function makeEngineFolder(path: string, user: EngineUser): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (user) chownSync(path, user.uid, user.gid);
}
