import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { charactersOf, drawable } from './font-characters.js';

const sans = charactersOf(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));

describe('charactersOf', () => {
  it.each([
    ['A', true],
    ['ß', true],
    ['→', true],
    ['\uFFFD', true],
    ['𝔸', true],
    ['株', false],
    ['한', false],
    ['🧯', false],
  ])('%s: %s', (character, isThere) => {
    expect(sans.has(character.codePointAt(0) ?? 0)).toBe(isThere);
  });
});

describe('drawable', () => {
  it.each([
    ['Größe', 'Größe'],
    ['株式会社 Tokyo', '\uFFFD\uFFFD\uFFFD\uFFFD Tokyo'],
    ['a🇯🇵b', 'a\uFFFDb'],
    ['e\u0301', 'e\u0301'],
    ['', ''],
  ])('%j is written %j: one mark for what people count as one character', (text, written) => {
    expect(drawable(text, sans)).toBe(written);
  });
});
