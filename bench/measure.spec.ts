import { expect, it } from 'vitest';
import { largest } from './measure.ts';

it('finds the largest of an hour of reads of 10,000 devices, and 0 of none', () => {
  const reads = Array.from({ length: 600_000 }, (_, index) => index % 977);
  expect([largest(reads), largest([])]).toEqual([976, 0]);
});
