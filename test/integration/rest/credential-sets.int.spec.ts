import { customer } from '@firewatch/shared/wire/access';
import { credentialSet, credentialSetDetail, deviceDetail } from '@firewatch/shared/wire/devices';
import { page, problem } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rest } from '../../support/rest.js';
import { CREDENTIAL, FINGERPRINT } from './fleet-fixture.js';
import { RestStage } from './rest-stage.js';

let stage: RestStage;
let owner: Rest;
let customerId: string;
let setId: string;

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  ({ id: customerId } = await owner.post('/customers', { name: 'Harbor Dental Group' }, customer));
  const body = { name: 'read-only', vendor: 'sonicwall', credential: CREDENTIAL };
  ({ id: setId } = await owner.post('/credential-sets', body, credentialSet));
});
afterAll(() => stage.close());

const add = (name: string) =>
  owner.post(
    '/devices',
    {
      customerId,
      name,
      vendor: 'sonicwall',
      host: '10.1.0.1',
      port: 443,
      fingerprint: FINGERPRINT,
      access: { credentialSetId: setId },
    },
    deviceDetail,
  );
const read = () => owner.get(`/credential-sets/${setId}`, credentialSetDetail);
const actions = async () =>
  (
    await stage.sql<{ action: string }>(
      'select action from audit_entries where subject_id = $1 order by id',
      [setId],
    )
  ).map((row) => row.action);

describe('a credential set', () => {
  it('says who made it and which firewalls are read with it, and nothing of its secret', async () => {
    const ids = [(await add('HDG-1')).row.id, (await add('HDG-2')).row.id];
    const { set, devices } = await read();
    expect(set).toMatchObject({
      name: 'read-only',
      state: 'untried',
      deviceCount: 2,
      refusedCount: 0,
      heldSince: null,
      createdBy: 'Olga Owner',
      changedBy: 'Olga Owner',
    });
    expect(devices.map((one) => [one.id, one.name, one.customerName, one.contact])).toEqual(
      ids.map((id, index) => [id, `HDG-${index + 1}`, 'Harbor Dental Group', 'never']),
    );
    expect(JSON.stringify(await read())).not.toContain(CREDENTIAL.password);
  });

  it('is renamed', async () => {
    const named = await owner.json('PATCH', `/credential-sets/${setId}`, { name: 'watch account' });
    expect(credentialSet.parse(named).name).toBe('watch account');
  });

  it('a rotation ends its hold, forgets the wrong tries of its 2 firewalls and makes both due now', async () => {
    await stage.sql(
      `update credential_sets set held_at = now(), probe_at = now(), state = 'failed', failed_devices = 2 where id = $1`,
      [setId],
    );
    await stage.sql(`update device_state set contact = 'auth-failed',
      core = jsonb_set(core, '{contact}', core->'contact' || '{"state": "auth-failed", "why": "auth-failed", "authTries": 2}')`);
    await stage.sql(`update poll_slots set hold_until = 'infinity', due_at = 'infinity'`);
    expect((await read()).set).toMatchObject({ state: 'failed', refusedCount: 2 });
    await owner.json('PUT', `/credential-sets/${setId}/secret`, { credential: CREDENTIAL });
    expect((await read()).set).toMatchObject({
      state: 'untried',
      refusedCount: 0,
      heldSince: null,
      probeAt: null,
    });
    const slots = await stage.sql(
      `select p.hold_until is null as free, p.due_at <= now() as due, s.core #>> '{contact,authTries}' as tries
       from poll_slots p join device_state s using (device_id)`,
    );
    expect(slots).toEqual([
      { free: true, due: true, tries: '0' },
      { free: true, due: true, tries: '0' },
    ]);
  });

  it('saving a device as it is forgets no wrong try; another set does, and asks the old one once more', async () => {
    const [first] = (await read()).devices;
    if (!first) throw new Error('no device');
    await stage.sql(
      `update device_state set core = jsonb_set(core, '{contact,authTries}', '1') where device_id = $1`,
      [first.id],
    );
    const tries = async () =>
      (
        await stage.sql<{ tries: number }>(
          `select (core #>> '{contact,authTries}')::int as tries from device_state where device_id = $1`,
          [first.id],
        )
      )[0]?.tries;
    await owner.json('PATCH', `/devices/${first.id}`, {
      host: '10.1.0.1',
      port: 443,
      tls: 'modern',
      access: { credentialSetId: setId },
    });
    expect(await tries()).toBe(1);
    await stage.sql(`update credential_sets set held_at = now() where id = $1`, [setId]);
    await owner.json('PATCH', `/devices/${first.id}`, { access: { credential: CREDENTIAL } });
    expect(await tries()).toBe(0);
    const [row] = await stage.sql(`select probe_at <= now() as soon from credential_sets where id = $1`, [
      setId,
    ]);
    expect(row).toEqual({ soon: true });
  });

  it('is not destroyed while a firewall is resynchronised with it, and names it among its users', async () => {
    const { id } = await owner.post(
      '/credential-sets',
      { name: 'resync only', vendor: 'sonicwall', credential: CREDENTIAL },
      credentialSet,
    );
    const [first] = (await read()).devices;
    const give = (resyncAccess: object | null) =>
      owner.json('PATCH', `/devices/${first?.id ?? ''}`, { resyncAccess });
    await give({ credentialSetId: id });
    const { devices } = await owner.get(`/credential-sets/${id}`, credentialSetDetail);
    expect(devices.map(({ name, use }) => [name, use])).toEqual([[first?.name, 'resync']]);
    const refused = await owner.send('DELETE', `/credential-sets/${id}`);
    expect([refused.status, problem.parse(await refused.json()).detail]).toEqual([
      409,
      `${first?.name} uses this set; give it another one first.`,
    ]);
    await give(null);
    expect((await owner.send('DELETE', `/credential-sets/${id}`)).status).toBe(204);
  });

  it('is not destroyed while a firewall is read with it, and is gone from the database afterwards', async () => {
    const refused = await owner.send('DELETE', `/credential-sets/${setId}`);
    expect([refused.status, problem.parse(await refused.json()).detail]).toEqual([
      409,
      'HDG-2 uses this set; give it another one first.',
    ]);
    const [first] = (await read()).devices;
    if (!first) throw new Error('no device');
    await owner.json('PATCH', `/devices/${first.id}`, { access: { credential: CREDENTIAL } });
    expect((await owner.send('DELETE', `/credential-sets/${setId}`)).status).toBe(204);
    expect(await stage.sql('select 1 from credential_sets where id = $1', [setId])).toEqual([]);
    const { items } = await owner.get('/credential-sets', page(credentialSet));
    expect(items.map((one) => one.name)).toEqual(['HDG-1', 'HDG-2']);
  });

  it('leaves an audit line for each act', async () => {
    expect(await actions()).toEqual([
      'credential-set.created',
      'credential-set.renamed',
      'credential-set.rotated',
      'credential-set.destroyed',
    ]);
  });
});
