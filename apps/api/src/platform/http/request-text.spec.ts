import { describe, expect, it } from 'vitest';
import { textFaults } from './request-text.js';

describe('textFaults', () => {
  it.each([
    ['NUL', 'a\u0000b'],
    ['an escape of a terminal', '\u001b[2J'],
    ['a control character of the second block', 'a\u0085b'],
    ['a turn of direction', 'gpj\u202eexe'],
    ['an isolate', '\u2066a'],
    ['half a surrogate pair', 'a\ud800b'],
  ])('refuses %s, in a list inside an object too, by its path', (_what, text) => {
    expect(textFaults({ a: ['fine', { b: text }] })).toEqual([
      { field: 'a.1.b', message: 'holds a control character; printable text is accepted' },
    ]);
    expect(textFaults(text)).toMatchObject([{ field: 'body' }]);
  });

  it('takes line breaks, tabs, Hebrew, emoji with joiners, and anything in a password', () => {
    const text = 'line\r\n\tמרפאה 👩‍🔧';
    expect(
      textFaults({ text, password: 'a\u0000', credential: { user: '\ud800' }, n: 1, none: null }),
    ).toEqual([]);
  });
});
