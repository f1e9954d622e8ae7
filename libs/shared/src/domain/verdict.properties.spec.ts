import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAY,
  IPS_PROFILE,
  T0,
  enabled,
  licence,
  running,
  signatures,
} from '../../../../test/support/domain-builders.js';
import { ENABLED_VALUES, LICENCE_VALUES, RUNNING_VALUES, SIGNATURE_VALUES } from './fact.js';
import type { Expectation, FactKind, ServiceFacts, ServiceProfile } from './fact.js';
import { judge, shapeFacts } from './verdict.js';

describe('a verdict on any facts', () => {
  const at = fc.option(fc.integer({ min: T0 - 400 * DAY, max: T0 + 400 * DAY }), { nil: undefined });
  const anyFacts: fc.Arbitrary<ServiceFacts> = fc.record(
    {
      licence: fc.record({ value: fc.constantFrom(...LICENCE_VALUES), expiresAt: at }).map((fact) => ({
        ...licence(fact.value),
        ...(fact.expiresAt !== undefined && { expiresAt: fact.expiresAt }),
      })),
      enabled: fc.constantFrom(...ENABLED_VALUES).map((value) => enabled(value)),
      signatures: fc
        .record({ value: fc.constantFrom(...SIGNATURE_VALUES), publishedAt: at, lastAttemptAt: at })
        .map(({ value, ...dates }) => ({
          ...signatures(value),
          ...(dates.publishedAt !== undefined && { publishedAt: dates.publishedAt }),
          ...(dates.lastAttemptAt !== undefined && { lastAttemptAt: dates.lastAttemptAt }),
        })),
      running: fc.constantFrom(...RUNNING_VALUES).map((value) => running(value)),
    },
    { requiredKeys: [] },
  );
  const kinds: readonly FactKind[] = ['licence', 'enabled', 'signatures', 'running'];
  const anyProfile: fc.Arbitrary<ServiceProfile> = fc.record({
    required: fc.subarray([...kinds], { minLength: 1 }),
    failure: fc.constantFrom('open', 'closed'),
    onLapse: fc.constantFrom('stops', 'freezes', 'unknown'),
    notOffered: fc.constant<readonly FactKind[]>([]),
    freshness: fc.constant(
      IPS_PROFILE.freshness ?? { ageingMs: 1, staleMs: 2, attemptAgeingMs: 1, attemptStaleMs: 2 },
    ),
  });
  const anyExpectation = fc.constantFrom<Expectation>('on', 'off', 'never');

  it('a required fact that is missing or unknown never gives protecting', () => {
    const gone = fc.constantFrom(undefined, { value: 'unknown' as const, source: 's', raw: '' });
    const hole = fc.record({ pick: fc.nat(), gone });
    fc.assert(
      fc.property(
        anyFacts,
        anyProfile,
        anyExpectation,
        hole,
        (...[facts, profile, want, { pick, gone: none }]) => {
          const kind = profile.required[pick % profile.required.length] ?? 'licence';
          const judged = judge({ ...facts, [kind]: none }, profile, want, { now: T0 });
          expect(judged.verdict).not.toBe('protecting');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('protecting means every required fact is told and no fact is bad', () => {
    fc.assert(
      fc.property(anyFacts, anyProfile, anyExpectation, (facts, profile, want) => {
        if (judge(facts, profile, want, { now: T0 }).verdict !== 'protecting') return;
        for (const kind of profile.required) expect(facts[kind]?.value ?? 'unknown').not.toBe('unknown');
        expect(['absent', 'expired', 'deactivated']).not.toContain(facts.licence?.value);
        expect(facts.enabled?.value).not.toBe('off');
        expect(facts.running?.value).not.toBe('no');
      }),
      { numRuns: 500 },
    );
  });

  it('shaping twice is shaping once', () => {
    fc.assert(
      fc.property(anyFacts, anyProfile, (facts, profile) => {
        const once = shapeFacts(facts, profile, T0);
        expect(shapeFacts(once, profile, T0)).toEqual(once);
      }),
    );
  });
});
