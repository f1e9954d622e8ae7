import { describe, expect, it } from 'vitest';
import { axisTimes } from './axis-times.js';
import { ageText, spanText, timeWords, utcText } from './time-text.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('ageText', () => {
  it.each([
    [-5, '0 s'],
    [7_999, '7 s'],
    [59_999, '59 s'],
    [26 * MINUTE + 59 * SECOND, '26 min'],
    [4 * HOUR + 51 * MINUTE, '4 h 51 min'],
    [HOUR + 5 * MINUTE, '1 h 05 min'],
    [2 * HOUR, '2 h'],
    [74 * HOUR, '3 d 2 h'],
    [72 * HOUR, '3 d'],
  ])('%i ms → %s: two units at most, rounded down', (age, text) => {
    expect(ageText(age)).toBe(text);
  });
});

it('counts seconds only between one minute and one hour where a person watches it grow', () => {
  expect([26 * MINUTE + 37 * SECOND, 9 * SECOND, 3 * HOUR].map(spanText)).toEqual([
    '26 min 37 s',
    '9 s',
    '3 h',
  ]);
});

describe('since', () => {
  const { since } = timeWords('America/Los_Angeles');
  // 02:31:08 on Tuesday 2 December 2008, Pacific time.
  const now = Date.UTC(2008, 11, 2, 10, 31, 8);
  it.each([
    ['today with seconds', Date.UTC(2008, 11, 2, 10, 4, 11), '02:04:11'],
    ['yesterday, within a week', Date.UTC(2008, 11, 2, 5, 40, 0), 'Mon 21:40'],
    ['this year', Date.UTC(2008, 7, 18, 19, 0, 0), '18 Aug'],
    ['another year', Date.UTC(2009, 2, 14, 19, 0, 0), '14 Mar 2009'],
  ])('%s', (_, at, text) => {
    expect(since(at, now)).toBe(text);
  });
  it('leaves the seconds out in prose', () => {
    expect(since(Date.UTC(2008, 11, 2, 10, 4, 11), now, false)).toBe('02:04');
  });
});

it('gives UTC as the other form', () => {
  expect(utcText(Date.UTC(2008, 11, 2, 10, 4, 11))).toBe('2008-12-02 10:04:11 UTC');
});

it('puts axis times on quarters of an hour and away from both ends', () => {
  const from = Date.UTC(2026, 0, 1, 1, 31);
  const times = axisTimes(from, from + HOUR, 4).map((at) => new Date(at).toISOString().slice(11, 16));
  expect(times).toEqual(['01:45', '02:00', '02:15']);
});

it('leaves more room at both ends of an axis with room for few words', () => {
  const from = Date.UTC(2026, 0, 1, 1, 30, 41);
  const to = from + 4 * 60_000 + 40_000;
  const between = (parts: number) =>
    axisTimes(from, to, parts).map((at) => new Date(at).toISOString().slice(14, 19));
  expect(between(5)).toEqual(['32:00', '33:00', '34:00']);
  expect(between(3)).toEqual([]);
});
