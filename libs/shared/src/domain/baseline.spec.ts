import { describe, expect, it } from 'vitest';
import { IPS_PROFILE, PROFILE, enabled, licence } from '../../../../test/support/domain-builders.js';
import { baselineSources, proposeBaseline, quieted, restate, proposeExpectation } from './baseline.js';
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

describe('a person states what a device should run', () => {
  const before = {
    baseline: { ips: 'on', 'gateway-av': 'off', 'web-filter': 'never' },
    own: ['gateway-av'],
  } as const;

  it('what is stated is its own; proposals that are not stated stay proposals', () => {
    expect(restate(before, { 'gateway-av': 'off', ips: 'off' })).toEqual({
      baseline: { ips: 'off', 'gateway-av': 'off', 'web-filter': 'never' },
      own: ['gateway-av', 'ips'],
    });
  });

  it('an own word that is not stated any more is given up and stands as on, never as the quiet word it was', () => {
    expect(restate(before, {})).toEqual({
      baseline: { ips: 'on', 'gateway-av': 'on', 'web-filter': 'never' },
      own: [],
    });
  });

  it('each service says where its expectation comes from: own over group over proposed', () => {
    expect(baselineSources(before, { 'gateway-av': 'on', ips: 'off', 'anti-spam': 'never' })).toEqual({
      'gateway-av': 'own',
      ips: 'group',
      'anti-spam': 'group',
      'web-filter': 'proposed',
    });
  });

  it('quieter is what alarmed before and does not now; what nothing was said about alarmed', () => {
    expect(
      quieted({ ips: 'on', 'gateway-av': 'off' }, { ips: 'never', 'gateway-av': 'off', 'anti-spam': 'off' }),
    ).toEqual(['ips', 'anti-spam']);
    expect(quieted({ ips: 'off' }, { ips: 'on' })).toEqual([]);
  });
});
