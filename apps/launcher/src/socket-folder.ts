import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeEngineFolder, type EngineUser } from './engine-user.js';

/** sockaddr_un holds 107 bytes on Linux, 103 on macOS; `/.s.PGSQL.5432.lock` is the longest name we put there. */
const LONGEST = 103 - '/.s.PGSQL.5432.lock'.length;

/** A closed folder for the engines' sockets: beside the data, or in the system's temporary folder when that path is too long. */
export function makeSocketFolder(dataFolder: string, user: EngineUser): string {
  const beside = join(dataFolder, 'run');
  const mark = createHash('sha256').update(dataFolder).digest('hex').slice(0, 12);
  const folder = Buffer.byteLength(beside) <= LONGEST ? beside : join(tmpdir(), `firewatch-${mark}`);
  makeEngineFolder(folder, user);
  return folder;
}
