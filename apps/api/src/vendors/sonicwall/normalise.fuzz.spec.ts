import fc from 'fast-check';
import { describe, it } from 'vitest';
import { FULL_READ_PATHS } from './allowed.js';
import { anything, asParts, FIXTURE, noise, told, valuesOf } from './hostile.builder.js';
import { licenceValue } from './licence-words.js';

/** Short in every run; the long form (`npm run test:long`, stage fuzz-long) makes a million of each. */
const RUNS = Number(process.env['FIREWATCH_FUZZ_RUNS'] ?? 3_000);
const TIMEOUT_MS = 10_000 + RUNS * 5;

// Properties answer with a boolean: an `expect` costs as much as the parser it looks at, and there are millions of them.
describe('normalise under fire', { timeout: TIMEOUT_MS }, () => {
  it(`neither throws nor shows anything working on ${RUNS} arbitrary answers`, () => {
    const bodies = fc.dictionary(fc.constantFrom(...FULL_READ_PATHS), anything, { maxKeys: 16 });
    fc.assert(
      fc.property(anything, anything, bodies, (services, system, parts) => {
        const result = told({ services, system, parts: asParts(parts) });
        const licences =
          result.kind === 'seen' ? Object.values(result.facts).map((facts) => facts.licence) : [];
        const isInvented = licences.some(
          (licence) =>
            licence?.value === 'active' && licenceValue(licence.raw.split(';')[0] ?? '') !== 'active',
        );
        return (
          !isInvented &&
          valuesOf(result, 'enabled').every((value) => value === 'unknown' || value === 'off') &&
          !valuesOf(result, 'signatures').includes('fresh')
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('leaks no secret, no control character and no half of a pair, whatever the box puts where', () => {
    const leaf = fc.constantFrom(...Object.keys(FIXTURE.services));
    fc.assert(
      fc.property(leaf, noise(300), (name, words) => {
        const services = { ...FIXTURE.services, [name]: `${words}s3cret-word${words}` };
        const system = { ...FIXTURE.system, model: `${words}s3cret-word` };
        const text = JSON.stringify(told({ services, system, parts: {} }));
        return !text.includes('s3cret-word') && !/\\u00[01]|[\u202A-\u202E]/.test(text);
      }),
      { numRuns: RUNS },
    );
  });
});
