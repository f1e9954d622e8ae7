import { describe, expect, it } from 'vitest';
import { IPS_PROFILE, PROFILE, enabled, licence } from '../../../../test/support/domain-builders.js';
import { proposeBaseline, proposeExpectation } from './baseline.js';
import type { EnabledValue, Expectation, LicenceValue } from './fact.js';

const ROWS: readonly (readonly [LicenceValue, EnabledValue, Expectation | null])[] = [
  ['active', 'on', 'on'],
  ['active', 'partial', 'on'],
  ['active', 'unknown', 'on'],
  ['active', 'off', 'off'],
  ['expiring', 'monitor-only', 'on'],
  ['grace', 'off', 'off'],
  ['expired', 'on', 'on'],
  ['expired', 'off', 'on'],
  ['deactivated', 'on', 'on'],
  ['absent', 'on', 'never'],
  ['absent', 'off', 'never'],
  ['not-applicable', 'on', 'never'],
  ['not-offered', 'on', 'on'],
  ['not-offered', 'off', 'off'],
  ['unknown', 'on', null],
  ['unknown', 'off', null],
];

describe('proposeExpectation', () => {
  it.each(ROWS)('licence %s and enabled %s gives %s', (held, on, expected) => {
    expect(proposeExpectation({ licence: licence(held), enabled: enabled(on) }, IPS_PROFILE)).toBe(expected);
  });
  it('guesses nothing from an untold licence unless the vendor cannot tell one', () => {
    expect(proposeExpectation({ enabled: enabled('on') }, IPS_PROFILE)).toBeNull();
    const mute = { ...IPS_PROFILE, notOffered: ['licence'] as const };
    expect(proposeExpectation({ enabled: enabled('off') }, mute)).toBe('off');
  });
});

describe('proposeBaseline', () => {
  it('proposes for the services of the profile whose licence is known, and only for those', () => {
    const facts = { ips: { licence: licence('active') }, sandbox: { licence: licence('active') } };
    expect(proposeBaseline(facts, PROFILE)).toEqual({ ips: 'on' });
  });
});
