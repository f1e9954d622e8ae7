import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { cleanerFor } from './evidence.js';
import { normalise, type Normalised, type RawRead } from './normalise.js';
import type { Parts } from './part.js';

/** A licensed box of SonicOS 7 as parsed JSON: what its hostile sisters are made from. */
export const FIXTURE = JSON.parse(
  readFileSync(new URL('fixtures/gen7-licensed.json', import.meta.url), 'utf8'),
) as {
  services: Record<string, unknown>;
  system: Record<string, unknown>;
  version: unknown;
  parts: Record<string, unknown>;
};

export const asParts = (bodies: Readonly<Record<string, unknown>>): Parts =>
  Object.fromEntries(Object.entries(bodies).map(([path, value]) => [path, { kind: 'value', value }]));

/** Any code point, halves of pairs included, mostly near ASCII; fast-check's own "binary" takes half a second to set up. */
const unit = fc
  .oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 0xff }) },
    { weight: 1, arbitrary: fc.integer({ min: 0x2000, max: 0x206f }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 0x10ffff }) },
  )
  .map((code) => String.fromCodePoint(code));
/** Up to `maxLength` of them, as long as that as often as shorter. */
export const noise = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit, maxLength, size: 'max' });

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
  noise(40),
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
export const anything = fc.letrec((tie) => ({
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

const edit = fc.record({
  at: fc.nat(2_000),
  drops: fc.nat(12),
  puts: fc.oneof(
    fc.constantFrom('', '"', '<', '{', '}', ':', '=', '\n', '\u0000', '\u202e', '\ufffd', ' ', '0'),
    noise(6),
  ),
});

/** One of the texts with up to 5 cuts, insertions and replacements: near enough to the real to get past the first look. */
export const mutated = (samples: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...samples), fc.array(edit, { maxLength: 5 })).map(([text, edits]) =>
    edits.reduce((now, { at, drops, puts }) => {
      const from = at % (now.length + 1);
      return now.slice(0, from) + puts + now.slice(from + drops);
    }, text),
  );

const CONTEXT = {
  scope: 'full',
  now: Date.parse('2024-12-14T00:29:41.384Z'),
  clockOffsetMs: 0,
  clean: cleanerFor(['s3cret-word']),
} as const;

/** Half of a surrogate pair, as JSON writes it: no JSON column takes it. */
const HALF_A_PAIR = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/** One answer read as a whole; throws where the reading could not be stored. */
export function told(raw: RawRead): Normalised {
  const result = normalise(raw, CONTEXT);
  // A reading is stored and sent: it must survive both.
  const text = JSON.stringify(result);
  if (HALF_A_PAIR.test(text) || !isDeepStrictEqual(JSON.parse(text), result))
    throw new Error(`A reading does not survive being stored: ${text}`);
  return result;
}

/** One kind of fact of every service. */
export const valuesOf = (result: Normalised, kind: 'licence' | 'enabled' | 'signatures'): string[] =>
  result.kind === 'seen' ? Object.values(result.facts).flatMap((facts) => facts[kind]?.value ?? []) : [];
