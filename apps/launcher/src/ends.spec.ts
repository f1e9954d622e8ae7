import { expect, it } from 'vitest';
import { Ends } from './ends.js';

it('ends the parts in reverse order, once, and goes on after one that fails or hangs', async () => {
  const ends = new Ends();
  const ended: string[] = [];
  const faults: string[] = [];
  const killed: string[] = [];
  const part = (name: string, end: () => Promise<void> = () => Promise.resolve()) =>
    ends.add({ name, end: () => (ended.push(name), end()), withinMs: 5, kill: () => killed.push(name) });
  part('PostgreSQL');
  part('Redis', () => Promise.reject(new Error('gone already')));
  part('the program', () => new Promise(() => undefined));
  expect(ends.isStopping).toBe(false);
  await Promise.all([ends.run((fault) => faults.push(fault)), ends.run((fault) => faults.push(fault))]);
  expect(ended).toEqual(['the program', 'Redis', 'PostgreSQL']);
  expect(faults).toEqual([
    'the program did not end cleanly (took too long).',
    'Redis did not end cleanly (gone already).',
  ]);
  expect(ends.isStopping).toBe(true);
  ends.kill();
  expect(killed).toEqual(['PostgreSQL', 'Redis', 'the program']);
});
