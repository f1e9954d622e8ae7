import { UNREADABLE_REASONS } from '@firewatch/shared/domain/reading';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { TransportFailure } from '../../platform/http/device-transport.js';
import { cliPart } from './cli-answer.js';
import { parseExpiry, parseStamp, parseUptimeSeconds } from './device-time.js';
import { parseChallenges, strongestDigest } from './digest.js';
import { cleanerFor } from './evidence.js';
import { peerSerialOf } from './high-availability.js';
import { anything, FIXTURE, mutated, noise } from './hostile.builder.js';
import { unsentEvents } from './log-events.js';
import { normalise } from './normalise.js';
import { parsePushedLine } from './push-line.js';
import type { Part } from './part.js';
import { partOf, signInRefusal } from './refusal.js';

/** Short in every run; the long form (`npm run test:long`, stage fuzz-long) makes a million of each. */
const RUNS = Number(process.env['FIREWATCH_FUZZ_RUNS'] ?? 3_000);
const TIMEOUT_MS = 10_000 + RUNS * 5;

const SHOWN = [
  'serial-number: 0017C5AA0001\r\nModel: TZ 400\nGateway Anti-Virus:   Licensed\nAnti-Spyware: Not Licensed\n',
  'geo-ip\n    block connections firewall-rule-based\nexit',
  'geo-ip\n    no block connections\nexit',
  'Intrusion Prevention: Licensed\nSystem Time: 12/13/2024 16:29:41\nUp Time: 2 Days 03:04:05\n',
];
const BODIES = [
  JSON.stringify(FIXTURE.services),
  JSON.stringify({ status: { success: true, info: [{ level: 'info', code: 'E_OK', message: 'Success.' }] } }),
  JSON.stringify({
    status: { success: false, info: [{ code: 'E_UNLICENSED', message: 'Licensing must be activated' }] },
  }),
  '{"status":{"success":false,"info":[{"code":"E_UNAUTHORIZED","message":"Unauthorized."}]}}',
];
const PAGES = [
  '<!DOCTYPE html>\n<html><head><title>SonicWall - Authentication</title></head><body><form></form></body></html>',
  '\r\n <HTML><BODY onload="location=\'/auth1.html\'">Licensed</BODY></HTML>',
  '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
];
const LINES = [
  ' id=firewall sn=C0EAE4123456 time="2026-11-22 03:15:26 UTC" fw=203.0.113.9 pri=4 c=16 m=810 msg="Gateway Anti-Virus Service expired" n=5',
  'm=1382 msg="Configuration succeeded" note="Intrusion Prevention: Enable IPS, off" sn=c0eae4123456',
];
const TIMES = [
  'UTC 04/05/2026 00:00:00.000',
  '12/13/2024 16:29:41',
  '02/29/2028',
  '2026-04-05T10:00:00+05:30',
  '2 Days, 03:04:05',
  '12 Days, 3 Hours, 14 Minutes, 15 Seconds',
];

const text = fc.oneof(
  mutated([...SHOWN, ...BODIES, ...PAGES]),
  noise(200),
  anything.map((value) => JSON.stringify(value) ?? ''),
);
const status = fc.oneof(fc.constant(200), fc.integer({ min: 200, max: 599 }));
const ASKED = { now: 0, from: 'GET /x' };
const CONTEXT = { scope: 'full', now: Date.parse('2026-11-22T06:00:00Z'), clockOffsetMs: 0 } as const;

const answered = (body: string, by = 200, type = 'application/json') => ({
  status: by,
  headers: { 'content-type': type },
  text: body,
});

/** A whole read may be ended by an answer; only by a named failure. */
function told(ask: () => Part): Part | 'ended' {
  try {
    return ask();
  } catch (error) {
    if (error instanceof TransportFailure && UNREADABLE_REASONS.includes(error.why)) return 'ended';
    throw error;
  }
}
const KINDS = ['value', 'missing', 'failed', 'unlicensed'];
const isNamed = (part: Part | 'ended'): boolean => part === 'ended' || KINDS.includes(part.kind);

describe('answers under fire', { timeout: TIMEOUT_MS }, () => {
  it(`REST: takes any of ${RUNS} answers for a value, a refusal or a named failure`, () => {
    fc.assert(
      fc.property(text, status, (body, by) => isNamed(told(() => partOf(answered(body, by), ASKED)))),
      { numRuns: RUNS },
    );
  });

  it('command line: shows a service licensed only where a line of the text says so', () => {
    const clean = cleanerFor([]);
    fc.assert(
      fc.property(fc.oneof(mutated(SHOWN), text), status, (body, by) => {
        const part = told(() => cliPart(answered(body, by, 'text/plain'), ASKED));
        if (!isNamed(part)) return false;
        if (part === 'ended' || part.kind !== 'value') return true;
        const raw = { services: part.value, system: part.value, parts: {} };
        const read = normalise(raw, { ...CONTEXT, clean });
        const facts = read.kind === 'seen' ? Object.values(read.facts) : [];
        const isHeld = facts.some((fact) => fact.licence?.value === 'active');
        const isOn = facts.some((fact) => fact.enabled?.value === 'on' || fact.signatures?.value === 'fresh');
        return !isOn && (!isHeld || /licensed|free trial/i.test(body));
      }),
      { numRuns: RUNS },
    );
  });

  it('sign-in: a page of the web interface is told apart, any other refusal is named, and no word of it is repeated', () => {
    const mark = 'zqx9';
    fc.assert(
      fc.property(fc.oneof(mutated(PAGES), text), status, (body, by) => {
        const failure = signInRefusal(answered(`${body}${mark}`, by), 0);
        const isKnown = UNREADABLE_REASONS.includes(failure.why) && failure.message.endsWith('.');
        const isPage = by === 200 && body.trimStart().startsWith('<');
        return isKnown && !failure.message.includes(mark) && (!isPage || failure.why === 'not-json');
      }),
      { numRuns: RUNS },
    );
  });

  it('challenges: parses any header without throwing, and answers none that lacks a nonce', () => {
    const header = mutated([
      'Digest realm="a", nonce="b", qop="auth,auth-int", algorithm=SHA-256, opaque="c"',
      'Basic realm="x", Digest realm="a\\"b", nonce="b", stale=true, algorithm=MD5-sess',
    ]);
    const headers = fc.array(fc.oneof(header, noise(60)), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(headers, (values) => {
        const digest = strongestDigest(parseChallenges(values));
        return digest === undefined || typeof digest.nonce === 'string';
      }),
      { numRuns: RUNS },
    );
  });

  it('partner and log events: finds none in what holds none, and never throws', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const part = { kind: 'value', value } as const;
        return (
          peerSerialOf(part, '0017C5AA0001') === undefined && (unsentEvents(part)?.missing ?? []).length === 0
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('syslog: a line without serial and event id is none, and what is kept is short and plain', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(LINES), noise(200)), (line) => {
        const event = parsePushedLine(line);
        if (event === null) return true;
        const isPlain =
          !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(event.message) && event.message.length <= 400;
        return isPlain && /^[0-9A-F]{12}$/.test(event.serial) && line.includes(event.eventId);
      }),
      { numRuns: RUNS },
    );
  });

  it('times: any text is a time between 1999 and 2101, a span of at least 0 s, or nothing', () => {
    const first = Date.UTC(1999, 11, 31);
    const last = Date.UTC(2101, 0, 2);
    const isTime = (at: number | undefined): boolean => at === undefined || (at >= first && at <= last);
    const clock = { offsetMs: -11 * 3_600_000, isUtc: false };
    fc.assert(
      fc.property(fc.oneof(mutated(TIMES), noise(40)), (words) => {
        const uptime = parseUptimeSeconds(words) ?? 0;
        const isSpan = Number.isFinite(uptime) && uptime >= 0;
        return isSpan && isTime(parseStamp(words)?.digitsAt) && isTime(parseExpiry(words, clock));
      }),
      { numRuns: RUNS },
    );
  });
});
