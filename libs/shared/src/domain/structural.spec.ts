import { describe, expect, it } from 'vitest';
import { isSame, keepIfSame } from './structural.js';

describe('isSame', () => {
  it.each([
    ['equal nested values', { a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
    ['an undefined key and none', { a: 1, b: undefined }, { a: 1 }, true],
    ['another order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['another order of items', [1, 2], [2, 1], false],
    ['a longer list', [1], [1, 2], false],
    ['an object and a list', {}, [], false],
    ['null and an object', null, {}, false],
    ['another number', { a: { b: 1 } }, { a: { b: 2 } }, false],
    ['a key more', { a: 1 }, { a: 1, b: 1 }, false],
  ])('%s', (_title, a, b, expected) => {
    expect(isSame(a, b)).toBe(expected);
  });
  it('keeps the old reference when nothing changed', () => {
    const old = { a: 1 };
    expect(keepIfSame(old, { a: 1 })).toBe(old);
    expect(keepIfSame(old, { a: 2 })).toEqual({ a: 2 });
  });
});
