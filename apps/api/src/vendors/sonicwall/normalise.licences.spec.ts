import { beforeEach, describe, expect, it } from 'vitest';
import type { Part } from './part.js';
import { LicensedBox, STATUS } from './licensed-box.builder.js';

let box: LicensedBox;
beforeEach(() => void (box = new LicensedBox()));

describe('normalise: licences', () => {
  it('reads the 2008 case: keys gone, everything else as before', () => {
    for (const key of ['gateway_anti_virus', 'anti_spyware', 'intrusion_prevention'])
      box.told.services[key] = 'Not Licensed';
    expect(box.facts('ips')).toMatchObject({
      licence: {
        value: 'absent',
        raw: 'Not Licensed; until UTC 04/05/2026 00:00:00.000',
        expiresAt: Date.parse('2026-04-05T00:00:00Z'),
      },
      enabled: { value: 'on' },
      signatures: { value: 'fresh' },
    });
    expect(box.facts('app-control').licence?.value).toBe('active');
  });

  it('calls a missing key unknown, never absent', () => {
    delete box.told.services['gateway_anti_virus'];
    expect(box.seen('pulse').facts['gateway-av']).toEqual({
      licence: { value: 'unknown', source: STATUS, raw: 'key gateway_anti_virus missing' },
    });
  });

  it.each([
    ['SonicOS 7.0.1-5161', 'not-applicable', 'no key dns_filtering in 7.0.1-5161'],
    ['SonicOS Enhanced 6.5.4.15-116n', 'not-applicable', 'no key dns_filtering in 6.5.4.15-116n'],
    ['SonicOS 7.1.1-7058', 'unknown', 'key dns_filtering missing'],
    ['SonicOS 8.0.0-8037', 'unknown', 'key dns_filtering missing'],
    ['', 'unknown', 'key dns_filtering missing'],
  ])('without the key dns_filtering, DNS filtering on "%s" is %s', (firmware, value, raw) => {
    delete box.told.services['dns_filtering'];
    box.told.system['firmware_version'] = firmware;
    expect(box.seen('pulse').facts['dns-filter']?.licence).toEqual({ value, source: STATUS, raw });
  });

  it.each([
    ['Trialware', 'unknown licence value "Trialware" of anti_spam'],
    [true, 'anti_spam is no text'],
    [7, 'anti_spam is no text'],
    [null, 'anti_spam is given twice or empty'],
  ])('calls %j unknown and notes it', (words, oddity) => {
    box.told.services['anti_spam'] = words;
    expect(box.facts('anti-spam').licence?.value).toBe('unknown');
    expect(box.seen().oddities).toContain(oddity);
  });

  it('names keys it does not know', () => {
    box.told.services['quantum_shield'] = 'Licensed';
    expect(box.seen().oddities).toEqual(['unknown key "quantum_shield" in the licence list']);
  });

  const refusal: Part = { kind: 'unlicensed', words: 'Licensing must be activated' };

  it('lets an endpoint that refuses as unlicensed stand beside the loss it agrees with', () => {
    box.told.services['botnet'] = 'Not Licensed';
    box.fail('/botnet/base', refusal);
    expect(box.facts('geo-botnet').licence).toMatchObject({
      value: 'absent',
      source: STATUS,
      agrees: 'GET /botnet/base',
    });
  });

  it('fills a missing key by an endpoint that refuses as unlicensed', () => {
    delete box.told.services['botnet'];
    box.fail('/botnet/base', refusal);
    expect(box.facts('geo-botnet').licence).toEqual({
      value: 'absent',
      source: 'GET /botnet/base',
      raw: 'Licensing must be activated',
    });
  });

  it('believes that a licence past its end is in grace', () => {
    box.told.services['intrusion_prevention'] = 'Licensed - Grace Period';
    expect(box.facts('ips').licence).toMatchObject({
      value: 'grace',
      raw: 'Licensed - Grace Period; until UTC 04/05/2026 00:00:00.000',
    });
    expect(box.seen().oddities).toEqual([]);
  });

  it.each(['Licensed', 'Licensed - Grace Period'])(
    'believes neither when %s meets an endpoint that says not',
    (words) => {
      box.told.services['botnet'] = words;
      box.fail('/botnet/base', refusal);
      expect(box.facts('geo-botnet')).toMatchObject({
        licence: { value: 'unknown' },
        enabled: { value: 'unknown' },
      });
      expect(box.seen().oddities).toContain(
        'geo-botnet: listed as licensed, refused as not licensed by GET /botnet/base',
      );
    },
  );

  it('takes an end without a zone as early as any zone allows', () => {
    box.put('/reporting/cfs/status', { cfs_expiration_date: '04/05/2026 00:00:00.000' });
    expect(box.facts('web-filter').licence?.expiresAt).toBe(Date.parse('2026-04-04T10:00:00Z'));
  });

  it.each([
    ['11 h behind UTC', '12/13/2024 13:29:41.384', '2026-04-04T12:00:00Z'],
    ['ten years slow', '12/13/2014 13:29:41.384', '2026-04-04T10:00:00Z'],
  ])('reads a date without a zone by the clock of the same read: %s', (_what, system_time, iso) => {
    box.told.system['system_time'] = system_time;
    box.put('/reporting/cfs/status', { cfs_expiration_date: '04/05/2026' });
    expect(box.facts('web-filter').licence?.expiresAt).toBe(Date.parse(iso));
  });

  it('keeps an end it cannot read out of the facts', () => {
    box.put('/reporting/cfs/status', { cfs_expiration_date: '5 April 2026' });
    expect(box.facts('web-filter').licence).toEqual({ value: 'active', source: STATUS, raw: 'Licensed' });
    expect(box.seen().oddities).toEqual(['unreadable expiry of web-filter: "5 April 2026"']);
  });
});
