import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEgress, type EgressRules } from './egress.js';

const CLOSED: EgressRules = { loopback: [], ownListeners: [], ownAddresses: [] };
const DEMO: EgressRules = {
  loopback: ['127.16.0.0/12'],
  ownListeners: [
    { address: '0.0.0.0', port: 3000 },
    { address: '10.1.1.5', port: 5432 },
  ],
  ownAddresses: ['192.168.7.7', 'fd00::7'],
};

const DENIED: readonly (readonly [address: string, why: string])[] = [
  ['127.0.0.1', 'loopback'],
  ['127.0.0.2', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['127.16.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['0:0:0:0:0:0:0:1', 'loopback'],
  ['0000:0000:0000:0000:0000:0000:0000:0001', 'loopback'],
  ['::1%lo', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::FFFF:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['0:0:0:0:0:ffff:7f00:0001', 'loopback'],
  ['0:0:0:0:0:ffff:127.0.0.1', 'loopback'],
  ['::7f00:1', 'loopback'],
  ['::127.0.0.1', 'loopback'],
  ['0:0:0:0:0:0:7f00:1', 'loopback'],
  ['::ffff:0:127.0.0.1', 'loopback'],
  ['::ffff:0:7f00:1', 'loopback'],
  ['64:ff9b::7f00:1', 'loopback'],
  ['64:ff9b::127.0.0.1', 'loopback'],
  ['64:ff9b:1::7f00:1', 'loopback'],
  ['64:ff9b:1::127.0.0.1', 'loopback'],
  ['64:ff9b:1:7f00:0:100:808:808', 'loopback'],
  ['64:ff9b:1:7f:0:1:808:808', 'loopback'],
  ['64:ff9b:1:0:7f:0:108:808', 'loopback'],
  ['64:ff9b:1:a9fe:a9:fe00::', 'link-local, where cloud metadata lives'],
  ['2002:7f00:1::', 'loopback'],
  ['2002:7f00:0001:0:0:0:0:1', 'loopback'],
  ['2002:7f10:1::1', 'loopback'],
  ['fd12::5efe:127.0.0.1', 'loopback'],
  ['2a00::200:5efe:7f00:1', 'loopback'],
  ['0.0.0.0', 'an unspecified address'],
  ['0.1.2.3', 'an unspecified address'],
  ['0.255.255.255', 'an unspecified address'],
  ['::', 'an unspecified address'],
  ['0:0:0:0:0:0:0:0', 'an unspecified address'],
  ['::ffff:0.0.0.0', 'an unspecified address'],
  ['::ffff:0:0', 'an unspecified address'],
  ['64:ff9b::', 'an unspecified address'],
  ['2002::1', 'an unspecified address'],
  ['169.254.0.1', 'link-local, where cloud metadata lives'],
  ['169.254.169.254', 'link-local, where cloud metadata lives'],
  ['169.254.170.2', 'link-local, where cloud metadata lives'],
  ['169.254.255.255', 'link-local, where cloud metadata lives'],
  ['::ffff:169.254.169.254', 'link-local, where cloud metadata lives'],
  ['::ffff:a9fe:a9fe', 'link-local, where cloud metadata lives'],
  ['::a9fe:a9fe', 'link-local, where cloud metadata lives'],
  ['64:ff9b::a9fe:a9fe', 'link-local, where cloud metadata lives'],
  ['64:ff9b::169.254.169.254', 'link-local, where cloud metadata lives'],
  ['2002:a9fe:a9fe::', 'link-local, where cloud metadata lives'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['FE80:0:0:0:0:0:0:1', 'link-local'],
  ['febf::1', 'link-local'],
  ['fec0::1', 'deprecated site-local'],
  ['100.100.100.200', 'a cloud metadata address'],
  ['168.63.129.16', 'a cloud metadata address'],
  ['192.0.0.192', 'a cloud metadata or protocol address'],
  ['::ffff:100.100.100.200', 'a cloud metadata address'],
  ['fd00:ec2::254', 'a cloud metadata address'],
  ['fd00:0ec2:0000::0254', 'a cloud metadata address'],
  ['fd20:ce::254', 'a cloud metadata address'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.250', 'multicast'],
  ['ff02::1', 'multicast'],
  ['ff0e::c', 'multicast'],
  ['::ffff:224.0.0.1', 'multicast'],
  ['64:ff9b::e000:1', 'multicast'],
  ['240.0.0.1', 'reserved or broadcast'],
  ['255.255.255.255', 'reserved or broadcast'],
  ['::ffff:255.255.255.255', 'reserved or broadcast'],
  ['2002:ffff:ffff::', 'reserved or broadcast'],
  ['100::1', 'a discard address'],
  ['2001:0:4136:e378:8000:63bf:80ff:fffe', 'Teredo, which hides an IPv4 address'],
  ['localhost', 'not an IP address'],
  ['localhost.', 'not an IP address'],
  ['0x7f.1', 'not an IP address'],
  ['2130706433', 'not an IP address'],
  ['0177.0.0.1', 'not an IP address'],
  ['127.1', 'not an IP address'],
  ['[::1]', 'not an IP address'],
  ['127.0.0.1:80', 'not an IP address'],
  ['１２７.0.0.1', 'not an IP address'],
  ['', 'not an IP address'],
];

describe('checkEgress', () => {
  it(`knows at least 60 spellings (${DENIED.length})`, () => {
    expect(DENIED.length).toBeGreaterThanOrEqual(60);
  });

  it.each(DENIED)('denies %s: %s', (address, why) => {
    expect(checkEgress(address, CLOSED)).toEqual({ allowed: false, why });
  });

  it.each([
    '10.0.0.1',
    '172.16.3.4',
    '192.168.1.1',
    '100.64.0.9',
    '203.0.113.7',
    '126.255.255.255',
    '128.0.0.1',
    '223.255.255.255',
    '169.253.255.255',
    '2a00:1450::1',
    'fd12:3456::1',
    '::ffff:10.0.0.1',
    '64:ff9b::cb00:7107',
    '64:ff9b:1::10.1.2.3',
    '64:ff9b:1:a01:2:300::',
  ])('allows the customer address %s', (address) => {
    expect(checkEgress(address, CLOSED)).toEqual({ allowed: true });
  });

  it.each([
    ['127.16.0.1', true],
    ['127.31.255.255', true],
    ['127.15.255.255', false],
    ['127.32.0.0', false],
    ['127.0.0.1', false],
    ['::ffff:127.16.0.1', false],
    ['::1', false],
  ])('with 127.16.0.0/12 opened, %s allowed = %s', (address, allowed) => {
    expect(checkEgress(address, DEMO).allowed).toBe(allowed);
  });

  it.each([
    ['::1', ['::1/128'], true],
    ['::1', ['127.0.0.0/8'], false],
    ['127.0.0.1', ['127.0.0.1'], true],
    ['127.0.0.1', ['127.0.0.0/33'], false],
    ['127.0.0.1', ['nonsense'], false],
    ['169.254.169.254', ['0.0.0.0/0'], false],
  ])('loopback rule for %s under %j: allowed = %s', (address, loopback, allowed) => {
    expect(checkEgress(address, { ...CLOSED, loopback }).allowed).toBe(allowed);
  });

  it.each([
    ['127.16.0.1', 3000],
    ['192.168.7.7', 3000],
    ['::ffff:192.168.7.7', 3000],
    ['fd00::7', 3000],
    ['10.1.1.5', 5432],
  ])("denies the product's own listener at %s port %d", (address, port) => {
    expect(checkEgress(address, DEMO, port)).toEqual({
      allowed: false,
      why: "one of the product's own listeners",
    });
  });

  it.each([
    ['127.16.0.1', 4443],
    ['192.168.7.8', 3000],
    ['10.1.1.5', 443],
  ])('allows %s port %d, where the product does not listen', (address, port) => {
    expect(checkEgress(address, DEMO, port)).toEqual({ allowed: true });
  });

  it('gives every IPv4 address and its mapped, NAT64 and 6to4 forms the same answer', () => {
    fc.assert(
      fc.property(fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: 255 }))), (b) => {
        const plain = checkEgress(b.join('.'), CLOSED);
        const hex = b.map((byte) => byte.toString(16).padStart(2, '0'));
        const tail = `${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`;
        for (const form of [
          `::ffff:${tail}`,
          `64:ff9b::${tail}`,
          `2002:${tail}::9`,
          `::ffff:${b.join('.')}`,
        ]) {
          expect(checkEgress(form, CLOSED)).toEqual(plain);
        }
      }),
      { numRuns: 500 },
    );
  });
});
