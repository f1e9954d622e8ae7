import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { credentialSet } from '@firewatch/shared/wire/devices';
import { bulkAnswer } from '@firewatch/shared/wire/estate';
import { page } from '@firewatch/shared/wire/primitives';
import type { Rest } from '../../support/rest.js';
import { CREDENTIAL, type DeviceFixture } from '../rest/fleet-fixture.js';
import { RestStage } from '../rest/rest-stage.js';
import { asked, customerNamed, lostDevice, person, plan } from './rest-fleet.js';

let stage: RestStage;
let owner: Rest;
let alder: string;
let birch: string;
let first: DeviceFixture;
let second: DeviceFixture;
let foreign: DeviceFixture;

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  alder = await customerNamed(stage, 'Alder');
  birch = await customerNamed(stage, 'Birch');
}, 60_000);
afterAll(() => stage.close());

let made = 0;
beforeEach(async () => {
  made += 1;
  const lost = (customerId: string, name: string) =>
    lostDevice(stage, customerId, { name: `${name}-${made}`, hasCredential: false });
  first = await lost(alder, 'A-1');
  second = await lost(alder, 'A-2');
  foreign = await lost(birch, 'B-1');
});

const give = (devices: readonly DeviceFixture[], resyncAccess: object | null, by = owner) =>
  by.post('/devices/bulk', { deviceIds: devices.map(({ id }) => id), resyncAccess }, bulkAnswer);
const refusal = (devices: readonly DeviceFixture[], more: object, by = owner) =>
  asked(by, 'POST', '/devices/bulk', { deviceIds: devices.map(({ id }) => id), ...more });
const newSet = async (name: string, customerId: string | null) =>
  (
    await owner.post(
      '/credential-sets',
      { name, vendor: 'sonicwall', customerId, credential: CREDENTIAL },
      credentialSet,
    )
  ).id;
const setsOf = async (devices: readonly DeviceFixture[]) => {
  const rows = await stage.sql<{ id: string; name: string | null; customerId: string | null }>(
    `select d.id, c.name, c.customer_id as "customerId" from devices d left join credential_sets c on c.id = d.resync_credential_set_id
     where d.id = any ($1)`,
    [devices.map(({ id }) => id)],
  );
  return devices.map(({ id }) => rows.find((row) => row.id === id)?.name ?? null);
};
const lines = (device: DeviceFixture) =>
  stage.sql<{ detail: Record<string, unknown> }>(
    `select detail from audit_entries where action = 'device.changed' and subject_id = $1 order by id`,
    [device.id],
  );

describe('one resync credential for many firewalls', () => {
  it('is given by one request, stands in the audit of each, lets a plan take them, and is taken away again', async () => {
    const credentialSetId = await newSet(`resync ${made}`, null);
    expect(await give([first, second, foreign], { credentialSetId })).toEqual({ changed: 3, refused: [] });
    expect(await setsOf([first, second, foreign])).toEqual(Array(3).fill(`resync ${made}`));
    for (const device of [first, second, foreign]) {
      expect((await lines(device)).map(({ detail }) => detail)).toEqual([
        { addTags: [], removeTags: [], oneOf: 3, resyncCredentialChanged: true },
      ]);
    }
    expect((await plan(owner, [first, second, foreign])).leftOut).toEqual([]);
    expect(await give([first, foreign], null)).toEqual({ changed: 2, refused: [] });
    expect(await setsOf([first, second, foreign])).toEqual([null, `resync ${made}`, null]);
    const without = await plan(owner, [first, second]);
    expect(without.leftOut.map(({ name, words }) => [name, words])).toEqual([
      [
        `A-1-${made}`,
        'It has no resync credential: give it one on its page, or many one together in the fleet.',
      ],
    ]);
  });

  it('leaves alone and names whoever cannot have it: on a checklist, of another customer or vendor, read with it', async () => {
    const other = await lostDevice(stage, alder, { name: `A-3-${made}`, hasCredential: false });
    const strange = await lostDevice(stage, alder, { name: `A-4-${made}`, hasCredential: false });
    const credentialSetId = await newSet(`of Alder ${made}`, alder);
    await stage.sql(`update devices set readability = 'checklist', credential_set_id = null where id = $1`, [
      second.id,
    ]);
    await stage.sql('update devices set credential_set_id = $2 where id = $1', [other.id, credentialSetId]);
    await stage.sql(`update devices set vendor = 'acme' where id = $1`, [strange.id]);
    const answer = await give([first, second, foreign, other, strange], { credentialSetId });
    expect(answer.changed).toBe(1);
    expect(Object.fromEntries(answer.refused.map(({ name, why }) => [name, why]))).toEqual({
      [`A-2-${made}`]: 'It is on a checklist: it is never signed in to.',
      [`B-1-${made}`]: `The set of Alder ${made} is for firewalls of another customer.`,
      [`A-3-${made}`]: `It is read with the set of Alder ${made}: its resync credential is another one.`,
      [`A-4-${made}`]: `The set of Alder ${made} is for firewalls of another vendor.`,
    });
    expect(await setsOf([first, second, foreign, other, strange])).toEqual([
      `of Alder ${made}`,
      null,
      null,
      null,
      null,
    ]);
    expect(await lines(foreign)).toEqual([]);
  });

  it('becomes one set when it is typed: of the customer whose they all are, else of any customer, never in the audit', async () => {
    const typed = { credential: CREDENTIAL, credentialName: `typed ${made}` };
    await give([first, second], typed);
    await give([second, foreign], { credential: CREDENTIAL });
    expect(await setsOf([first, second, foreign])).toEqual([
      `typed ${made}`,
      'Resync of 2 firewalls',
      'Resync of 2 firewalls',
    ]);
    const { items } = await owner.get('/credential-sets', page(credentialSet));
    const ownerOf = (name: string) => items.find((set) => set.name === name)?.customerId;
    expect([ownerOf(`typed ${made}`), ownerOf('Resync of 2 firewalls')]).toEqual([alder, null]);
    const audits = await stage.sql('select detail from audit_entries');
    expect(JSON.stringify(audits)).not.toContain(CREDENTIAL.password);
  });

  it('changes nothing when what was typed cannot be a credential of theirs', async () => {
    const engineer = await person(stage, { name: `Eng${made}`, role: 'engineer', customers: [alder, birch] });
    expect(await refusal([first], { resyncAccess: { credential: { user: 'x' } } })).toEqual({
      status: 422,
      detail: 'resyncAccess.credential.password is missing (Password).',
    });
    expect(await refusal([first, foreign], { resyncAccess: { credential: CREDENTIAL } }, engineer)).toEqual({
      status: 422,
      detail:
        'resyncAccess: a new credential for several customers is made by people who see all of them; choose firewalls of one',
    });
    const credentialSetId = '00000000-0000-4000-8000-000000000000';
    expect(await refusal([first], { resyncAccess: { credentialSetId } })).toEqual({
      status: 422,
      detail: 'resyncAccess.credentialSetId: there is no such credential set',
    });
    await stage.sql(`update devices set vendor = 'acme' where id = $1`, [second.id]);
    expect(await refusal([first, second], { resyncAccess: { credential: CREDENTIAL } })).toEqual({
      status: 422,
      detail: 'resyncAccess: a new credential is for one vendor; choose firewalls of one',
    });
    const both = { resyncAccess: { credential: CREDENTIAL }, readability: 'checklist', reason: 'old box' };
    const answer = await refusal([first], both);
    expect([answer.status, answer.detail]).toEqual([
      422,
      expect.stringMatching(/^resyncAccess is of no use on a checklist/),
    ]);
    expect(await setsOf([first, second, foreign])).toEqual([null, null, null]);
  });
});
