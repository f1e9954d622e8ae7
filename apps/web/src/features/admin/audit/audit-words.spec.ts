import { describe, expect, it } from 'vitest';
import { auditWords, KNOWN_ACTS } from './audit-words.js';

const BOX = { host: '198.51.100.14', port: 443, fingerprint: 'AB:CD:EF:01:23:45' };

describe('auditWords', () => {
  it.each([
    [
      'device.added',
      { name: 'HDG-TAC-01', ...BOX },
      'Named HDG-TAC-01; at 198.51.100.14:443; certificate AB:CD:EF:01… approved.',
    ],
    [
      'device.removed',
      { name: 'HDG-TAC-01', reason: 'exchanged', destroyedCredentials: ['HDG-TAC-01'] },
      'It was called HDG-TAC-01; destroyed the credentials HDG-TAC-01; reason: exchanged.',
    ],
    [
      'device.changed',
      { addTags: ['branch'], groupId: null, intervalSeconds: 30, oneOf: 12 },
      'Read every 30 s; tags added: branch; in no group; one of 12 changed together.',
    ],
    [
      'device.changed',
      { productLine: 'sonicos-5', controller: 'GMS Portland', lastKnown: 'Licensed' },
      'Product line sonicos-5; hangs on GMS Portland; last known: Licensed.',
    ],
    ['device.changed', { controller: null }, 'Hangs on no management server.'],
    [
      'person.changed',
      { role: 'viewer', was: { role: 'engineer' }, disabled: true, ended: { sessions: 2, tokens: 1 } },
      'Role viewer (was engineer); may not sign in any more; ended 2 sessions and 1 token.',
    ],
    [
      'person.created',
      { email: 'mia@msp.example', role: 'engineer', allCustomers: false, customers: ['a', 'b'] },
      'Signs in as mia@msp.example; role engineer; sees 2 customers.',
    ],
    [
      'resync.planned',
      { run: 'R-2', choice: { by: 'incident' }, devices: 38, hash: 'a' },
      'R-2; 38 firewalls; from an incident.',
    ],
    [
      'resync.started',
      { hash: 'a', at: null, override: 'vendor asked' },
      'At once, after the time to cancel; against a guard: “vendor asked”.',
    ],
    ['resync.retried', { run: 'R-2', deviceIds: ['a', 'b'] }, 'R-2; 2 firewalls.'],
    ['resync.taken-over', { deviceIds: ['a'] }, '1 firewall from here on by hand.'],
    ['resync.kill-switch-turned', { isOn: true, reason: 'drill' }, 'Every run stopped; reason: drill.'],
    ['resync.second-person-changed', { secondPersonFrom: null }, 'Nobody else has to approve.'],
    [
      'do-not-touch.set',
      { target: { kind: 'model', vendor: 'sonicwall', model: 'TZ 190' }, reason: 'case 4711' },
      'Model TZ 190; reason: case 4711.',
    ],
    ['session.started', { by: 'password', address: '192.0.2.7' }, 'By password from 192.0.2.7.'],
    [
      'baseline.confirmed',
      { baseline: { ips: 'off' }, reason: 'not bought' },
      'Should run: IPS off; reason: not bought.',
    ],
    [
      'baseline.intended',
      { actId: 'x', reason: 'agreed', group: 'Branches', devices: ['A', 'B'] },
      'For the group Branches; on A and B; reason: agreed.',
    ],
    [
      'incident.acked',
      { reason: 'Vendor called', until: null },
      'Quiet until it is over; reason: Vendor called.',
    ],
    [
      'maintenance.created',
      {
        reason: 'Firmware',
        when: 'Sundays 02:00 to 03:00',
        target: { kind: 'site', names: ['Tacoma'] },
        devices: 3,
      },
      'Of Tacoma; Sundays 02:00 to 03:00; 3 firewalls; reason: Firmware.',
    ],
    ['devices.imported', { firewalls: [{ name: 'A', host: 'x' }, { name: 'B' }] }, 'A and B from a file.'],
    ['credential-set.renamed', { before: 'Old', name: 'New' }, 'From Old to New.'],
    [
      'channel.tested',
      { deliveryId: '1', byToken: '3f9a' },
      'A test message was sent; by the token fw_3f9a.',
    ],
  ])('%s with %j', (action, detail, words) => {
    expect(auditWords({ action, detail })).toBe(words);
  });

  it('names five of many', () => {
    const firewalls = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
    expect(auditWords({ action: 'devices.imported', detail: { firewalls } })).toBe(
      'A, B, C, D, E and 2 more from a file.',
    );
  });

  it('reads an act it has no words for', () => {
    expect(auditWords({ action: 'person.reset-on-host', detail: { way: 'link' } })).toBe('Way: link.');
    expect(auditWords({ action: 'device.blessed', detail: {} })).toBe('');
  });

  it.each(KNOWN_ACTS)(
    '%s shows neither braces nor missing words where a line of an older version kept nothing',
    (action) => {
      expect(auditWords({ action, detail: {} })).not.toMatch(/[{}[\]"]|undefined|null|NaN/);
    },
  );
});
