import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, site } from '@firewatch/shared/wire/access';
import {
  acceptIdentityAnswer,
  credentialSet,
  deviceDetail,
  readNowAnswer,
} from '@firewatch/shared/wire/devices';
import { lookAnswer, tryAnswer } from '@firewatch/shared/wire/enrolment';
import { deviceHistory } from '@firewatch/shared/wire/device-history';
import { vendorInfo } from '@firewatch/shared/wire/vendors';
import { page, problem } from '@firewatch/shared/wire/primitives';
import type { Rest } from '../../support/rest.js';
import { CREDENTIAL, FINGERPRINT, storeDevice } from './fleet-fixture.js';
import { RestStage } from './rest-stage.js';

const OTHER = `${'AB:'.repeat(31)}AB`;
let stage: RestStage;
let owner: Rest;
let customerId: string;
let count = 0;

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  ({ id: customerId } = await owner.post('/customers', { name: 'Harbor Dental Group' }, customer));
});
afterAll(() => stage.close());

const newDevice = (more: object = {}) => ({
  customerId,
  name: `HDG-TAC-${(count += 1)}`,
  vendor: 'sonicwall',
  host: '10.1.0.1',
  port: 443,
  fingerprint: FINGERPRINT,
  access: { credential: CREDENTIAL },
  ...more,
});
const add = (more: object = {}) => owner.post('/devices', newDevice(more), deviceDetail);
const refusal = async (method: string, path: string, body?: unknown) => {
  const answer = await owner.send(method, path, body);
  return [answer.status, problem.parse(await answer.json()).detail];
};

describe('watching a firewall', () => {
  it('stores it with its approved certificate, makes a full read due now and shows it unknown, not green', async () => {
    const detail = await add({ serial: '0017C5AA0001', baseline: { ips: 'on' } });
    const { row } = detail;
    expect([row.worst, row.contact, row.why]).toEqual([
      { verdict: 'unknown', reason: 'never-read' },
      'never',
      'not read yet',
    ]);
    expect(
      detail.identities.map(({ serial, fingerprint, acceptedBy }) => [serial, fingerprint, acceptedBy]),
    ).toEqual([['0017C5AA0001', FINGERPRINT, 'Olga Owner']]);
    const [slot] = await stage.sql<{ due: boolean; why: string; scope: string }>(
      'select due_at <= now() as due, due_why as why, due_scope as scope from poll_slots where device_id = $1',
      [row.id],
    );
    expect(slot).toEqual({ due: true, why: 'enrol', scope: 'full' });
    const [stored] = await stage.sql<{ cohort: string }>('select cohort from devices where id = $1', [
      row.id,
    ]);
    expect(stored?.cohort).toMatch(/^sonicwall\/.+/);
  });

  it('is kept on a checklist without a credential, and signed in to only once it can be read', async () => {
    const { access: _none, ...bare } = newDevice({ readability: 'checklist' });
    const { row, ...detail } = await owner.post('/devices', bare, deviceDetail);
    expect([detail.readability, detail.credentialSet, row.worst.verdict]).toEqual([
      'checklist',
      null,
      'unknown',
    ]);
    const needs = 'a device that is read needs a credential set or a credential';
    const { access: _left, ...api } = newDevice();
    expect(await refusal('POST', '/devices', api)).toEqual([422, expect.stringContaining(needs)]);
    expect(await refusal('POST', '/devices', newDevice({ readability: 'checklist' }))).toEqual([
      422,
      expect.stringContaining('never signed in to'),
    ]);
    expect(await refusal('PATCH', `/devices/${row.id}`, { readability: 'api' })).toEqual([
      422,
      expect.stringContaining(needs),
    ]);
    const changed = await owner.json('PATCH', `/devices/${row.id}`, {
      readability: 'api',
      access: { credential: CREDENTIAL },
    });
    expect(deviceDetail.parse(changed)).toMatchObject({
      readability: 'api',
      credentialSet: { deviceCount: 1 },
    });
  });

  it('trusts a public authority only for a host name and over modern TLS', async () => {
    expect(await refusal('POST', '/devices', newDevice({ trust: 'ca' }))).toEqual([
      422,
      expect.stringContaining('public authorities vouch for host names'),
    ]);
    const named = { host: 'fw.example', trust: 'ca' };
    expect(await refusal('POST', '/devices', newDevice({ ...named, tls: 'legacy' }))).toEqual([
      422,
      expect.stringContaining('legacy TLS'),
    ]);
    const { row, trust } = await add(named);
    expect(trust).toBe('ca');
    expect((await refusal('PATCH', `/devices/${row.id}`, { host: '10.1.0.9' }))[0]).toBe(422);
  });

  it('keeps the secret out of the database in clear, the answers, the audit and the log; only the key opens it', async () => {
    const { row, credentialSet: set } = await add();
    const [stored] = await stage.sql<{ sealed: Buffer; dump: string }>(
      `select sealed, encode(sealed, 'escape') as dump from credential_sets where id = $1`,
      [set?.id],
    );
    const as = { purpose: 'credential-set', recordId: set?.id ?? '', field: 'sealed', version: 1 };
    expect(stage.vault.unseal(stored?.sealed ?? Buffer.alloc(0), as)).toEqual(CREDENTIAL);
    const tables = ['audit_entries', 'events', 'devices', 'idempotency_keys', 'device_calls'];
    const texts = [
      stored?.dump ?? '',
      ...stage.logged,
      JSON.stringify(await owner.json('GET', `/devices/${row.id}`)),
    ];
    for (const table of tables) texts.push(JSON.stringify(await stage.sql(`select * from ${table}`)));
    expect(texts.filter((text) => text.includes(CREDENTIAL.password))).toEqual([]);
  });

  it('does a repeated idempotency key once and answers it again; another body is 422', async () => {
    const body = newDevice();
    const send = (payload: unknown) =>
      stage.raw('POST', '/api/v1/devices', {
        body: JSON.stringify(payload),
        headers: {
          'content-type': 'application/json',
          origin: stage.url,
          cookie: owner.cookieHeader,
          'idempotency-key': 'enrol-0001-abcdef',
        },
      });
    const answers = await Promise.all([send(body), send(body), send(body)]);
    const bodies = await Promise.all(answers.map((one) => one.json()));
    expect(answers.map((one) => one.status)).toEqual([201, 201, 201]);
    expect([bodies[1], bodies[2]]).toEqual([bodies[0], bodies[0]]);
    expect(await stage.sql('select id from devices where name = $1', [body.name])).toHaveLength(1);
    expect((await send({ ...body, name: 'other' })).status).toBe(422);
  });

  it('names what does not fit: customer, site, serial, credential set of another vendor', async () => {
    await add({ serial: '0017C5AA0002', name: 'FIRST' });
    const elsewhere = await owner.post('/customers', { name: `Other ${count}` }, customer);
    const place = await owner.post('/sites', { customerId: elsewhere.id, name: 'HQ' }, site);
    const nobody = '0b8f9f0e-5f4e-4d8b-9a43-3d0a2f2f2f01';
    expect(await refusal('POST', '/devices', newDevice({ customerId: nobody }))).toEqual([
      422,
      'customerId: there is no such customer',
    ]);
    expect(await refusal('POST', '/devices', newDevice({ siteId: place.id }))).toEqual([
      422,
      'siteId: there is no such site of this customer',
    ]);
    expect(await refusal('POST', '/devices', newDevice({ serial: '0017C5AA0002' }))).toEqual([
      422,
      'serial: FIRST has this serial already',
    ]);
    expect(await refusal('POST', '/devices', newDevice({ access: { credentialSetId: nobody } }))).toEqual([
      422,
      'access.credentialSetId: there is no such credential set',
    ]);
    const before = await stage.sql('select id from credential_sets');
    await owner.send('POST', '/devices', newDevice({ serial: '0017C5AA0002' }));
    expect(await stage.sql('select id from credential_sets')).toHaveLength(before.length);
  });

  it('stops: gone from list, slots and counts, still in history with its reason', async () => {
    const { row } = await add();
    await owner.json('DELETE', `/devices/${row.id}`, { reason: 'sold the box' });
    expect((await owner.send('GET', `/devices/${row.id}`)).status).toBe(404);
    expect(await stage.sql('select 1 from poll_slots where device_id = $1', [row.id])).toEqual([]);
    const [line] = await stage.sql<{ action: string; person_name: string; reason: string }>(
      `select action, person_name, detail->>'reason' as reason from audit_entries where subject_id = $1 order by id desc limit 1`,
      [row.id],
    );
    expect(line).toEqual({ action: 'device.removed', person_name: 'Olga Owner', reason: 'sold the box' });
    const [event] = await stage.sql<{ type: string; action: string }>(
      `select type, payload->>'action' as action from events where device_id = $1 order by id desc limit 1`,
      [row.id],
    );
    expect(event).toEqual({ type: 'inventory.changed', action: 'device.removed' });
  });
});

describe('a device that is held', () => {
  const hold = (id: string, contact: object) =>
    stage.sql(
      `with s as (update poll_slots set hold_until = 'infinity', due_at = now() + interval '1 day' where device_id = $1)
       update device_state set core = jsonb_set(core, '{contact}', core->'contact' || $2::jsonb), contact = $2::jsonb->>'state' where device_id = $1`,
      [id, JSON.stringify(contact)],
    );
  const slot = async (id: string) =>
    (
      await stage.sql(
        'select hold_until is null as free, due_at <= now() as due from poll_slots where device_id = $1',
        [id],
      )
    )[0];

  it('approves no single certificate of a device that is trusted by its public name', async () => {
    const { row } = await add({ host: 'fw2.example', trust: 'ca' });
    await hold(row.id, {
      state: 'identity-mismatch',
      why: 'certificate-changed',
      met: { fingerprint: OTHER },
    });
    const answer = await owner.post(
      '/devices/accept-identity',
      { deviceIds: [row.id], reason: 'renewed', fingerprints: [OTHER] },
      acceptIdentityAnswer,
    );
    expect(answer.refused).toMatchObject([{ why: expect.stringContaining('trusted by its public name') }]);
  });

  it('is not read on demand while its sign-in is refused, and is read anew with a new secret', async () => {
    const { row, credentialSet: set } = await add();
    await hold(row.id, { state: 'auth-failed', why: 'auth-failed', authTries: 2 });
    expect((await refusal('POST', `/devices/${row.id}/read`))[0]).toBe(409);
    const rotated = await owner.json('PUT', `/credential-sets/${set?.id}/secret`, {
      credential: { ...CREDENTIAL, password: 'new' },
    });
    expect(credentialSet.parse(rotated)).toMatchObject({ state: 'untried', deviceCount: 1 });
    expect(await slot(row.id)).toEqual({ free: true, due: true });
    const [stored] = await stage.sql<{ sealed: Buffer; seal_version: number }>(
      'select sealed, seal_version from credential_sets where id = $1',
      [set?.id],
    );
    const as = { purpose: 'credential-set', recordId: set?.id ?? '', field: 'sealed', version: 2 };
    expect([stored?.seal_version, stage.vault.unseal(stored?.sealed ?? Buffer.alloc(0), as)]).toEqual([
      2,
      { ...CREDENTIAL, password: 'new' },
    ]);
  });

  it('is read anew at its new address', async () => {
    const { row } = await add();
    await hold(row.id, { state: 'auth-failed', why: 'auth-failed', authTries: 2 });
    const edited = deviceDetail.parse(
      await owner.json('PATCH', `/devices/${row.id}`, { host: 'fw2.example.com', intervalSeconds: 30 }),
    );
    expect([edited.host, edited.intervalSeconds]).toEqual(['fw2.example.com', 30]);
    expect(await slot(row.id)).toEqual({ free: true, due: true });
  });

  it('takes a met certificate only when it is the one the person looked at, one sentence for each refused', async () => {
    const { row } = await add({ serial: '0017C5AA0009' });
    const well = await storeDevice(stage, customerId, { name: 'WELL-1' });
    await hold(row.id, {
      state: 'identity-mismatch',
      why: 'certificate-changed',
      met: { fingerprint: OTHER },
    });
    const approve = (fingerprints: string[]) =>
      owner.post(
        '/devices/accept-identity',
        { deviceIds: [row.id, well.id], reason: 'box replaced', fingerprints },
        acceptIdentityAnswer,
      );
    const wrong = await approve([FINGERPRINT]);
    expect(wrong.accepted).toEqual([]);
    expect(wrong.refused).toContainEqual({
      deviceId: row.id,
      why: 'It shows another certificate by now than the one that was looked at.',
    });
    expect(await slot(row.id)).toEqual({ free: false, due: false });
    const right = await approve([OTHER]);
    expect([right.accepted, right.refused]).toEqual([
      [row.id],
      [{ deviceId: well.id, why: 'It shows no unknown certificate or serial now.' }],
    ]);
    expect(await slot(row.id)).toEqual({ free: true, due: true });
    const { identities } = await owner.get(`/devices/${row.id}`, deviceDetail);
    expect(identities.map(({ serial, fingerprint, reason }) => [serial, fingerprint, reason])).toEqual([
      ['0017C5AA0009', FINGERPRINT, 'approved at enrolment'],
      ['0017C5AA0009', OTHER, 'box replaced'],
    ]);
  });
});

describe('asking a device', () => {
  /** Whoever holds the key, for one call: reads the row, answers, nudges. */
  async function answerOne(result: object): Promise<Record<string, unknown>> {
    for (;;) {
      const [row] = await stage.sql(
        'update device_calls set taken_at = now() where taken_at is null returning *',
      );
      if (row) {
        await stage.sql('update device_calls set done_at = now(), result = $2 where id = $1', [
          row['id'],
          JSON.stringify(result),
        ]);
        await stage.sql(`select pg_notify('fw_calls', '')`);
        return row;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('looks at a certificate through a row and a nudge, without a credential, and keeps nothing', async () => {
    const failed = { ok: false, why: 'refused', detail: 'The device refused the connection.' };
    const [answer, asked] = await Promise.all([
      owner.post('/devices/look', { vendor: 'sonicwall', host: '10.1.0.9', port: 443 }, lookAnswer),
      answerOne(failed),
    ]);
    expect(answer).toEqual(failed);
    expect([asked['kind'], asked['sealed'], asked['host'], asked['tls']]).toEqual([
      'look',
      null,
      '10.1.0.9',
      'modern',
    ]);
    expect(await stage.sql('select 1 from device_calls')).toEqual([]);
  });

  it('tries a credential sealed for that one call and says which device has the serial already', async () => {
    const known = await add({ serial: '0017C5AA0077', name: 'KNOWN' });
    const body = {
      vendor: 'sonicwall',
      host: '10.1.0.9',
      port: 443,
      fingerprint: FINGERPRINT,
      access: { credential: CREDENTIAL },
    };
    const result = {
      ok: true,
      tookMs: 900,
      serial: '0017C5AA0077',
      model: 'TZ 370',
      firmware: '7.0.1-5145',
      sessionBound: true,
      services: [],
      proposedBaseline: {},
      oddities: [],
      events: null,
    };
    const [answer, asked] = await Promise.all([
      owner.post('/devices/try', body, tryAnswer),
      answerOne(result),
    ]);
    expect(answer).toEqual({ ...result, sameSerialAs: { id: known.row.id, name: 'KNOWN' } });
    const as = { purpose: 'device-call', recordId: String(asked['id']), field: 'sealed', version: 1 };
    expect(stage.vault.unseal(asked['sealed'] as Buffer, as)).toEqual(CREDENTIAL);
  });

  it('makes a device due in full when a person asks, and lists vendors with their fields', async () => {
    const device = await storeDevice(stage, customerId, { name: 'ASKED-1' });
    const asked = await owner.post(`/devices/${device.id}/read`, undefined, readNowAnswer);
    expect(Math.abs(Date.parse(asked.requestedAt) - Date.now())).toBeLessThan(5_000);
    const [slot] = await stage.sql(
      'select due_at <= now() as due, due_why as why, due_scope as scope from poll_slots where device_id = $1',
      [device.id],
    );
    expect(slot).toEqual({ due: true, why: 'asked', scope: 'full' });
    const vendors = await owner.get('/vendors', page(vendorInfo));
    expect(vendors.items.map((one) => [one.id, one.credentialFields.some((field) => field.secret)])).toEqual([
      ['sonicwall', true],
    ]);
  });
});

describe('baseline and history', () => {
  it('is confirmed by a person with a reason; another word than on, off, never is refused', async () => {
    const { row } = await add();
    const detail = deviceDetail.parse(
      await owner.json('PUT', `/devices/${row.id}/baseline`, {
        baseline: { ips: 'off' },
        reason: 'customer has its own',
      }),
    );
    expect([detail.baseline, detail.baselineConfirmedAt === null]).toEqual([{ ips: 'off' }, false]);
    const wrong = await refusal('PUT', `/devices/${row.id}/baseline`, {
      baseline: { ips: 'maybe' },
      reason: 'as agreed',
    });
    expect(wrong).toEqual([422, 'baseline.ips is not one of on, off, never.']);
  });

  it('shows three bands and marks of the last hour', async () => {
    const { id } = await storeDevice(stage, customerId, { name: 'BANDS-1' });
    const fact = (minutes: number, value: string) =>
      stage.sql(
        `insert into fact_history (at, device_id, customer_id, service, fact, value) values (now() - $3::int * interval '1 minute', $1, $2, 'ips', 'licence', $4)`,
        [id, customerId, minutes, value],
      );
    await fact(120, 'active');
    await fact(20, 'absent');
    await stage.sql(
      `insert into events (id, type, device_id, customer_id, payload) values (900001, 'service.suspected', $1, $2, '{"service": "ips"}')`,
      [id, customerId],
    );
    const history = await owner.get(`/devices/${id}/history?hours=1`, deviceHistory);
    expect(history.services.map((one) => [one.service, one.licence.map((band) => band.value)])).toEqual([
      ['ips', ['active', 'absent']],
    ]);
    expect(history.services[0]?.licence[0]?.from).toBe(history.from);
    expect(history.marks.map((mark) => mark.text)).toEqual(['IPS: loss suspected']);
  });
});
