import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LogFile } from './log-file.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fw-log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('keeps 4 files of 100 bytes and the youngest lines, closed to others', () => {
  const log = new LogFile(join(folder, 'firewatch.log'), 100);
  for (let line = 0; line < 200; line += 1) log.write(`line ${String(line).padStart(4, '0')}\n`);
  log.close();
  const files = readdirSync(folder).toSorted();
  expect(files).toEqual(['firewatch.log', 'firewatch.log.1', 'firewatch.log.2', 'firewatch.log.3']);
  expect(files.every((name) => statSync(join(folder, name)).size <= 110)).toBe(true);
  expect(statSync(join(folder, 'firewatch.log')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'firewatch.log'), 'utf8')).toMatch(/line 0199\n$/);
});

it('counts what an earlier run wrote', () => {
  const first = new LogFile(join(folder, 'firewatch.log'), 100);
  first.write(`${'x'.repeat(120)}\n`);
  first.close();
  const second = new LogFile(join(folder, 'firewatch.log'), 100);
  second.write('a\n');
  second.write('b\n');
  second.close();
  expect(readFileSync(join(folder, 'firewatch.log'), 'utf8')).toBe('b\n');
});

it('drops lines when they cannot be written', () => {
  const log = new LogFile(join(folder, 'no', 'such', 'folder'));
  expect(() => log.write('x\n')).not.toThrow();
});
