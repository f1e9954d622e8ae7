import type { Normalised } from './normalise.js';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { anything, asParts, FIXTURE, told, valuesOf } from './hostile.builder.js';

const count = (result: Normalised, kind: 'licence' | 'enabled', wanted: string): number =>
  valuesOf(result, kind).filter((value) => value === wanted).length;

/** Short in every run; the long form (`npm run test:long`, stage fuzz-long) makes a million of each. */
const RUNS = Number(process.env['FIREWATCH_FUZZ_RUNS'] ?? 3_000);
const TIMEOUT_MS = 10_000 + RUNS * 5;

// Properties answer with a boolean: an `expect` costs as much as the parser it looks at, and there are millions of them.
describe('a damaged answer', { timeout: TIMEOUT_MS }, () => {
  it('loses at most the fact it belongs to when any one leaf of a healthy answer is replaced', () => {
    const leaves = Object.keys(FIXTURE.services).filter((name) => name !== 'registration_status');
    const healthy = { services: FIXTURE.services, system: FIXTURE.system, parts: asParts(FIXTURE.parts) };
    const before = told(healthy);
    const others = (['enabled', 'signatures'] as const).map(
      (kind) => [kind, valuesOf(before, kind).join()] as const,
    );
    const held = count(before, 'licence', 'active');
    const noText = anything.map((value) => (typeof value === 'string' ? [value] : value));
    fc.assert(
      fc.property(fc.constantFrom(...leaves), noText, (leaf, value) => {
        const after = told({ ...healthy, services: { ...FIXTURE.services, [leaf]: value } });
        const lost = held - count(after, 'licence', 'active');
        return (
          (lost === 0 || lost === 1) &&
          others.every(([kind, values]) => valuesOf(after, kind).join() === values)
        );
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
        const parts = asParts({ ...FIXTURE.parts, [path]: value });
        const result = told({ services: FIXTURE.services, system: FIXTURE.system, parts });
        return count(result, 'enabled', 'on') < 7;
      }),
      { numRuns: RUNS },
    );
  });
});
