import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

/** A copy of the planted tree that stands where the repository stands, so that path overrides apply as in earnest. */
let copy = '';

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'firewatch-lint-'));
  await cp(join(root, 'test/arch/planted'), copy, { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  await cp(join(root, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
  await writeFile(join(copy, 'tsconfig.json'), '{"extends":"./tsconfig.base.json","include":["."]}');
  await writeFile(join(copy, '.oxlintrc.json'), await readFile(join(root, '.oxlintrc.json')));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

function lint(): Promise<Diagnostic[]> {
  return new Promise((resolve, reject) => {
    const args = ['--type-aware', '--format=json', 'apps', 'libs', 'lint'];
    execFile(
      join(root, 'node_modules/.bin/oxlint'),
      args,
      { cwd: copy, maxBuffer: 1 << 24 },
      (_error, stdout) => {
        try {
          resolve((JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics);
        } catch (error) {
          reject(new Error(`oxlint printed no JSON: ${stdout.slice(0, 300)}`, { cause: error }));
        }
      },
    );
  });
}

describe('lint', () => {
  it('finds each planted breach', async () => {
    const found = await lint();
    const has = (file: string, rule: string): boolean =>
      found.some((one) => one.filename.endsWith(file) && one.code.includes(rule));
    expect({
      any: has('lint/any.ts', 'no-explicit-any'),
      floating: has('lint/floating.ts', 'no-floating-promises'),
      environment: has('lint/environment.ts', 'no-restricted-properties'),
      swallowed: has('lint/swallow.ts', 'no-empty'),
      clock: has('domain/clock.ts', 'no-restricted-properties'),
      chance: has('domain/chance.ts', 'no-restricted-properties'),
      nodeImport: has('domain/reaches-out.ts', 'no-restricted-imports'),
    }).toEqual({
      any: true,
      floating: true,
      environment: true,
      swallowed: true,
      clock: true,
      chance: true,
      nodeImport: true,
    });
  });
});
