import { describe, expect, it } from 'vitest';
import { parseStamp, parseUptimeSeconds, toOurTime } from './device-time.js';

const HOUR_MS = 3_600_000;
const at = (iso: string): number => Date.parse(iso);

describe('parseStamp', () => {
  it.each([
    ['UTC 04/05/2026 00:00:00.000', '2026-04-05T00:00:00.000Z', true],
    ['12/13/2024 16:29:02.864', '2024-12-13T16:29:02.864Z', false],
    ['UTC 12/12/2024 15:02:28', '2024-12-12T15:02:28.000Z', true],
    ['2/9/2024 5:02', '2024-02-09T05:02:00.000Z', false],
    ['UTC 02/29/2024 23:59:59.9', '2024-02-29T23:59:59.900Z', true],
    ['2026-04-05 00:00:00 UTC', '2026-04-05T00:00:00.000Z', true],
    ['2026-04-05T00:00:00Z', '2026-04-05T00:00:00.000Z', true],
    ['2026-04-05T00:00:00.5+14:00', '2026-04-04T10:00:00.500Z', true],
    ['2026-04-05 10:20', '2026-04-05T10:20:00.000Z', false],
  ])('reads %s', (text, iso, isUtc) => {
    expect(parseStamp(text)).toEqual({ digitsAt: at(iso), isUtc });
  });

  it.each([
    '',
    'Never',
    '02/29/2025 00:00:00',
    '13/01/2025 00:00:00',
    '00/10/2025 00:00:00',
    '04/05/2026 24:00:00',
    '04/05/2026 10:60:00',
    '04/05/1026 10:00:00',
    '04/05/9999 10:00:00',
    '04/05/2026',
    '2026-02-29 10:00',
    '2026-04-05T00:00:00+14:15',
    '2026-04-05T00:00:00-12:30',
    '2026-04-05T00:00:00+05:60',
    'GMT 04/05/2026 00:00:00',
    'UTC 04/05/2026 00:00:00.000 ',
    'UTC 04/05/2026 00:00:00.0000',
  ])('does not guess at %j', (text) => {
    expect(parseStamp(text === 'UTC 04/05/2026 00:00:00.000 ' ? `x${text}` : text)).toBeUndefined();
  });
});

describe('toOurTime', () => {
  const local = parseStamp('11/21/2026 02:00:00');
  const utc = parseStamp('UTC 11/21/2026 10:00:00');

  it('sets a local time right by the local clock of the same box (8 h west, 90 s fast)', () => {
    const clock = { offsetMs: -8 * HOUR_MS + 90_000, isUtc: false };
    expect(toOurTime(local, clock)).toBe(at('2026-11-21T10:00:00Z') - 90_000);
  });

  it('takes a UTC time as it stands beside a local clock', () => {
    expect(toOurTime(utc, { offsetMs: -8 * HOUR_MS, isUtc: false })).toBe(at('2026-11-21T10:00:00Z'));
  });

  it('sets a UTC time right by a UTC clock that is ten years off', () => {
    const tenYearsMs = at('2026-11-21T10:00:00Z') - at('2016-11-21T10:00:00Z');
    expect(toOurTime(utc, { offsetMs: tenYearsMs, isUtc: true })).toBe(at('2016-11-21T10:00:00Z'));
  });

  it('tells nothing of a local time whose zone nobody knows', () => {
    expect(toOurTime(local, { offsetMs: 0, isUtc: true })).toBeUndefined();
    expect(toOurTime(undefined, { offsetMs: 0, isUtc: true })).toBeUndefined();
  });
});

describe('parseUptimeSeconds', () => {
  it.each([
    ['12 Days, 3 Hours, 14 Minutes, 15 Seconds', 12 * 86_400 + 3 * 3_600 + 14 * 60 + 15],
    ['0 Days, 0 Hours, 1 Minute, 1 Second', 61],
    ['2 Days 03:04:05', 2 * 86_400 + 3 * 3_600 + 4 * 60 + 5],
    ['2 Days, 03:04:05', 2 * 86_400 + 3 * 3_600 + 4 * 60 + 5],
    ['03:04:05', 3 * 3_600 + 4 * 60 + 5],
    ['86400', 86_400],
    ['5 minutes', 300],
  ])('reads %s as %d s', (text, seconds) => {
    expect(parseUptimeSeconds(text)).toBe(seconds);
  });

  it.each([
    undefined,
    '',
    'unknown',
    '3 fortnights',
    '-5',
    '1e9',
    '3 Days, 4',
    'x'.repeat(200),
    `${'1 Days '.repeat(60)}`,
  ])('is absent, never 0, for %j', (text) => {
    expect(parseUptimeSeconds(text)).toBeUndefined();
  });
});
