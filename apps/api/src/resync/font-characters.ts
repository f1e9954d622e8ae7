import { readFileSync } from 'node:fs';

/** Table of a font that maps all of Unicode, not only its first 65,536 characters. */
const WHOLE_MAP = 12;

function mapStart(font: Buffer): number {
  const tables = font.readUInt16BE(4);
  for (let at = 12; at < 12 + tables * 16; at += 16) {
    if (font.toString('latin1', at, at + 4) === 'cmap') return font.readUInt32BE(at + 8);
  }
  throw new Error('a font has no table of its characters');
}

function wholeMapStart(font: Buffer): number {
  const start = mapStart(font);
  const maps = font.readUInt16BE(start + 2);
  for (let at = start + 4; at < start + 4 + maps * 8; at += 8) {
    const map = start + font.readUInt32BE(at + 4);
    if (font.readUInt16BE(map) === WHOLE_MAP) return map;
  }
  throw new Error('a font has no table of all its characters');
}

/**
 * Code points that a font file has a glyph for, as its own table says.
 * Source  OpenType, table cmap, subtable format 12: groups of first and last character and first glyph.
 */
export function charactersOf(path: string): ReadonlySet<number> {
  const font = readFileSync(path);
  const map = wholeMapStart(font);
  const groups = font.readUInt32BE(map + 12);
  const found = new Set<number>();
  for (let at = map + 16; at < map + 16 + groups * 12; at += 12) {
    const last = font.readUInt32BE(at + 4);
    for (let one = font.readUInt32BE(at); one <= last; one += 1) found.add(one);
  }
  return found;
}

/** Stands for a character that cannot be drawn; every font has it. */
export const NOT_DRAWN = '\uFFFD';

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text as a font with these characters can write it: what people count as one character is drawn whole or marked. */
export function drawable(text: string, known: ReadonlySet<number>): string {
  const isKnown = (part: string): boolean =>
    Array.from(part).every((one) => known.has(one.codePointAt(0) ?? 0));
  if (isKnown(text)) return text;
  return [...characters.segment(text)]
    .map(({ segment }) => (isKnown(segment) ? segment : NOT_DRAWN))
    .join('');
}
