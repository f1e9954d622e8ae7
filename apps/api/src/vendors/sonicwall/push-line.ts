import type { PushedEvent } from '@firewatch/shared/domain/push';
import { meaningOf } from './event-catalogue.js';
import { cutTo } from './evidence.js';

/** More pairs than any line seen has; beyond it nothing is read. */
const MOST_PAIRS = 120;
const MOST_KEY = 40;
const MOST_MESSAGE = 400;
const SERIAL = /^[0-9A-F]{12}$/;
const EVENT_ID = /^\d{1,6}$/;
// Control characters, halves of pairs, and those that turn the direction of what follows.
const UNSEEN = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]+/gu;

/** What is used of a string: nothing else, so that a test can count the looks. */
export type Scanned = Pick<string, 'length' | 'indexOf' | 'charCodeAt' | 'slice'>;

const EQUALS = 0x3d;
const QUOTE = 0x22;
const SPACE = 0x20;

const isKeyChar = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  code === 0x5f ||
  code === 0x2d ||
  code === 0x2e;

/** End of a quoted value: a quote before a space or the end, so that quotes inside a text do not cut it. */
function closingQuote(line: Scanned, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) {
    const next = line.charCodeAt(at + 1);
    if (Number.isNaN(next) || next === SPACE) return at;
  }
  return line.length;
}

/**
 * `key=value` pairs in any order, values quoted or not; the first of equal keys counts.
 * Source  vendors/sonicwall 6.1, elastic/integrations test logs (SonicOS 7.0).
 */
export function pairsOf(line: Scanned): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  let at = 0;
  while (at < line.length && pairs.size < MOST_PAIRS) {
    const start = at;
    while (at < line.length && isKeyChar(line.charCodeAt(at))) at += 1;
    const isKey = at > start && line.charCodeAt(at) === EQUALS;
    if (!isKey) {
      const space = line.indexOf(' ', at);
      at = space < 0 ? line.length : space + 1;
      continue;
    }
    const key = line.slice(start, Math.min(at, start + MOST_KEY));
    const isQuoted = line.charCodeAt(at + 1) === QUOTE;
    const from = isQuoted ? at + 2 : at + 1;
    const space = line.indexOf(' ', from);
    const to = isQuoted ? closingQuote(line, from) : space < 0 ? line.length : space;
    if (!pairs.has(key)) pairs.set(key, line.slice(from, to));
    at = to + 1;
  }
  return pairs;
}

/** One log line of a SonicWall; null = not one: without serial number and event id it cannot be used. */
export function parsePushedLine(line: string): PushedEvent | null {
  const pairs = pairsOf(line);
  const serial = (pairs.get('sn') ?? '').replaceAll(/[-:]/g, '').toUpperCase();
  const eventId = pairs.get('m') ?? '';
  if (!SERIAL.test(serial) || !EVENT_ID.test(eventId)) return null;
  const note = pairs.get('note');
  const words = [pairs.get('msg') ?? '', ...(note === undefined ? [] : [note])].join(' ');
  const message = cutTo(words.replaceAll(UNSEEN, ' ').trim(), MOST_MESSAGE);
  const meaning = meaningOf(Number(eventId), message);
  return {
    serial,
    eventId,
    text: meaning?.text ?? null,
    message,
    action: meaning?.action ?? 'none',
    wantsFullRead: meaning?.wantsFullRead ?? false,
  };
}
