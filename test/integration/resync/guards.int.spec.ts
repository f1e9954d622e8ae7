import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resyncRunDetail, resyncSettings } from '@firewatch/shared/wire/resync';
import type { Rest } from '../../support/rest.js';
import { type DeviceFixture, storeIncident } from '../rest/fleet-fixture.js';
import { RestStage } from '../rest/rest-stage.js';
import {
  asked,
  customerNamed,
  type Detail,
  lostDevice,
  person,
  plan,
  runPage,
  stepUp,
} from './rest-fleet.js';

let stage: RestStage;
let owner: Rest;
let engineer: Rest;
let approver: Rest;
let customer: string;
let devices: DeviceFixture[];

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  engineer = await person(stage, { name: 'Enno', role: 'engineer' });
  approver = await person(stage, { name: 'Anna', role: 'approver' });
  await stage.sql(
    `insert into channels (kind, name, settings) values ('email', 'Mail', '{"to": ["oncall@msp.example"]}')`,
  );
  customer = await customerNamed(stage, 'Alder');
  devices = [];
  for (const name of ['A-1', 'A-2', 'A-3', 'A-4', 'A-5']) {
    devices.push(await lostDevice(stage, customer, { name }));
  }
}, 60_000);
afterAll(() => stage.close());

const read = (id: string): Promise<Detail> => owner.get(`/resync-runs/${id}`, resyncRunDetail);
const start = (who: Rest, run: Detail, more: object = {}) =>
  asked(who, 'POST', `/resync-runs/${run.row.id}/start`, { hash: run.hash, ...more });
const cancel = (run: Detail): Promise<unknown> =>
  asked(owner, 'POST', `/resync-runs/${run.row.id}/cancel`, { reason: 'the test is over' });
const calls = (): Promise<unknown[]> => stage.sql('select 1 from resync_calls');
const first = (): DeviceFixture => devices[0] ?? { id: '', customerId: '' };

/** Nothing may have moved: the run is a plan still and no call was ever intended. */
async function untouched(run: Detail): Promise<void> {
  expect((await read(run.row.id)).row.state).toMatch(/^(planned|approved)$/);
  expect(await calls()).toEqual([]);
}

describe('a plan', () => {
  it('puts every firewall in one place, with canary, procedure, reason and hash, and nothing moves', async () => {
    const run = await plan(engineer, devices);
    expect(run.row.label).toMatch(/^R-\d+$/);
    expect(run.row.headline).toBe('Resynchronise 5 SonicWalls: planned, nothing has moved');
    expect(run.waves.map(({ name, size }) => [name, size])).toEqual([
      ['Canary', 1],
      ['Wave 1', 3],
      ['Wave 2', 1],
    ]);
    expect(run.devices.map(({ procedureId }) => procedureId)).toEqual(Array(5).fill('sonicwall/sonicos-7'));
    expect(run.hash).toMatch(/^[0-9a-f]{64}$/);
    await untouched(run);
  });

  it('leaves out who has no resync credential or is flagged, each with its reason', async () => {
    const bare = await lostDevice(stage, customer, { name: 'A-bare', hasCredential: false });
    const flagged = await lostDevice(stage, customer, { name: 'A-flagged' });
    await engineer.json('POST', '/do-not-touch', {
      target: { kind: 'device', deviceId: flagged.id },
      reason: 'being replaced',
      until: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const run = await plan(engineer, [first(), bare, flagged]);
    expect(run.leftOut.map(({ name, why }) => [name, why])).toEqual([
      ['A-bare', 'no-resync-credential'],
      ['A-flagged', 'do-not-touch'],
    ]);
    expect(run.leftOut[1]?.words).toContain('being replaced');
  });

  it('of firewalls that are not there is refused by name of the field', async () => {
    const answer = await asked(engineer, 'POST', '/resync-runs', {
      choice: { by: 'list', deviceIds: [crypto.randomUUID()] },
    });
    expect(answer).toEqual({
      status: 422,
      detail: 'choice.deviceIds: names firewalls that do not exist; take them from their list',
    });
  });
});

describe('the guards of a start', () => {
  it('want a step-up sign-in, and one of the last 5 minutes', async () => {
    const run = await plan(engineer, devices);
    const none = await start(engineer, run);
    expect(none.status).toBe(403);
    expect(none.detail).toMatch(/^Sign in again/);
    await stepUp(engineer);
    await stage.db.database.inScope('all', (tx) =>
      tx.query("update step_ups set at = at - interval '6 minutes'"),
    );
    const stale = await start(engineer, run);
    expect(stale.status).toBe(403);
    expect(stale.detail).toContain('6 min ago');
    await untouched(run);
  });

  it('take no wrong password for a step-up', async () => {
    const answer = await asked(engineer, 'POST', '/session/step-up', { password: 'not mine' });
    expect(answer).toEqual({ status: 403, detail: 'password is not your password.' });
  });

  it('want a second person from the set size on, who neither planned nor starts it', async () => {
    await owner.json('PATCH', '/resync-settings', { secondPersonFrom: 2 });
    try {
      const run = await plan(owner, devices);
      await stepUp(owner);
      expect((await start(owner, run)).detail).toContain('Nobody has approved yet');
      const own = await asked(owner, 'POST', `/resync-runs/${run.row.id}/approve`, { hash: run.hash });
      expect(own).toEqual({ status: 409, detail: 'You planned this run; somebody else has to approve it.' });
      const other = await plan(engineer, devices);
      await owner.json('POST', `/resync-runs/${other.row.id}/approve`, { hash: other.hash });
      const same = await start(owner, other);
      expect(same.status).toBe(409);
      expect(same.detail).toContain('somebody else has to');
      await untouched(other);
    } finally {
      await owner.json('PATCH', '/resync-settings', { secondPersonFrom: null });
    }
  });

  it('go by the list that was looked at: another hash, another firmware or a firewall that is gone is refused', async () => {
    await stepUp(engineer);
    const run = await plan(engineer, devices);
    expect((await start(engineer, { ...run, hash: 'x' })).status).toBe(409);
    const old = `core->>'firmware'`;
    await stage.sql(
      `update device_state set core = jsonb_set(core, '{firmware}', '"SonicOS 6.5.4"') where device_id = $1 and ${old} is not null`,
      [first().id],
    );
    const other = await start(engineer, run);
    expect(other).toEqual({ status: 409, detail: 'A-1 has another procedure now; plan again.' });
    await stage.sql(
      `update device_state set core = jsonb_set(core, '{firmware}', '"SonicOS 7.0.1-5161"') where device_id = $1`,
      [first().id],
    );
    const gone = await lostDevice(stage, customer, { name: 'A-gone' });
    const withGone = await plan(engineer, [...devices, gone]);
    await stage.sql('update devices set removed_at = now() where id = $1', [gone.id]);
    expect((await start(engineer, withGone)).detail).toBe('A-gone is not watched any more; plan again.');
    await untouched(run);
    await untouched(withGone);
  });

  it('hold while the kill switch is on, whatever reason is written', async () => {
    await stepUp(engineer);
    const run = await plan(engineer, devices);
    await owner.json('PATCH', '/resync-settings', { isOn: true, reason: 'vendor asked us to wait' });
    try {
      const answer = await start(engineer, run, { override: 'we know better' });
      expect(answer.status).toBe(409);
      expect(answer.detail).toContain('vendor asked us to wait');
      await untouched(run);
    } finally {
      await owner.json('PATCH', '/resync-settings', { isOn: false, reason: 'vendor is done' });
    }
    const settings = await owner.get('/resync-settings', resyncSettings);
    expect(settings.killSwitch.isOn).toBe(false);
  });

  it('hold for a flag that was set, and a credential that was taken, after the plan', async () => {
    await stepUp(engineer);
    const run = await plan(engineer, devices);
    const flag = (await engineer.json('POST', '/do-not-touch', {
      target: { kind: 'model', vendor: 'sonicwall', model: 'tz 470' },
      reason: 'this model loses its keys',
      until: new Date(Date.now() + 3_600_000).toISOString(),
    })) as { id: string };
    expect((await start(engineer, run, { override: 'all the same' })).detail).toContain('Do not touch');
    expect((await engineer.send('DELETE', `/do-not-touch/${flag.id}`)).status).toBe(204);
    const sets = await stage.sql<{ id: string }>(
      `update devices d set resync_credential_set_id = null from devices o where o.id = d.id and d.id = $1
       returning o.resync_credential_set_id as id`,
      [first().id],
    );
    expect((await start(engineer, run)).detail).toContain('No resync credential for A-1');
    await stage.sql('update devices set resync_credential_set_id = $2 where id = $1', [
      first().id,
      sets[0]?.id,
    ]);
    await untouched(run);
  });

  it('hold while licences are still lost or an incident grows, unless somebody writes why; the owners hear of that', async () => {
    await stepUp(engineer);
    const run = await plan(engineer, devices);
    await stage.sql(
      `insert into transitions (event_id, at, device_id, customer_id, service, to_verdict, to_reason, turn, since, confirmed_by, raw)
       values (1, now(), $1, $2, 'gateway-av', 'exposed', 'licence-lost', 'licence', now(), 'repeat', '')`,
      [first().id, customer],
    );
    const incident = await storeIncident(stage, devices);
    const held = await start(engineer, run);
    expect(held.status).toBe(409);
    expect(held.detail).toContain('is judged wrong');
    expect(held.detail).toContain('A written reason (override) starts it all the same.');
    await untouched(run);
    const override = 'the vendor says it is repaired';
    expect((await start(engineer, run, { override })).status).toBe(200);
    const started = await read(run.row.id);
    expect(started.row.state).toBe('counting-down');
    expect(started.override?.reason).toBe(override);
    const window = Date.parse(started.beginsAt ?? '') - Date.parse(started.asOf);
    expect(window).toBeGreaterThan(50_000);
    expect(window).toBeLessThanOrEqual(60_000);
    const [notice] = await stage.sql<{ title: string }>(
      `select content #>> '{headline,title}' as title from notices where kind = 'security' order by created_at desc limit 1`,
    );
    expect(notice?.title).toBe(`Enno starts the resync ${run.row.label} over a guard that refused it`);
    await cancel(run);
    expect((await read(run.row.id)).row.state).toBe('cancelled');
    expect(await calls()).toEqual([]);
    await stage.sql(`update incidents set state = 'closed' where id = $1`, [incident]);
    await stage.sql('delete from incident_members where incident_id = $1', [incident]);
    await stage.sql(`delete from incidents where id = $1`, [incident]).catch(() => []);
  });

  it('let two runs have one firewall in hand never: the second is refused by name', async () => {
    await stepUp(engineer);
    const override = 'the vendor says it is repaired';
    const [one, two] = [await plan(engineer, devices), await plan(engineer, [first()])];
    expect((await start(engineer, one, { override })).status).toBe(200);
    const refused = await start(engineer, two, { override });
    expect(refused.status).toBe(409);
    expect(refused.detail).toContain('A-1');
    const later = await plan(engineer, [first()]);
    expect(later.leftOut[0]?.why).toBe('in-another-run');
    await cancel(one);
    expect((await start(engineer, two, { override })).status).toBe(200);
    await cancel(two);
  });

  it('schedule for a time to come, and refuse one that is over', async () => {
    await stepUp(engineer);
    const run = await plan(engineer, devices);
    const override = 'the vendor says it is repaired';
    const past = await start(engineer, run, { override, at: '2020-01-01T00:00:00.000Z' });
    expect(past).toEqual({
      status: 422,
      detail: 'at: is in the past; a time to come is accepted, or null for now',
    });
    const at = new Date(Date.now() + 3_600_000).toISOString();
    expect((await start(engineer, run, { override, at })).status).toBe(200);
    const scheduled = await read(run.row.id);
    expect([scheduled.row.state, scheduled.scheduledAt]).toEqual(['scheduled', at]);
    await cancel(run);
  });
});

describe('who may do what with a run', () => {
  it('follows the roles: an approver approves and stops, and does not start', async () => {
    const run = await plan(engineer, devices);
    expect((await start(approver, run)).status).toBe(403);
    const approved = await asked(approver, 'POST', `/resync-runs/${run.row.id}/approve`, { hash: run.hash });
    expect(approved.status).toBe(200);
    expect((await read(run.row.id)).row.approvedBy).toBe('Anna');
    const again = await asked(approver, 'POST', `/resync-runs/${run.row.id}/approve`, { hash: run.hash });
    expect(again).toEqual({ status: 409, detail: 'This run is approved; only a plan is approved.' });
    const stopped = await asked(approver, 'POST', `/resync-runs/${run.row.id}/cancel`, {
      reason: 'not today',
    });
    expect(stopped.status).toBe(200);
  });

  it('follows the customers: who sees one of two sees its firewalls only, and changes nothing', async () => {
    const birch = await customerNamed(stage, 'Birch');
    const secret = await lostDevice(stage, birch, { name: 'B-secret' });
    const ofAlder = await person(stage, { name: 'Ada', role: 'engineer', customers: [customer] });
    const run = await plan(engineer, [first(), secret]);
    const seen = await ofAlder.get(`/resync-runs/${run.row.id}`, resyncRunDetail);
    expect(seen.devices.map(({ name }) => name)).toEqual(['A-1']);
    expect(JSON.stringify(seen)).not.toContain('B-secret');
    await stepUp(ofAlder);
    expect((await start(ofAlder, run)).detail).toBe(
      'It also touches customers you do not see; somebody who sees them may change it.',
    );
    const ofBirch = await person(stage, { name: 'Bo', role: 'viewer', customers: [birch] });
    const list = await ofBirch.get('/resync-runs', runPage);
    expect(list.items.map(({ id, counts }) => [id, counts.total])).toEqual([[run.row.id, 1]]);
    const foreign = await asked(ofAlder, 'POST', '/resync-runs', {
      choice: { by: 'list', deviceIds: [secret.id] },
    });
    expect(foreign.status).toBe(422);
    const whole = await asked(ofAlder, 'POST', '/do-not-touch', {
      target: { kind: 'vendor', vendor: 'sonicwall' },
      reason: 'all of it',
      until: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect(whole.status).toBe(409);
  });

  it('gives the same run for the same idempotency key', async () => {
    const send = () =>
      stage.raw('POST', '/api/v1/resync-runs', {
        headers: {
          cookie: engineer.cookieHeader,
          origin: stage.url,
          'content-type': 'application/json',
          'idempotency-key': 'one-plan-only',
        },
        body: JSON.stringify({ choice: { by: 'list', deviceIds: [first().id] } }),
      });
    const bodies = [await send(), await send()].map(async (answer) =>
      resyncRunDetail.parse(await answer.json()),
    );
    const [one, two] = await Promise.all(bodies);
    expect(one?.row.id).toBe(two?.row.id);
  });
});
