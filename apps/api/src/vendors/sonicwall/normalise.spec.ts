import { beforeEach, describe, expect, it } from 'vitest';
import { EIGHT_HOURS_MS, LicensedBox, NOW, STATUS } from './licensed-box.builder.js';

let box: LicensedBox;
beforeEach(() => void (box = new LicensedBox()));

describe('normalise: a healthy box', () => {
  it('tells who answered, its clock, uptime and what moves by itself', () => {
    expect(box.seen()).toMatchObject({
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
    expect(box.facts('gateway-av')).toEqual({
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
      Object.entries(box.seen().facts).map(([service, told]) => [
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
    const told = box.seen('pulse').facts;
    expect(told['gateway-av']).toEqual({ licence: { value: 'active', source: STATUS, raw: 'Licensed' } });
    expect(Object.values(told).flatMap((service) => Object.keys(service))).toEqual(Array(9).fill('licence'));
  });

  it('lists licences without a verdict as entitlements', () => {
    expect(box.seen().entitlements).toContainEqual({
      name: 'SSL VPN users',
      raw: 'Licensed - 12 Nodes(0 in use)',
    });
  });

  it('lets no secret-like field of the box out', () => {
    expect(JSON.stringify(box.seen())).not.toMatch(/AUTH-CODE|ASSIGN-TOKEN|REG-CODE|SECRET/);
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
    const source = 'services' in raw ? STATUS : 'GET /reporting/status/system';
    expect(box.read('full', raw)).toEqual({ kind: 'unreadable', why, detail, source });
  });

  it('takes the identity from /version where the status is missing', () => {
    expect(box.read('pulse', { system: undefined })).toMatchObject({
      kind: 'seen',
      serial: '2CB8ED000001',
      model: 'TZ 470',
    });
  });
});
