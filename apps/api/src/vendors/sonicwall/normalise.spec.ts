import { readFileSync } from 'node:fs';
import type { ServiceFacts } from '@firewatch/shared/domain/fact';
import type { Service } from '@firewatch/shared/domain/service';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FullReadPath } from './allowed.js';
import { cleanerFor } from './evidence.js';
import { normalise, type Normalised, type RawRead } from './normalise.js';
import type { Part } from './part.js';

/** Far side as parsed JSON: freely bent by each test. */
interface Fixture {
  services: Record<string, unknown>;
  system: Record<string, unknown>;
  version: Record<string, unknown>;
  parts: Record<string, never>;
}

const NOW = Date.parse('2024-12-14T00:29:41.384Z');
const EIGHT_HOURS_MS = 8 * 3_600_000;
const CONTEXT = { scope: 'full', now: NOW, clockOffsetMs: 0, clean: cleanerFor([]) } as const;
const STATUS = 'GET /reporting/status/security-services';

let box: Fixture;
let parts: Record<string, Part>;

beforeEach(() => {
  box = JSON.parse(readFileSync(new URL('fixtures/gen7-licensed.json', import.meta.url), 'utf8')) as Fixture;
  parts = Object.fromEntries(
    Object.entries(box.parts).map(([path, value]) => [path, { kind: 'value', value }]),
  );
});

function read(scope: 'pulse' | 'full' = 'full', raw: Partial<RawRead> = {}): Normalised {
  const version: Part = { kind: 'value', value: box.version };
  return normalise(
    { services: box.services, system: box.system, version, parts, ...raw },
    { ...CONTEXT, scope },
  );
}

function seen(scope: 'pulse' | 'full' = 'full'): Extract<Normalised, { kind: 'seen' }> {
  const told = read(scope);
  if (told.kind !== 'seen') throw new Error(`not seen: ${told.detail}`);
  return told;
}

const facts = (service: Service): ServiceFacts => seen().facts[service] ?? {};
const put = (path: FullReadPath, value: unknown): void => void (parts[path] = { kind: 'value', value });
const fail = (path: FullReadPath, part: Part): void => void (parts[path] = part);

describe('normalise: a healthy box', () => {
  it('tells who answered, its clock, uptime and what moves by itself', () => {
    expect(seen()).toMatchObject({
      serial: '2CB8ED000001',
      model: 'TZ 470',
      firmware: '7.1.1-7058',
      deviceClockAt: NOW - EIGHT_HOURS_MS,
      uptimeSeconds: 12 * 86_400 + 3 * 3_600 + 14 * 60 + 15,
      volatile: {
        system_time: '12/13/2024 16:29:41.384',
        up_time: '12 Days, 3 Hours, 14 Minutes, 15 Seconds',
        current_connections: '312',
      },
      oddities: [],
    });
  });

  it('tells the four facts of Gateway AV with source, words and times by our clock', () => {
    expect(facts('gateway-av')).toEqual({
      licence: {
        value: 'active',
        source: STATUS,
        raw: 'Licensed; until UTC 04/05/2026 00:00:00.000',
        expiresAt: Date.parse('2026-04-05T00:00:00Z'),
      },
      enabled: {
        value: 'on',
        source: 'GET /gateway-antivirus/base',
        raw: 'enable true, detection_only false',
      },
      signatures: {
        value: 'fresh',
        source: 'GET /reporting/gateway-antivirus',
        raw: 'Downloaded; UTC 12/12/2024 15:02:28.000; checked 12/13/2024 16:29:02.864',
        publishedAt: Date.parse('2024-12-12T15:02:28Z'),
        lastAttemptAt: Date.parse('2024-12-14T00:29:02.864Z'),
      },
    });
  });

  it('gives every service its facts and no others', () => {
    const shape = Object.fromEntries(
      Object.entries(seen().facts).map(([service, told]) => [
        service,
        Object.entries(told).map(([kind, fact]) => `${kind} ${fact.value}`),
      ]),
    );
    const four = ['licence active', 'enabled on', 'signatures fresh'];
    expect(shape).toEqual({
      'gateway-av': four,
      'anti-spyware': four,
      ips: four,
      'app-control': four,
      'web-filter': ['licence active', 'enabled on'],
      'anti-spam': ['licence absent'],
      'dns-filter': ['licence active'],
      sandbox: ['licence active', 'enabled on'],
      'geo-botnet': ['licence active', 'enabled on', 'signatures vendor-managed'],
    });
  });

  it('tells licences only in a pulse, without dates', () => {
    const told = seen('pulse').facts;
    expect(told['gateway-av']).toEqual({ licence: { value: 'active', source: STATUS, raw: 'Licensed' } });
    expect(Object.values(told).flatMap((service) => Object.keys(service))).toEqual(Array(9).fill('licence'));
  });

  it('lists licences without a verdict as entitlements', () => {
    expect(seen().entitlements).toContainEqual({
      name: 'SSL VPN users',
      raw: 'Licensed - 12 Nodes(0 in use)',
    });
  });

  it('lets no secret-like field of the box out', () => {
    expect(JSON.stringify(seen())).not.toMatch(/AUTH-CODE|ASSIGN-TOKEN|REG-CODE|SECRET/);
  });
});

describe('normalise: licences', () => {
  it('reads the 2008 case: keys gone, everything else as before', () => {
    for (const key of ['gateway_anti_virus', 'anti_spyware', 'intrusion_prevention'])
      box.services[key] = 'Not Licensed';
    expect(facts('ips')).toMatchObject({
      licence: {
        value: 'absent',
        raw: 'Not Licensed; until UTC 04/05/2026 00:00:00.000',
        expiresAt: Date.parse('2026-04-05T00:00:00Z'),
      },
      enabled: { value: 'on' },
      signatures: { value: 'fresh' },
    });
    expect(facts('app-control').licence?.value).toBe('active');
  });

  it('calls a missing key unknown, never absent', () => {
    delete box.services['gateway_anti_virus'];
    expect(seen('pulse').facts['gateway-av']).toEqual({
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
    delete box.services['dns_filtering'];
    box.system['firmware_version'] = firmware;
    expect(seen('pulse').facts['dns-filter']?.licence).toEqual({ value, source: STATUS, raw });
  });

  it.each([
    ['Trialware', 'unknown licence value "Trialware" of anti_spam'],
    [true, 'anti_spam is no text'],
    [7, 'anti_spam is no text'],
    [null, 'anti_spam is given twice or empty'],
  ])('calls %j unknown and notes it', (words, oddity) => {
    box.services['anti_spam'] = words;
    expect(facts('anti-spam').licence?.value).toBe('unknown');
    expect(seen().oddities).toContain(oddity);
  });

  it('names keys it does not know', () => {
    box.services['quantum_shield'] = 'Licensed';
    expect(seen().oddities).toEqual(['unknown key "quantum_shield" in the licence list']);
  });

  const refusal: Part = { kind: 'unlicensed', words: 'Licensing must be activated' };

  it('lets an endpoint that refuses as unlicensed stand beside the loss it agrees with', () => {
    box.services['botnet'] = 'Not Licensed';
    fail('/botnet/base', refusal);
    expect(facts('geo-botnet').licence).toMatchObject({
      value: 'absent',
      source: STATUS,
      agrees: 'GET /botnet/base',
    });
  });

  it('fills a missing key by an endpoint that refuses as unlicensed', () => {
    delete box.services['botnet'];
    fail('/botnet/base', refusal);
    expect(facts('geo-botnet').licence).toEqual({
      value: 'absent',
      source: 'GET /botnet/base',
      raw: 'Licensing must be activated',
    });
  });

  it('believes neither when the list says licensed and the endpoint says not', () => {
    fail('/botnet/base', refusal);
    expect(facts('geo-botnet')).toMatchObject({
      licence: { value: 'unknown' },
      enabled: { value: 'unknown' },
    });
    expect(seen().oddities).toContain(
      'geo-botnet: listed as licensed, refused as not licensed by GET /botnet/base',
    );
  });

  it('takes an end without a zone as early as any zone allows', () => {
    put('/reporting/cfs/status', { cfs_expiration_date: '04/05/2026 00:00:00.000' });
    expect(facts('web-filter').licence?.expiresAt).toBe(Date.parse('2026-04-04T10:00:00Z'));
  });

  it.each([
    ['11 h behind UTC', '12/13/2024 13:29:41.384', '2026-04-04T12:00:00Z'],
    ['ten years slow', '12/13/2014 13:29:41.384', '2026-04-04T10:00:00Z'],
  ])('reads a date without a zone by the clock of the same read: %s', (_what, system_time, iso) => {
    box.system['system_time'] = system_time;
    put('/reporting/cfs/status', { cfs_expiration_date: '04/05/2026' });
    expect(facts('web-filter').licence?.expiresAt).toBe(Date.parse(iso));
  });

  it('keeps an end it cannot read out of the facts', () => {
    put('/reporting/cfs/status', { cfs_expiration_date: '5 April 2026' });
    expect(facts('web-filter').licence).toEqual({ value: 'active', source: STATUS, raw: 'Licensed' });
    expect(seen().oddities).toEqual(['unreadable expiry of web-filter: "5 April 2026"']);
  });
});

describe('normalise: switched on or not', () => {
  const gav = (over: object): void =>
    put('/gateway-antivirus/base', { gateway_antivirus: { enable: true, detection_only: false, ...over } });
  const zones = (...rows: [name: string, type: string, on: boolean | undefined][]): void =>
    put('/zones', {
      zones: rows.map(([name, security_type, on]) => ({ name, security_type, gateway_anti_virus: on })),
    });
  const off = { http: false, smtp: false };

  it.each([
    ['off', { enable: false }, 'enable false'],
    ['monitor-only', { detection_only: true }, 'enable true, detection_only true'],
    ['unknown', { enable: undefined }, 'enable missing'],
    ['unknown', { enable: 'true' }, 'enable missing'],
    ['unknown', { detection_only: undefined }, 'enable true, detection_only missing'],
    ['off', { inbound_inspection: off, outbound_inspection: off }, 'enable true, no protocol inspected'],
    [
      'on',
      { inbound_inspection: off, outbound_inspection: { http: true } },
      'enable true, detection_only false',
    ],
  ])('Gateway AV is %s for %j', (value, over, raw) => {
    gav(over);
    expect(facts('gateway-av').enabled).toEqual({ value, source: 'GET /gateway-antivirus/base', raw });
  });

  it.each([
    [
      'on',
      [
        ['LAN', 'trusted', true],
        ['VPN', 'encrypted', false],
      ],
      'enable true, detection_only false',
    ],
    [
      'on',
      [
        ['WAN', 'untrusted', true],
        ['WLAN', 'public', false],
      ],
      'enable true, detection_only false',
    ],
    [
      'partial',
      [
        ['LAN', 'trusted', true],
        ['LAN2', 'trusted', false],
      ],
      'enable true, detection_only false; not enforced on zone LAN2',
    ],
    [
      'partial',
      [
        ['LAN', 'trusted', false],
        ['WAN', 'untrusted', true],
      ],
      'enable true, detection_only false; not enforced on zone LAN',
    ],
    [
      'off',
      [
        ['LAN', 'trusted', false],
        ['WAN', 'untrusted', false],
      ],
      'enable true, detection_only false; enforced on no zone',
    ],
    ['off', [], 'enable true, detection_only false; enforced on no zone'],
    ['unknown', [['LAN', 'trusted', undefined]], 'enable true, detection_only false; zones: no flag on LAN'],
    [
      'unknown',
      [
        ['LAN', 'trusted', undefined],
        ['WAN', 'untrusted', true],
      ],
      'enable true, detection_only false; zones: no flag on LAN',
    ],
  ] as const)('with global on, zones make it %s: %j', (value, rows, raw) => {
    zones(...rows.map(([name, type, on]): [string, string, boolean | undefined] => [name, type, on]));
    expect(facts('gateway-av').enabled).toMatchObject({ value, raw });
  });

  it('names at most 5 zones', () => {
    zones(
      ['WAN', 'untrusted', true],
      ...Array.from({ length: 40 }, (_, i): [string, string, boolean] => [`Z${i}`, 'trusted', false]),
    );
    expect(facts('gateway-av').enabled?.raw).toContain('not enforced on zone Z0, Z1, Z2, Z3, Z4, 35 more');
  });

  it('says off although the zones cannot be read, and unknown where only they could tell', () => {
    fail('/zones', { kind: 'missing' });
    gav({ enable: false });
    expect([facts('gateway-av').enabled?.value, facts('ips').enabled?.value]).toEqual(['off', 'unknown']);
    expect(facts('ips').enabled?.raw).toBe(
      'enable true, prevent_all high and medium; zones: this firmware has no such answer',
    );
  });

  it('calls the zones unknown when one of them does not parse', () => {
    put('/zones', {
      zones: [{ name: 'LAN', security_type: 'trusted', gateway_anti_virus: true }, { name: 5 }],
    });
    expect(facts('gateway-av').enabled?.value).toBe('unknown');
    expect(seen().oddities).toContain('GET /zones: not the shape this vendor documents');
  });

  const group = (prevent_all: boolean | undefined, detect_all = true): object => ({
    prevent_all,
    detect_all,
  });
  it.each([
    ['on', group(true), group(true), group(false)],
    ['partial', group(true), group(false), group(false)],
    ['partial', group(false), group(true), group(true)],
    ['monitor-only', group(false), group(false), group(false)],
    ['partial', group(false), group(false), group(true)],
    ['off', group(false, false), group(false, false), group(false, false)],
    ['unknown', group(undefined), group(true), group(true)],
    ['unknown', group(true), undefined, undefined],
  ])('IPS and anti-spyware are %s for high %j, medium %j, low %j', (value, high, medium, low) => {
    put('/intrusion-prevention/base', {
      intrusion_prevention: {
        enable: true,
        signature_group: { high_priority: high, medium_priority: medium, low_priority: low },
      },
    });
    put('/anti-spyware/base', {
      anti_spyware: {
        enable: true,
        signature_group: { high_danger: high, medium_danger: medium, low_danger: low },
      },
    });
    expect([facts('ips').enabled?.value, facts('anti-spyware').enabled?.value]).toEqual([value, value]);
  });

  it.each([
    ['on', true, { all: true }],
    ['on', true, undefined],
    ['partial', false, { all: true }],
    ['partial', false, { firewall_rule_based: true }],
    ['off', false, undefined],
    ['off', false, null],
    ['off', false, { all: false }],
    ['unknown', undefined, { all: true }],
  ])('geo and botnet are %s for botnet %j, countries %j', (value, enable, connections) => {
    put('/botnet/base', { botnet: { block: { connections: { enable } } } });
    put('/geo-ip/base', { geo_ip: { block: { connections } } });
    expect(facts('geo-botnet').enabled?.value).toBe(value);
  });

  it('takes the fail-closed switch of the content filter from the box', () => {
    put('/content-filter/settings', {
      content_filter: { filter_type: 'cfs', cfs: { enable: true, block_if_server_unavailable: true } },
    });
    expect(facts('web-filter').enabled).toMatchObject({
      value: 'on',
      raw: 'cfs enable true, block_if_server_unavailable true',
      failsClosed: true,
    });
  });

  it('does not take a third-party filter for the licensed one', () => {
    put('/content-filter/settings', { content_filter: { filter_type: 'websense', cfs: { enable: true } } });
    expect(facts('web-filter').enabled).toMatchObject({ value: 'unknown', raw: 'filter_type websense' });
  });
});

describe('normalise: signatures', () => {
  const report = (over: object): void =>
    put('/reporting/gateway-antivirus', {
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
    expect(facts('gateway-av').signatures?.value).toBe(value);
  });

  it('give no last check when it cannot be placed in time', () => {
    report({ last_checked: 'Never' });
    expect(facts('gateway-av').signatures).not.toHaveProperty('lastAttemptAt');
    box.system['system_time'] = 'UTC 12/14/2024 00:29:41';
    report({});
    expect(facts('gateway-av').signatures).not.toHaveProperty('lastAttemptAt');
  });

  it.each([
    ['missing', 'this firmware has no such answer'],
    ['failed', 'HTTP 500'],
  ] as const)('are unknown with the reason when their report is %s', (kind, raw) => {
    fail(
      '/reporting/gateway-antivirus',
      kind === 'missing' ? { kind } : { kind, how: raw, why: 'http-status', status: 500 },
    );
    expect(facts('gateway-av').signatures).toEqual({
      value: 'unknown',
      source: 'GET /reporting/gateway-antivirus',
      raw,
    });
  });

  it('are vendor-managed or not installed for the botnet filter, which has no date', () => {
    put('/reporting/botnet/status', { botnet_database: 'Not Downloaded', message: '' });
    expect(facts('geo-botnet').signatures?.value).toBe('factory');
  });
});

describe('normalise: a read that shows nothing', () => {
  it.each([
    ['malformed', { services: [] }, 'The licence list is not an object.'],
    ['malformed', { services: 'Licensed' }, 'The licence list is not an object.'],
    ['partial', { services: {} }, 'The licence list names no security service.'],
    ['partial', { services: { vpn: 'Licensed' } }, 'The licence list names no security service.'],
    ['partial', { system: {}, version: { kind: 'missing' } }, 'The device did not give its serial number.'],
    ['partial', { system: { serial_number: ' ' } }, 'The device did not give its serial number.'],
    [
      'malformed',
      { system: { serial_number: '2CB8ED999999' } },
      'The device gave two serial numbers in one read.',
    ],
  ] as const)('is %s for %j', (why, raw, detail) => {
    expect(read('full', raw)).toEqual({ kind: 'unreadable', why, detail });
  });

  it('takes the identity from /version where the status is missing', () => {
    expect(read('pulse', { system: undefined })).toMatchObject({
      kind: 'seen',
      serial: '2CB8ED000001',
      model: 'TZ 470',
    });
  });
});
