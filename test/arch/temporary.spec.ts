import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { placeOfRuns } from '../support/run-folder.ts';
import setup from '../vitest.temporary.setup.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const configs = [
  'vitest.config.ts',
  ...readdirSync(join(root, 'test'))
    .filter((name) => /^vitest\..*\.config\.ts$/.test(name))
    .map((name) => join('test', name)),
];

it('this run has a temporary folder of its own, and so has every kind of run', () => {
  expect(tmpdir()).toMatch(/\/fw-t-\w+$/);
  const without = configs.filter(
    (name) => !readFileSync(join(root, name), 'utf8').includes("'test/vitest.temporary.setup.ts'"),
  );
  expect({ count: configs.length, without }).toEqual({ count: 6, without: [] });
});

it('what tests leave there is gone at the end of the run', () => {
  const before = tmpdir();
  const remove = setup();
  try {
    const left = mkdtempSync(join(tmpdir(), 'left-'));
    writeFileSync(join(left, 'file'), '');
    remove();
    expect([existsSync(left), existsSync(tmpdir())]).toEqual([false, false]);
  } finally {
    process.env['TMPDIR'] = before;
  }
});

it.each(['/nowhere', '/proc', root])(
  '%s is no memory with room for a run: the temporary folder is',
  (place) => {
    expect(placeOfRuns(place)).toBe(tmpdir());
  },
);
