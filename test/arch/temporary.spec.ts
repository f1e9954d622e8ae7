import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { placeOfRuns, prefixOf, removeAbandoned } from '../support/run-folder.ts';
import setup from '../vitest.temporary.setup.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const configs = [
  'vitest.config.ts',
  ...readdirSync(join(root, 'test'))
    .filter((name) => /^vitest\..*\.config\.ts$/.test(name))
    .map((name) => join('test', name)),
];

it('this run has a temporary folder of its own, and so has every kind of run', () => {
  expect(tmpdir()).toMatch(/\/fw-t-\d+-\w+$/);
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

it('what a killed run left, engines too, is ended and removed by the next one; who runs is left alone', async () => {
  const place = mkdtempSync(join(tmpdir(), 'place-'));
  const { pid: gone } = spawnSync('true');
  const names = [`${prefixOf(gone)}a`, `${prefixOf(process.pid)}b`, 'fw-of-somebody-else'];
  for (const name of names) {
    mkdirSync(join(place, name));
    writeFileSync(join(place, name, 'file'), '');
  }
  const [orphan, other] = names.map((name) => spawn('sleep', ['60'], { cwd: join(place, name) }));
  if (!orphan || !other) throw new Error('no processes');
  const ended = once(orphan, 'exit');
  await Promise.all([once(orphan, 'spawn'), once(other, 'spawn')]);
  removeAbandoned(place);
  expect(await ended).toEqual([null, 'SIGQUIT']);
  expect(other.exitCode ?? other.signalCode).toBeNull();
  other.kill();
  expect(readdirSync(place).toSorted()).toEqual(
    ['fw-of-somebody-else', `${prefixOf(process.pid)}b`].toSorted(),
  );
});
