import { describe, expect, it } from 'vitest';
import { counted, headline, serviceList, type HeadlineFacts } from './headline.js';

const facts = (over: Partial<HeadlineFacts> = {}): HeadlineFacts => ({
  kind: 'fleet',
  family: 'licence',
  reason: 'licence-lost',
  effect: 'exposed',
  isSudden: false,
  isOver: false,
  vendorName: 'SonicWall',
  deviceCount: 14,
  cohortSize: 50,
  customerCount: 7,
  deviceName: null,
  customerName: null,
  siteName: null,
  credentialName: null,
  services: ['ips', 'gateway-av', 'anti-spyware'],
  since: '02:04',
  endedAt: null,
  paidUntil: '19 Jan 2009',
  others: { bad: 0, of: 12 },
  ...over,
});
const one = {
  deviceCount: 1,
  customerCount: 1,
  cohortSize: null,
  deviceName: 'HDG-TAC-01',
  customerName: 'Harbor Dental Group',
  others: null,
  paidUntil: null,
};

describe('headline', () => {
  it('says cause, size, since when, guess and what to do', () => {
    expect(headline(facts())).toEqual({
      title: 'SonicWall licences dropped on 14 of 50 firewalls at 7 customers',
      subline:
        'AV, anti-spyware and IPS stopped since 02:04; traffic flows uninspected; paid until 19 Jan 2009; other vendors fine.',
      likely: 'Likely SonicWall’s licensing plane.',
      doNow: 'Open a severity 1 case with SonicWall licensing. Do not resynchronise yet.',
    });
  });

  it.each([
    [
      'sudden',
      facts({ isSudden: true }),
      'SonicWall licences dropped suddenly on 14 of 50 firewalls at 7 customers',
    ],
    [
      'to a reader with one customer',
      facts({ cohortSize: null, deviceCount: 3, customerCount: 1 }),
      'SonicWall licences dropped on 3 firewalls at 1 customer',
    ],
    [
      'over',
      facts({ isOver: true }),
      'Back: SonicWall licences dropped on 14 of 50 firewalls at 7 customers',
    ],
    ['one device', facts({ ...one, kind: 'device' }), 'Licence lost on HDG-TAC-01 at Harbor Dental Group'],
    [
      'switched off',
      facts({ ...one, kind: 'device', reason: 'switched-off' }),
      'Services switched off on HDG-TAC-01 at Harbor Dental Group',
    ],
    [
      'unverified',
      facts({ ...one, kind: 'device', reason: 'suspected-unverified' }),
      'Suspected loss, could not be verified, on HDG-TAC-01 at Harbor Dental Group',
    ],
    [
      'no data, one',
      facts({ ...one, kind: 'no-data', effect: 'blind', reason: 'timeout' }),
      'No readings from HDG-TAC-01 at Harbor Dental Group',
    ],
    [
      'no data, many',
      facts({ kind: 'no-data', effect: 'blind', reason: 'timeout', deviceCount: 25, customerCount: 12 }),
      'SonicWall: no readings from 25 of 50 firewalls at 12 customers',
    ],
    [
      'no data, a site',
      facts({
        kind: 'no-data',
        effect: 'blind',
        reason: 'timeout',
        siteName: 'Tacoma',
        deviceCount: 4,
        cohortSize: 5,
        customerCount: 1,
      }),
      'No readings from 4 of 5 firewalls at 1 customer, site Tacoma',
    ],
    [
      'busy',
      facts({ ...one, kind: 'no-data', effect: 'blind', reason: 'busy' }),
      'Another administrator holds the only session of HDG-TAC-01 at Harbor Dental Group',
    ],
    [
      'identity',
      facts({ ...one, kind: 'identity', effect: 'untold', reason: 'certificate-changed' }),
      'Unknown certificate from HDG-TAC-01 at Harbor Dental Group',
    ],
    [
      'credential',
      facts({
        kind: 'credential',
        effect: 'blind',
        reason: 'auth-failed',
        credentialName: 'read-only',
        cohortSize: null,
      }),
      'Sign-in refused with credential set read-only on 14 firewalls at 7 customers',
    ],
  ])('%s', (_name, given, title) => {
    expect(headline(given).title).toBe(title);
  });

  it('makes no guess at the licensing plane when other vendors lost the same', () => {
    const said = headline(facts({ others: { bad: 2, of: 12 } }));
    expect(said.likely).toBe('');
    expect(said.subline).toContain('2 of 12 firewalls of other vendors too');
  });

  it('calls many licences that ran out expired, without a guess', () => {
    expect(headline(facts({ reason: 'licence-expired', paidUntil: null, cohortSize: 50 }))).toMatchObject({
      title: 'SonicWall licences expired on 14 of 50 firewalls at 7 customers',
      likely: '',
      doNow: 'Renew these licences, then synchronise the firewalls.',
    });
  });

  it('tells when it was over and gives no advice any more', () => {
    const said = headline(facts({ isOver: true, endedAt: '12:30' }));
    expect(said).toMatchObject({
      subline: 'AV, anti-spyware and IPS stopped since 02:04, back since 12:30.',
      likely: '',
      doNow: '',
    });
  });

  it('uses no exclamation mark and none of the words alert, issue, critical', () => {
    const kinds = ['fleet', 'device', 'no-data', 'identity', 'credential'] as const;
    const families = ['licence', 'switched', 'signatures', 'running'] as const;
    const all = kinds.flatMap((kind) =>
      families.map((family) => Object.values(headline(facts({ kind, family }))).join(' ')),
    );
    expect(all.filter((text) => /!|alert|issue|critical/i.test(text))).toEqual([]);
  });
});

describe('words', () => {
  it.each([
    [[], 'its services'],
    [['ips'], 'IPS'],
    [['ips', 'gateway-av'], 'AV and IPS'],
    [['geo-botnet', 'ips', 'anti-spam'], 'IPS, anti-spam and geo and botnet filter'],
  ] as const)('lists %j as %s', (services, text) => {
    expect(serviceList(services)).toBe(text);
  });

  it('counts with commas and the right number', () => {
    expect([counted(1, 'firewall'), counted(999, 'firewall'), counted(10_000, 'firewall')]).toEqual([
      '1 firewall',
      '999 firewalls',
      '10,000 firewalls',
    ]);
  });
});
