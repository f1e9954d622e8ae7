import { beforeEach, describe, expect, it } from 'vitest';
import { LicensedBox } from './licensed-box.builder.js';

let box: LicensedBox;
beforeEach(() => void (box = new LicensedBox()));

describe('normalise: switched on or not', () => {
  const gav = (over: object): void =>
    box.put('/gateway-antivirus/base', {
      gateway_antivirus: { enable: true, detection_only: false, ...over },
    });
  const zones = (...rows: [name: string, type: string, on: boolean | undefined][]): void =>
    box.put('/zones', {
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
    expect(box.facts('gateway-av').enabled).toEqual({ value, source: 'GET /gateway-antivirus/base', raw });
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
    expect(box.facts('gateway-av').enabled).toMatchObject({ value, raw });
  });

  it('names at most 5 zones', () => {
    zones(
      ['WAN', 'untrusted', true],
      ...Array.from({ length: 40 }, (_, i): [string, string, boolean] => [`Z${i}`, 'trusted', false]),
    );
    expect(box.facts('gateway-av').enabled?.raw).toContain(
      'not enforced on zone Z0, Z1, Z2, Z3, Z4, 35 more',
    );
  });

  it('says off although the zones cannot be read, and unknown where only they could tell', () => {
    box.fail('/zones', { kind: 'missing' });
    gav({ enable: false });
    expect([box.facts('gateway-av').enabled?.value, box.facts('ips').enabled?.value]).toEqual([
      'off',
      'unknown',
    ]);
    expect(box.facts('ips').enabled?.raw).toBe(
      'enable true, prevent_all high and medium; zones: this firmware has no such answer',
    );
  });

  it('calls the zones unknown when one of them does not parse', () => {
    box.put('/zones', {
      zones: [{ name: 'LAN', security_type: 'trusted', gateway_anti_virus: true }, { name: 5 }],
    });
    expect(box.facts('gateway-av').enabled?.value).toBe('unknown');
    expect(box.seen().oddities).toContain('GET /zones: not the shape this vendor documents');
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
    box.put('/intrusion-prevention/base', {
      intrusion_prevention: {
        enable: true,
        signature_group: { high_priority: high, medium_priority: medium, low_priority: low },
      },
    });
    box.put('/anti-spyware/base', {
      anti_spyware: {
        enable: true,
        signature_group: { high_danger: high, medium_danger: medium, low_danger: low },
      },
    });
    expect([box.facts('ips').enabled?.value, box.facts('anti-spyware').enabled?.value]).toEqual([
      value,
      value,
    ]);
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
    box.put('/botnet/base', { botnet: { block: { connections: { enable } } } });
    box.put('/geo-ip/base', { geo_ip: { block: { connections } } });
    expect(box.facts('geo-botnet').enabled?.value).toBe(value);
  });

  it('takes the fail-closed switch of the content filter from the box', () => {
    box.put('/content-filter/settings', {
      content_filter: { filter_type: 'cfs', cfs: { enable: true, block_if_server_unavailable: true } },
    });
    expect(box.facts('web-filter').enabled).toMatchObject({
      value: 'on',
      raw: 'cfs enable true, block_if_server_unavailable true',
      failsClosed: true,
    });
  });

  it('does not take a third-party filter for the licensed one', () => {
    box.put('/content-filter/settings', {
      content_filter: { filter_type: 'websense', cfs: { enable: true } },
    });
    expect(box.facts('web-filter').enabled).toMatchObject({ value: 'unknown', raw: 'filter_type websense' });
  });
});
