import { describe, expect, it } from 'vitest';
import { changedTags, isTag, tidyTags } from './tags.js';

describe('tags', () => {
  it('stand once whatever their case, without needless blanks, in order', () => {
    expect(tidyTags([' night  shift ', 'VIP', 'vip', '', 'Acme'])).toEqual(['Acme', 'night shift', 'VIP']);
  });
  it('are words of at most 40 characters without separators', () => {
    expect(['x'.repeat(40), 'x'.repeat(41), 'a,b', 'a;b', 'a|b', ''].map(isTag)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
  it('are added and taken away in one change', () => {
    expect(changedTags(['old', 'vip'], { add: ['new', 'both'], remove: ['OLD', 'both'] })).toEqual([
      'new',
      'vip',
    ]);
  });
});
