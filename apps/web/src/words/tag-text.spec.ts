import { describe, expect, it } from 'vitest';
import { tagsFault, tagsOf } from './tag-text.js';

const words = (count: number): string => Array.from({ length: count }, (_, index) => `t${index}`).join(',');

describe('tags in a field', () => {
  it('are words between commas, each once', () => {
    expect(tagsOf(' vip, night shift ,VIP,,')).toEqual(['night shift', 'vip']);
    expect(tagsOf('')).toEqual([]);
  });

  it.each([
    ['vip, night', false],
    [words(20), false],
    [words(21), 'Tags: 21 words; at most 20 are accepted.'],
    [
      'x'.repeat(41),
      'Tags: a word is too long; at most 40 characters, without comma, semicolon and bar are accepted.',
    ],
  ])('%j: %j', (text, fault) => {
    expect(tagsFault('Tags', text)).toBe(fault);
  });
});
