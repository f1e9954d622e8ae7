import { describe, expect, it } from 'vitest';
import { clockWords } from './clock-words.js';

const MINUTE = 60_000;

describe('clockWords', () => {
  it.each([
    [null, ''],
    [40_000, ''],
    [-8 * 60 * MINUTE + 900, 'its clock shows UTC−8'],
    [(5 * 60 + 30) * MINUTE - 2_000, 'its clock shows UTC+5:30'],
    [7 * MINUTE, 'its clock differs from ours by 7 min'],
    [-3 * 24 * 60 * MINUTE, 'its clock differs from ours by 3 d'],
  ])('an offset of %s ms reads "%s"', (offset, words) => {
    expect(clockWords(offset)).toBe(words);
  });
});
