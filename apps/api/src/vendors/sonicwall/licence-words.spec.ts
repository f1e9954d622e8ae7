import { isHeld } from '@firewatch/shared/domain/verdict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldKeys, licenceValue } from './licence-words.js';

describe('licenceValue', () => {
  it.each([
    ['Licensed', 'active'],
    ['licensed', 'active'],
    [' Licensed ', 'active'],
    ['Licensed - Unlimited Nodes', 'active'],
    ['Licensed - 12 Nodes(0 in use)', 'active'],
    ['Licensed - 10 Licenses(1 in use)', 'active'],
    ['Licensed - Client/Server', 'active'],
    ['Licensed - Grace Period', 'grace'],
    ['Licensed (grace, 12 days left)', 'grace'],
    ['Licensed - Grace Period Expired', 'unknown'],
    ['Not Licensed - Grace Period', 'absent'],
    ['Grace Period', 'unknown'],
    ['Free Trial', 'active'],
    ['Free Trial - 12 days left', 'active'],
    ['Free Trial Expired', 'expired'],
    ['Not Licensed', 'absent'],
    ['not licensed', 'absent'],
    ['Not Licensed - Upgrade', 'absent'],
    ['Expired', 'expired'],
    ['Expired 04/05/2026', 'expired'],
    ['License Expired', 'expired'],
    ['Licensed - Expired', 'unknown'],
    ['Licensed (not active)', 'unknown'],
    ['Licensed - Suspended', 'unknown'],
    ['Licensed - pending', 'unknown'],
    ['Licensedx', 'unknown'],
    ['Licensed?', 'unknown'],
    ['Un-Licensed', 'unknown'],
    ['Activated', 'unknown'],
    ['Yes', 'unknown'],
    ['1', 'unknown'],
    ['', 'unknown'],
    ['Trialware', 'unknown'],
    ['<b>Licensed</b>', 'unknown'],
  ] as const)('reads %j as %s', (words, value) => {
    expect(licenceValue(words)).toBe(value);
  });

  it('never calls a text held that does not begin like one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!/^\s*(licensed|free trial)/i.test(text));
        expect(isHeld(licenceValue(text))).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('foldKeys', () => {
  it('takes cfs_content_filter_ for cfs_content_filter', () => {
    expect(foldKeys({ cfs_content_filter_: 'Licensed' }).get('cfs_content_filter')).toBe('Licensed');
  });

  it('believes a key given twice only when both say the same', () => {
    expect(foldKeys({ botnet: 'Licensed', botnet_: 'Licensed' }).get('botnet')).toBe('Licensed');
    expect(foldKeys({ botnet: 'Licensed', botnet_: 'Not Licensed' }).get('botnet')).toBeNull();
  });
});
