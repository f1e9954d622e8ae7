import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataLock } from './data-lock.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fw-lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('refuses a second process with a sentence that names the first', () => {
  const lock = DataLock.take(folder);
  expect(() => DataLock.take(folder)).toThrow(
    `Firewatch already runs on ${folder} (process ${process.pid}): stop that one, or set FIREWATCH_DATA to another folder.`,
  );
  lock.release();
  DataLock.take(folder).release();
  expect(readdirSync(folder)).toEqual([]);
});

it.each([
  ['a process that is gone', { pid: 2 ** 22 + 17, startMark: '1' }],
  ['a number that another process has by now', { pid: process.pid, startMark: '1' }],
])('takes over the lock of %s', (_, holder) => {
  writeFileSync(join(folder, 'lock'), JSON.stringify(holder));
  DataLock.take(folder);
  expect(readdirSync(folder)).toEqual(['lock']);
  expect(() => DataLock.take(folder)).toThrow(`process ${process.pid}`);
});

it('takes over a lock that was cut while written', () => {
  writeFileSync(join(folder, 'lock'), '{"pid":');
  DataLock.take(folder);
  expect(readdirSync(folder)).toEqual(['lock']);
});
