import { describe, expect, it } from 'vitest';
import { aDetail } from '../model/detail.builder.js';
import { isOtherBox } from './enrol-state.js';
import { likenessOf } from './likeness.js';
import { hasParts, partsOf, placeFaults, startOf, targetOf } from './place-form.js';

const id = (last: number): string => `00000000-0000-4000-8000-${String(last).padStart(12, '0')}`;
const sonicwall = {
  id: 'sonicwall',
  name: 'SonicWall',
  defaultPort: 443,
  credentialFields: [],
  services: [],
};
const customers = [
  { id: id(8), name: 'Alder Bank', deviceCount: 1, sites: [] },
  { id: id(9), name: 'Harbor Dental', deviceCount: 1, sites: [{ id: id(7), name: 'Tacoma' }] },
];
const known: Parameters<typeof startOf>[1] = { customers, vendors: [sonicwall] };
const NOTHING = { place: null, like: null, sender: null };
const other = aDetail(
  [],
  {
    customerId: id(9),
    siteId: id(7),
    tags: ['branch', 'night shift'],
    group: { id: id(6), name: 'Branches' },
  },
  {
    port: 8443,
    tls: 'legacy',
    trust: 'pin-key',
    intervalSeconds: 300,
    controller: 'GMS Portland',
    credentialSet: { id: id(5), name: 'Avalon', state: 'works', deviceCount: 3 },
  },
);

describe('a firewall like another one', () => {
  const like = likenessOf(other);
  const form = startOf({ place: null, like, sender: null }, known);

  it('begins with all of the other but who it is and where it stands', () => {
    expect(like).toEqual({
      of: 'HDG-TAC-01',
      customerId: id(9),
      siteId: id(7),
      vendor: 'sonicwall',
      port: 8443,
      tls: 'legacy',
      trust: 'pin-key',
      credentialSetId: id(5),
      tags: ['branch', 'night shift'],
      groupId: id(6),
      intervalSeconds: 300,
      controller: 'GMS Portland',
    });
    expect(form).toEqual({
      customer: id(9),
      newCustomer: '',
      site: id(7),
      newSite: '',
      name: '',
      vendor: 'sonicwall',
      host: '',
      port: '8443',
      tls: 'legacy',
      tags: 'branch, night shift',
      groupId: id(6),
      interval: '300',
      controller: 'GMS Portland',
      serial: '',
    });
    expect(hasParts(form)).toBe(true);
  });

  it('asks for its own name and address before anything is sent', () => {
    const faults = placeFaults(form);
    expect(Object.entries(faults).flatMap(([field, fault]) => (fault === false ? [] : [field]))).toEqual([
      'name',
      'host',
    ]);
  });

  it('stores what stands in the fields', () => {
    const filled = {
      ...form,
      name: 'HDG-TAC-02',
      host: ' 198.51.100.15 ',
      tags: 'branch',
      groupId: '',
      interval: '15',
      controller: ' NSM ',
    };
    expect({ ...targetOf(filled), ...partsOf(filled) }).toEqual({
      vendor: 'sonicwall',
      host: '198.51.100.15',
      port: 8443,
      tls: 'legacy',
      tags: ['branch'],
      groupId: null,
      intervalSeconds: 15,
      controller: 'NSM',
      serial: '',
    });
  });

  it('takes over no credential where the other is on a checklist', () => {
    expect(likenessOf({ ...other, credentialSet: null }).credentialSetId).toBeNull();
  });
});

describe('a first firewall', () => {
  it('begins with the usual, its tags, group, interval and management server folded away', () => {
    const form = startOf(NOTHING, known);
    expect(hasParts({ ...form, controller: 'NSM' })).toBe(true);
    expect([form.customer, form.port, form.tls, form.interval, hasParts(form)]).toEqual([
      id(8),
      '443',
      'modern',
      '60',
      false,
    ]);
  });

  it.each([
    ['tags', { tags: 'x'.repeat(41) }],
    ['intervalSeconds', { interval: '14' }],
    ['port', { port: '0' }],
    ['serial', { serial: '1'.repeat(61) }],
  ] as const)('is not sent with a wrong %s', (field, change) => {
    expect(placeFaults({ ...startOf(NOTHING, known), ...change })[field]).not.toBe(false);
  });
});

describe('an unknown sender', () => {
  const sender = { vendor: 'sonicwall', serial: '18B16900A001', source: '198.51.100.23' };

  it('lends its address and serial; name and customer are for a person to say', () => {
    const form = startOf({ ...NOTHING, sender }, known);
    expect([form.name, form.host, form.port, form.serial]).toEqual([
      '',
      '198.51.100.23',
      '443',
      '18B16900A001',
    ]);
  });

  it.each([
    ['18B16900A001', '18b169-00a001', false],
    ['', '18B16900A001', false],
    ['18B16900A001', '18B16900A002', true],
  ])('expected %s, read %s: another box %s', (expected, read, isOther) => {
    expect(isOtherBox({ serial: expected }, read)).toBe(isOther);
  });
});
