import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceDetail } from '@firewatch/shared/wire/devices';
import { page } from '@firewatch/shared/wire/primitives';
import { resyncRunDetail } from '@firewatch/shared/wire/resync';
import { vendorInfo } from '@firewatch/shared/wire/vendors';
import type { Rest } from '../../support/rest.js';
import { CREDENTIAL, FINGERPRINT } from '../rest/fleet-fixture.js';
import { RestStage } from '../rest/rest-stage.js';
import { asked, customerNamed, lostDevice, stepUp } from './rest-fleet.js';

let stage: RestStage;
let owner: Rest;
let customerId: string;

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  customerId = await customerNamed(stage, 'Alder');
}, 60_000);
afterAll(() => stage.close());

const firewall = (more: object = {}) => ({
  customerId,
  name: 'Edge',
  vendor: 'sonicwall',
  host: '10.9.9.9',
  port: 443,
  fingerprint: FINGERPRINT,
  access: { credential: CREDENTIAL },
  ...more,
});
const unreached = (more: object = {}) => ({
  customerId,
  name: 'Old mail filter',
  vendor: 'sonicwall',
  readability: 'checklist',
  productLine: 'email-security-appliance',
  serial: '0006B1AABBCC',
  lastKnown: 'Licensed until 2009, seen on its web page',
  ...more,
});

describe('the resync credential of a firewall', () => {
  it('is a set of its own beside the one it is read with, given and taken on its page', async () => {
    const added = await owner.post('/devices', firewall(), deviceDetail);
    expect(added.resyncCredentialSet).toBeNull();
    const path = `/devices/${added.row.id}`;
    const changed = deviceDetail.parse(
      await owner.json('PATCH', path, { resyncAccess: { credential: CREDENTIAL } }),
    );
    expect(changed.resyncCredentialSet?.name).toBe('Edge (resync)');
    expect(changed.resyncCredentialSet?.id).not.toBe(changed.credentialSet?.id);
    const none = deviceDetail.parse(await owner.json('PATCH', path, { resyncAccess: null }));
    expect(none.resyncCredentialSet).toBeNull();
  });

  it('is never the one it is read with', async () => {
    const added = await owner.post('/devices', firewall({ name: 'Core' }), deviceDetail);
    const credentialSetId = added.credentialSet?.id;
    const answer = await asked(owner, 'PATCH', `/devices/${added.row.id}`, {
      resyncAccess: { credentialSetId },
    });
    expect(answer).toEqual({
      status: 422,
      detail:
        'resyncAccess: the resync credential is another one than the device is read with: choose or make another set',
    });
  });
});

describe('the management server a firewall hangs on', () => {
  it('is said when it is added, changed and taken away, and holds in the plan', async () => {
    const added = await owner.post(
      '/devices',
      firewall({ name: 'Branch', controller: ' GMS Portland ' }),
      deviceDetail,
    );
    expect(added.controller).toBe('GMS Portland');
    const path = `/devices/${added.row.id}`;
    const change = async (controller: string | null) =>
      deviceDetail.parse(await owner.json('PATCH', path, { controller })).controller;
    expect(await change('NSM West')).toBe('NSM West');
    expect(deviceDetail.parse(await owner.json('PATCH', path, { name: 'Branch 1' })).controller).toBe(
      'NSM West',
    );
    expect(await change(null)).toBeNull();
    const acts = await stage.sql<{ controller: string | null }>(
      `select detail->>'controller' as controller from audit_entries
       where subject_id = $1 and action = 'device.changed' and detail ? 'controller' order by id`,
      [added.row.id],
    );
    expect(acts).toEqual([{ controller: 'NSM West' }, { controller: null }]);
  });

  it.each([
    ['', 'at least 1'],
    ['x'.repeat(81), 'at most 80'],
  ])('refuses %j', async (controller, bound) => {
    const answer = await asked(owner, 'POST', '/devices', firewall({ name: 'Odd', controller }));
    expect([answer.status, answer.detail]).toEqual([422, expect.stringMatching(/^controller /)]);
    expect(answer.detail).toContain(bound);
  });

  it('stands in the reason of each place, and a change of it asks for another plan', async () => {
    const lost = await Promise.all(['H-1', 'H-2'].map((name) => lostDevice(stage, customerId, { name })));
    const hang = (id: string | undefined, controller: string) =>
      stage.sql('update devices set controller = $2 where id = $1', [id, controller]);
    for (const { id } of lost) await hang(id, 'GMS Portland');
    const run = await owner.post(
      '/resync-runs',
      {
        choice: { by: 'list', deviceIds: lost.map(({ id }) => id) },
        caps: { perController: 1 },
      },
      resyncRunDetail,
    );
    expect(run.devices.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('At most 1 of GMS Portland works at once.'),
      expect.stringContaining('At most 1 of GMS Portland works at once.'),
    ]);
    await hang(lost[0]?.id, 'NSM West');
    await stepUp(owner);
    const start = { hash: run.hash, at: null, override: 'the vendor says it is repaired' };
    expect(await asked(owner, 'POST', `/resync-runs/${run.row.id}/start`, start)).toEqual({
      status: 409,
      detail: 'H-1 hangs on another management server now; plan again.',
    });
  });
});

describe('a firewall that nobody reaches', () => {
  it('is watched by a person\u2019s word, is never due for a read, and has its checklist in a plan', async () => {
    const added = await owner.post('/devices', unreached(), deviceDetail);
    expect([added.host, added.productLine, added.lastKnown?.text, added.row.serial]).toEqual([
      '',
      'email-security-appliance',
      'Licensed until 2009, seen on its web page',
      '0006B1AABBCC',
    ]);
    expect(added.identities).toEqual([]);
    const [slot] = await stage.sql<{ isHeld: boolean }>(
      `select hold_until = 'infinity' and due_at = 'infinity' as "isHeld" from poll_slots where device_id = $1`,
      [added.row.id],
    );
    expect(slot).toEqual({ isHeld: true });
    const run = await owner.post(
      '/resync-runs',
      { choice: { by: 'list', deviceIds: [added.row.id] } },
      resyncRunDetail,
    );
    expect(run.devices.map(({ phase, procedureId }) => [phase, procedureId])).toEqual([
      ['by-hand', 'sonicwall/email-security-appliance'],
    ]);
  });

  it('needs its product line, and one that the vendor has', async () => {
    const { productLine: _none, ...bare } = unreached({ serial: '0006B1AABBCD' });
    expect((await asked(owner, 'POST', '/devices', bare)).detail).toContain('productLine');
    const other = await asked(
      owner,
      'POST',
      '/devices',
      unreached({ productLine: 'toaster', serial: '0006B1AABBCE' }),
    );
    expect(other.status).toBe(422);
    expect(other.detail).toContain('productLine: is no product line of SonicWall');
    expect(other.detail).toContain('email-security-appliance');
    const vendors = await owner.get('/vendors', page(vendorInfo));
    expect(vendors.items[0]?.productLines?.map(({ id }) => id)).toContain('email-security-appliance');
  });

  it('keeps a product line: without one nothing says what it is', async () => {
    const added = await owner.post('/devices', unreached({ serial: '0006B1AABBCF' }), deviceDetail);
    const answer = await asked(owner, 'PATCH', `/devices/${added.row.id}`, { productLine: null });
    expect([answer.status, answer.detail]).toEqual([
      422,
      'productLine: is needed: nobody reaches this device, so nothing else says what it is',
    ]);
    const changed = await owner.json('PATCH', `/devices/${added.row.id}`, {
      productLine: 'ssl-vpn',
      lastKnown: 'Licensed again',
    });
    const { productLine, lastKnown } = deviceDetail.parse(changed);
    expect([productLine, lastKnown?.text]).toEqual(['ssl-vpn', 'Licensed again']);
  });

  it('may be without address and certificate only on a checklist', async () => {
    const { host: _host, fingerprint: _print, ...bare } = firewall({ name: 'Nowhere' });
    const answer = await asked(owner, 'POST', '/devices', bare);
    expect(answer.status).toBe(422);
    expect(answer.detail).toContain('host');
    expect(answer.detail).toContain('fingerprint');
  });
});
