import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FULL_READ_PATHS } from './allowed.js';
import { cliPart } from './cli-answer.js';
import { parseChallenges, strongestDigest } from './digest.js';
import { cleanerFor } from './evidence.js';
import { peerSerialOf } from './high-availability.js';
import { licenceValue } from './licence-words.js';
import { normalise, type Normalised, type RawRead } from './normalise.js';
import { unsentEvents } from './log-events.js';
import type { Parts } from './part.js';
import { partOf } from './refusal.js';
import { TransportFailure } from '../../platform/http/device-transport.js';

const FIXTURE = JSON.parse(readFileSync(new URL('fixtures/gen7-licensed.json', import.meta.url), 'utf8')) as {
  services: Record<string, unknown>;
  system: Record<string, unknown>;
  version: unknown;
  parts: Record<string, unknown>;
};
const CONTEXT = {
  scope: 'full',
  now: Date.parse('2024-12-14T00:29:41.384Z'),
  clockOffsetMs: 0,
  clean: cleanerFor(['s3cret-word']),
} as const;

const asParts = (bodies: Readonly<Record<string, unknown>>): Parts =>
  Object.fromEntries(Object.entries(bodies).map(([path, value]) => [path, { kind: 'value', value }]));

function told(raw: RawRead): Normalised {
  const result = normalise(raw, CONTEXT);
  // A reading is stored and sent: it must survive both.
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  return result;
}

const valuesOf = (result: Normalised, kind: 'licence' | 'enabled' | 'signatures'): string[] =>
  result.kind === 'seen' ? Object.values(result.facts).flatMap((facts) => facts[kind]?.value ?? []) : [];

/** Everything a hostile or broken box can say, with the vendor's own keys mixed in so that parsers are reached. */
const word = fc.oneof(
  fc.constantFrom(
    'Licensed',
    'Not Licensed',
    'Downloaded',
    'cfs',
    'UTC 04/05/2026 00:00:00.000',
    '12/13/2024 16:29:41',
    '__proto__',
    'constructor',
    'true',
    '',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const key = fc.oneof(
  fc.constantFrom(
    ...Object.keys(FIXTURE.services),
    ...Object.keys(FIXTURE.system),
    'enable',
    'zones',
    'block',
    'connections',
    '__proto__',
    'toString',
  ),
  fc.string({ maxLength: 12 }),
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  ),
})).value;

/** Short in every run; the long form (`npm run test:long`, stage fuzz-long) makes a million of each. */
const RUNS = Number(process.env['FIREWATCH_FUZZ_RUNS'] ?? 3_000);
const TIMEOUT_MS = 10_000 + RUNS * 5;

/** A whole read may be ended by an answer; only by a named failure. */
function kindOf(ask: () => string): string {
  try {
    return ask();
  } catch (error) {
    if (error instanceof TransportFailure) return 'ended';
    throw error;
  }
}

describe('normalise under fire', { timeout: TIMEOUT_MS }, () => {
  it(`neither throws nor shows anything working on ${RUNS} arbitrary answers`, () => {
    const bodies = fc.dictionary(fc.constantFrom(...FULL_READ_PATHS), anything, { maxKeys: 16 });
    fc.assert(
      fc.property(anything, anything, bodies, (services, system, parts) => {
        const result = told({ services, system, parts: asParts(parts) });
        expect(valuesOf(result, 'enabled').filter((value) => value !== 'unknown' && value !== 'off')).toEqual(
          [],
        );
        expect(valuesOf(result, 'signatures').filter((value) => value === 'fresh')).toEqual([]);
        const licences =
          result.kind === 'seen' ? Object.values(result.facts).map((facts) => facts.licence) : [];
        const invented = licences.filter(
          (licence) =>
            licence?.value === 'active' && licenceValue(licence.raw.split(';')[0] ?? '') !== 'active',
        );
        expect(invented).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('loses at most the fact it belongs to when any one leaf of a healthy answer is replaced', () => {
    const leaves = Object.keys(FIXTURE.services).filter((name) => name !== 'registration_status');
    const healthy = { services: FIXTURE.services, system: FIXTURE.system, parts: asParts(FIXTURE.parts) };
    const before = told(healthy);
    fc.assert(
      fc.property(fc.constantFrom(...leaves), anything, (leaf, value) => {
        fc.pre(typeof value !== 'string');
        const after = told({ ...healthy, services: { ...FIXTURE.services, [leaf]: value } });
        const changed = (['enabled', 'signatures'] as const).filter(
          (kind) => valuesOf(after, kind).join() !== valuesOf(before, kind).join(),
        );
        expect(changed).toEqual([]);
        const active = (result: Normalised): number =>
          valuesOf(result, 'licence').filter((licence) => licence === 'active').length;
        expect(active(before) - active(after)).toBeLessThanOrEqual(1);
        expect(active(after)).toBeLessThanOrEqual(active(before));
      }),
      { numRuns: RUNS },
    );
  });

  it('never turns a switch on by damage: a setting replaced by anything but true is not "on"', () => {
    const paths = [
      '/gateway-antivirus/base',
      '/anti-spyware/base',
      '/intrusion-prevention/base',
      '/app-control/base',
      '/capture-atp/base',
      '/zones',
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...paths), anything, (path, value) => {
        const result = told({
          services: FIXTURE.services,
          system: FIXTURE.system,
          parts: asParts({ ...FIXTURE.parts, [path]: value }),
        });
        const on = valuesOf(result, 'enabled').filter((enabled) => enabled === 'on').length;
        expect(on).toBeLessThan(7);
      }),
      { numRuns: RUNS },
    );
  });

  it('leaks no secret and no control character, whatever the box puts where', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(FIXTURE.services)),
        fc.string({ unit: 'binary', maxLength: 300 }),
        (leaf, noise) => {
          const services = { ...FIXTURE.services, [leaf]: `${noise}s3cret-word${noise}` };
          const text = JSON.stringify(
            told({ services, system: { ...FIXTURE.system, model: `${noise}s3cret-word` }, parts: {} }),
          );
          expect(text).not.toContain('s3cret-word');
          expect(text).not.toMatch(/\\u00[01]|[\u202A-\u202E]/);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('takes any answer to any request for a value, a refusal or a named failure, and text for no more than it says', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      anything.map((value) => JSON.stringify(value) ?? ''),
      fc.array(fc.string({ maxLength: 60 }), { maxLength: 20 }).map((lines) => lines.join('\n')),
    );
    const asked = { now: 0, from: 'GET /x' };
    fc.assert(
      fc.property(texts, fc.integer({ min: 200, max: 599 }), (text, status) => {
        for (const part of [partOf, cliPart]) {
          const kind = kindOf(() => part({ status, headers: {}, text }, asked).kind);
          expect(['value', 'missing', 'failed', 'unlicensed', 'ended']).toContain(kind);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('finds no partner and no unsent event in what holds none, and never throws', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const part = { kind: 'value', value } as const;
        expect(peerSerialOf(part, '0017C5AA0001')).toBeUndefined();
        expect(unsentEvents(part)?.missing ?? []).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('challenges: parses any header without throwing, and answers none that lacks a nonce', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 120 }), { maxLength: 3 }), (headers) => {
        const digest = strongestDigest(parseChallenges(headers));
        expect(digest === undefined || digest.nonce !== undefined).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});
