import { lockAwake } from '@firewatch/api/store/device-targets.repo';
import { auditEntry } from '@firewatch/shared/wire/audit';
import { customer, person } from '@firewatch/shared/wire/access';
import { deviceDetail } from '@firewatch/shared/wire/devices';
import { bulkAnswer, group } from '@firewatch/shared/wire/estate';
import { incidentDetail, intendedAnswer } from '@firewatch/shared/wire/incidents';
import { page, problem } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Rest } from '../../support/rest.js';
import { storeDevice } from './fleet-fixture.js';
import { PASSWORD, RestStage } from './rest-stage.js';

let stage: RestStage;
let owner: Rest;
let customerId: string;
let groupId: string;
/** `proposed` has what its first read proposed; a person said of `own` that IPS should be on. */
let proposed: string;
let own: string;

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  customerId = (await owner.post('/customers', { name: 'North' }, customer)).id;
  const settings = {
    host: '127.0.0.1',
    port: 1,
    security: 'none',
    from: 'fw@example.com',
    to: ['ops@example.com'],
  };
  await owner.json('POST', '/channels', { kind: 'email', name: 'Mail', settings });
});
afterAll(() => stage.close());

let round = 0;
beforeEach(async () => {
  round += 1;
  proposed = (await storeDevice(stage, customerId, { name: `P-${round}` })).id;
  own = (await storeDevice(stage, customerId, { name: `O-${round}` })).id;
  await stage.sql(`update devices set baseline = '{"ips": "on", "gateway-av": "on"}' where id = any ($1)`, [
    [proposed, own],
  ]);
  await owner.json('PUT', `/devices/${own}/baseline`, { baseline: { ips: 'on' }, reason: 'by contract' });
  groupId = (await owner.post('/groups', { name: `Branches ${round}`, customerId }, group)).id;
  await owner.post('/devices/bulk', { deviceIds: [proposed, own], groupId }, bulkAnswer);
  await asleep();
});

const asleep = () => stage.sql('update device_state set wake_at = null');
const detail = (id: string) => owner.get(`/devices/${id}`, deviceDetail);
/** What the engine judges those by that are to be judged now. */
const judgedBy = async () =>
  new Map(
    (await stage.db.database.asEngine((tx) => lockAwake(tx, { limit: 100, graceMs: 0 }))).map((record) => [
      record.device_id,
      record.expected,
    ]),
  );
const setGroup = (baseline: object) =>
  owner.json('PATCH', `/groups/${groupId}`, { baseline, reason: 'leased line' });
const lastTold = async () =>
  (
    await stage.sql<{ title: string; lines: string[] }>(
      `select content->'headline'->>'title' as title, content->'lines' as lines from notices
       where kind = 'security' order by created_at desc limit 1`,
    )
  )[0];

describe('what a group says its firewalls should run', () => {
  it('holds over what was proposed and under the own word of a device, and says which of them it is', async () => {
    await setGroup({ ips: 'off' });
    const [a, b] = [await detail(proposed), await detail(own)];
    expect([a.baseline, a.baselineFrom]).toEqual([
      { ips: 'off', 'gateway-av': 'on' },
      { ips: 'group', 'gateway-av': 'proposed' },
    ]);
    expect([b.baseline, b.baselineFrom, b.groupBaseline]).toEqual([
      { ips: 'on', 'gateway-av': 'on' },
      { ips: 'own', 'gateway-av': 'proposed' },
      { ips: 'off' },
    ]);
  });

  it('has all its firewalls judged by it at once, and the owners hear on how many it became quieter', async () => {
    await setGroup({ ips: 'off' });
    expect(await judgedBy()).toEqual(
      new Map([
        [proposed, { ips: 'off', 'gateway-av': 'on' }],
        [own, { ips: 'on', 'gateway-av': 'on' }],
      ]),
    );
    expect(await lastTold()).toEqual({
      title: `Olga Owner changed what the firewalls of the group Branches ${round} should run`,
      lines: [
        'IPS raises no alarm any more on 1 firewall.',
        'Reason: leased line',
        expect.stringContaining('Every owner'),
      ],
    });
  });

  it('holds for who joins, and no longer for who leaves or when it is removed', async () => {
    await setGroup({ ips: 'off' });
    await asleep();
    await owner.post('/devices/bulk', { deviceIds: [proposed], groupId: null }, bulkAnswer);
    expect(await judgedBy()).toEqual(new Map([[proposed, { ips: 'on', 'gateway-av': 'on' }]]));
    await owner.json('PATCH', `/devices/${proposed}`, { groupId });
    expect((await detail(proposed)).baseline.ips).toBe('off');
    expect((await lastTold())?.title).toBe(`Olga Owner changed what the firewall P-${round} should run`);
    await asleep();
    expect((await owner.send('DELETE', `/groups/${groupId}`)).status).toBe(204);
    expect((await judgedBy()).get(proposed)).toEqual({ ips: 'on', 'gateway-av': 'on' });
  });

  it('is followed again by a device whose own word is given up', async () => {
    await setGroup({ ips: 'off' });
    await owner.json('PUT', `/devices/${own}/baseline`, { baseline: {}, reason: 'as its group' });
    const after = await detail(own);
    expect([after.baseline.ips, after.baselineFrom.ips]).toEqual(['off', 'group']);
  });
});

describe('"this is intended" for a group', () => {
  let incidentId: string;
  beforeEach(async () => {
    const [row] = await stage.sql<{ id: string }>(
      `insert into incidents (kind, severity, cohort, turn, since) values ('fleet', 'critical', $1, 'switched', now()) returning id`,
      [`sonicwall/${round}`],
    );
    incidentId = row?.id ?? '';
    await stage.sql(
      `insert into incident_members (incident_id, device_id, customer_id, services, since) values ($1, $2, $3, '{ips}', now())`,
      [incidentId, proposed, customerId],
    );
  });
  const intend = (service: string, to: object = { groupId }) =>
    owner.send('POST', `/incidents/${incidentId}/intended`, { service, ...to, reason: 'inspected upstream' });

  it('is refused where none of it lost the service here, and where it names devices besides', async () => {
    const refused = await intend('web-filter');
    expect([refused.status, problem.parse(await refused.json()).detail]).toEqual([
      422,
      `groupId: no firewall of the group Branches ${round} has lost Web filter in this incident`,
    ]);
    expect((await intend('ips', { groupId, deviceIds: [proposed] })).status).toBe(422);
    expect((await intend('ips', {})).status).toBe(422);
  });

  it('switches it off at the group for all, own words too; the undo puts every word back and judges at once', async () => {
    const [member] = (await owner.get(`/incidents/${incidentId}`, incidentDetail)).customers.flatMap(
      (one) => one.members,
    );
    expect(member?.group).toEqual({ id: groupId, name: `Branches ${round}`, deviceCount: 2 });
    const { id } = intendedAnswer.parse(await (await intend('ips')).json());
    const off = { ips: 'off', 'gateway-av': 'on' };
    expect(await judgedBy()).toEqual(
      new Map([
        [proposed, off],
        [own, off],
      ]),
    );
    const { intended, updates } = await owner.get(`/incidents/${incidentId}`, incidentDetail);
    expect(intended).toMatchObject([
      { id, group: `Branches ${round}`, devices: [`O-${round}`, `P-${round}`] },
    ]);
    expect(updates.at(-1)?.body).toBe(
      `IPS off for the group Branches ${round}, 2 firewalls, is intended: inspected upstream`,
    );
    const undoable = async () =>
      (await owner.get(`/audit?subject=${incidentId}`, page(auditEntry))).items.map((line) => [
        line.action,
        line.undo,
      ]);
    expect(await undoable()).toEqual([['baseline.intended', { actId: id }]]);
    await asleep();
    await owner.json('POST', `/intended/${id}/undo`, {});
    expect(await undoable()).toEqual([
      ['baseline.intended-undone', null],
      ['baseline.intended', null],
    ]);
    expect(await judgedBy()).toEqual(
      new Map([
        [proposed, { ips: 'on', 'gateway-av': 'on' }],
        [own, { ips: 'on', 'gateway-av': 'on' }],
      ]),
    );
    expect((await detail(own)).baselineFrom.ips).toBe('own');
    expect((await detail(own)).groupBaseline).toEqual({});
  });

  it('the undo leaves alone what a person said since', async () => {
    await setGroup({ ips: 'never' });
    const { id } = intendedAnswer.parse(await (await intend('ips')).json());
    await owner.json('PUT', `/devices/${own}/baseline`, {
      baseline: { ips: 'never' },
      reason: 'sold without',
    });
    await owner.json('POST', `/intended/${id}/undo`, {});
    expect((await detail(proposed)).groupBaseline).toEqual({ ips: 'never' });
    expect((await detail(own)).baseline.ips).toBe('never');
  });

  it('is not taken back by somebody who sees only part of its firewalls', async () => {
    const south = (await owner.post('/customers', { name: `South ${round}` }, customer)).id;
    const theirs = (await storeDevice(stage, south, { name: `S-${round}` })).id;
    await stage.sql(
      `insert into incident_members (incident_id, device_id, customer_id, services, since) values ($1, $2, $3, '{ips}', now())`,
      [incidentId, theirs, south],
    );
    const { id } = intendedAnswer.parse(
      await (await intend('ips', { deviceIds: [proposed, theirs] })).json(),
    );
    const email = 'south@example.com';
    const body = { email, name: email, role: 'engineer', password: PASSWORD, customerIds: [south] };
    await owner.post('/users', body, person);
    const engineer = await stage.signedIn(email);
    const refused = await engineer.send('POST', `/intended/${id}/undo`, {});
    expect([refused.status, problem.parse(await refused.json()).detail]).toEqual([
      409,
      'It was said of firewalls that you do not see; somebody who sees them can take it back.',
    ]);
  });
});
