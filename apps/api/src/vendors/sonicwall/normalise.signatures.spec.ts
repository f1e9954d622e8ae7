import { beforeEach, describe, expect, it } from 'vitest';
import { LicensedBox } from './licensed-box.builder.js';

let box: LicensedBox;
beforeEach(() => void (box = new LicensedBox()));

describe('normalise: signatures', () => {
  const report = (over: object): void =>
    box.put('/reporting/gateway-antivirus', {
      signature_database: 'Downloaded',
      signature_database_timestamp: 'UTC 12/12/2024 15:02:28.000',
      last_checked: '12/13/2024 16:29:02.864',
      ...over,
    });

  it.each([
    ['factory', { signature_database: 'Not Downloaded', signature_database_timestamp: '' }],
    ['factory', { signature_database: 'None' }],
    ['unknown', { signature_database: 'Downloading' }],
    ['unknown', { signature_database: '' }],
    ['unknown', { signature_database: undefined }],
    ['unknown', { signature_database_timestamp: '' }],
    ['unknown', { signature_database_timestamp: 'UTC 13/12/2024 15:02:28.000' }],
    ['unknown', { signature_database_timestamp: 'UTC 12/12/2034 15:02:28.000' }],
    ['fresh', { signature_database_timestamp: 'UTC 12/12/2014 15:02:28.000' }],
  ])('are %s for %j', (value, over) => {
    report(over);
    expect(box.facts('gateway-av').signatures?.value).toBe(value);
  });

  it('give no last check when it cannot be placed in time', () => {
    report({ last_checked: 'Never' });
    expect(box.facts('gateway-av').signatures).not.toHaveProperty('lastAttemptAt');
    box.told.system['system_time'] = 'UTC 12/14/2024 00:29:41';
    report({});
    expect(box.facts('gateway-av').signatures).not.toHaveProperty('lastAttemptAt');
  });

  it.each([
    ['missing', 'this firmware has no such answer'],
    ['failed', 'HTTP 500'],
  ] as const)('are unknown with the reason when their report is %s', (kind, raw) => {
    box.fail(
      '/reporting/gateway-antivirus',
      kind === 'missing' ? { kind } : { kind, how: raw, why: 'http-status', status: 500 },
    );
    expect(box.facts('gateway-av').signatures).toEqual({
      value: 'unknown',
      source: 'GET /reporting/gateway-antivirus',
      raw,
    });
  });

  it('are vendor-managed or not installed for the botnet filter, which has no date', () => {
    box.put('/reporting/botnet/status', { botnet_database: 'Not Downloaded', message: '' });
    expect(box.facts('geo-botnet').signatures?.value).toBe('factory');
  });
});
