import { customer, person } from '@firewatch/shared/wire/access';
import {
  deviceMaintenance,
  maintenancePreview,
  maintenanceWindow,
  silentDevices,
  wouldHavePaged,
  type MaintenanceWindow,
} from '@firewatch/shared/wire/maintenance';
import { page } from '@firewatch/shared/wire/primitives';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rest } from '../../support/rest.js';
import { storeDevice, storeIncident, type DeviceFixture } from './fleet-fixture.js';
import { PASSWORD, RestStage } from './rest-stage.js';

let stage: RestStage;
let owner: Rest;
let operator: Rest;
let ofA: Rest;
let a: DeviceFixture;
let b: DeviceFixture;

const HOUR = 3_600_000;
const from = (ms: number): string => new Date(Date.now() + ms).toISOString();
const plan = (over: object = {}) => ({
  target: { kind: 'device', ids: [a.id] },
  when: { kind: 'once', to: from(HOUR) },
  ...over,
});
const make = (rest: Rest, over: object = {}): Promise<MaintenanceWindow> =>
  rest.post('/maintenance', { ...plan(over), reason: 'new firmware' }, maintenanceWindow);
const refusal = async (rest: Rest, method: string, path: string, body: unknown): Promise<string> => {
  const answer = await rest.send(method, path, body);
  const problem = (await answer.json()) as { detail?: string; errors?: { field: string; message: string }[] };
  const [error] = problem.errors ?? [];
  return `${answer.status} ${error ? `${error.field}: ${error.message}` : problem.detail}`;
};
const mailsToOwner = () =>
  stage.sql<{ title: string; lines: string[] }>(
    `select content->'headline'->>'title' as title, content->'lines' as lines from notices where kind = 'security' order by created_at`,
  );

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  const add = (name: string) => owner.post('/customers', { name }, customer);
  const [ca, cb] = [await add('Alder Dental'), await add('Birch Bank')];
  a = await storeDevice(stage, ca.id, { name: 'A-1' });
  b = await storeDevice(stage, cb.id, { name: 'B-1' });
  const invite = async (email: string, role: string, rights: object): Promise<Rest> => {
    await owner.post('/users', { email, name: email, role, password: PASSWORD, ...rights }, person);
    return stage.signedIn(email);
  };
  operator = await invite('operator@example.com', 'operator', { allCustomers: true });
  ofA = await invite('a@example.com', 'operator', { customerIds: [ca.id] });
  await owner.json('POST', '/channels', {
    kind: 'email',
    name: 'Mail',
    settings: {
      host: '127.0.0.1',
      port: 1,
      security: 'none',
      from: 'fw@example.com',
      to: ['ops@example.com'],
    },
  });
});
afterAll(() => stage.close());

describe('planning', () => {
  it('says in words what a window would silence, and stores nothing', async () => {
    const when = { kind: 'weekly', zone: 'Europe/London', weekdays: [7], start: '02:00', end: '04:00' };
    const target = { kind: 'customer', ids: [a.customerId, b.customerId] };
    const answer = await owner.post('/maintenance/preview', { target, when }, maintenancePreview);
    expect(answer.words).toMatch(
      /^2 firewalls at 2 customers, Sundays 02:00–04:00 Europe\/London, (next on|running until) Sun /,
    );
    expect(answer.covers).toEqual({ devices: 2, customers: 2 });
    expect(await stage.sql('select 1 from maintenance_windows')).toEqual([]);
  });

  it.each([
    [
      'a zone nobody has',
      { when: { kind: 'weekly', zone: 'Mars/Base', weekdays: [1], start: '02:00', end: '03:00' } },
      '422 when.zone: is not a time zone such as Europe/London',
    ],
    [
      'a time that is none',
      { when: { kind: 'weekly', zone: 'UTC', weekdays: [1], start: '2', end: '03:00' } },
      '422 when.start: is not a time of day from 00:00 to 23:59, such as 08:00',
    ],
    [
      'no length',
      { when: { kind: 'weekly', zone: 'UTC', weekdays: [1], start: '02:00', end: '02:00' } },
      '422 when.end: is the same time as the start; another time of the day is accepted',
    ],
    [
      'an end in the past',
      { when: { kind: 'once', from: from(-2 * HOUR), to: from(-HOUR) } },
      '422 when.to: is over already; choose an end that is still to come',
    ],
    [
      '8 days',
      { when: { kind: 'once', to: from(8 * 24 * HOUR) } },
      '422 when.to: is longer than 7 days, the longest there is',
    ],
    [
      'a tag that nothing wears',
      { target: { kind: 'tag', tags: ['nowhere'] } },
      '422 target: has no firewall, so nothing would be silent; choose another',
    ],
    [
      'a site that does not exist',
      { target: { kind: 'site', ids: ['00000000-0000-4000-8000-000000000000'] } },
      '422 target.ids: names sites that do not exist; take them from their list',
    ],
  ])('refuses %s in one sentence', async (_what, over, expected) => {
    expect(await refusal(owner, 'POST', '/maintenance', { ...plan(over), reason: 'new firmware' })).toBe(
      expected,
    );
    expect(await stage.sql('select 1 from maintenance_windows')).toEqual([]);
  });

  it('an operator plans 4 h once; longer and weekly ones are for engineers', async () => {
    const longer = { ...plan({ when: { kind: 'once', to: from(5 * HOUR) } }), reason: 'new firmware' };
    expect(await refusal(operator, 'POST', '/maintenance', longer)).toMatch(
      /^422 when.to: is longer than 4 hours/,
    );
    const when = { kind: 'weekly', zone: 'UTC', weekdays: [1], start: '02:00', end: '03:00' };
    expect(await refusal(operator, 'POST', '/maintenance', { ...plan({ when }), reason: 'patch day' })).toBe(
      '422 when: repeats every week; an operator plans single windows',
    );
    const window = await make(operator);
    expect(
      await refusal(operator, 'PATCH', `/maintenance/${window.id}`, { to: from(6 * HOUR), reason: 'slow' }),
    ).toMatch(/^422 when.to: is longer than 4 hours/);
    await operator.json('POST', `/maintenance/${window.id}/end`, { reason: 'done' });
  });

  it('a person scoped to a customer cannot reach another, nor learn of it', async () => {
    const other = { ...plan({ target: { kind: 'device', ids: [b.id] } }), reason: 'new firmware' };
    expect(await refusal(ofA, 'POST', '/maintenance', other)).toBe(
      '422 target.ids: names firewalls that do not exist; take them from their list',
    );
    await stage.sql(`update devices set tags = '{night}'`);
    const window = await make(ofA, { target: { kind: 'tag', tags: ['night'] } });
    expect(window.covers).toEqual({ devices: 1, customers: 1 });
    const [row] = await stage.sql<{ own: boolean }>(
      'select customer_ids = array[$2::uuid] as own from maintenance_windows where id = $1',
      [window.id, a.customerId],
    );
    expect(row).toEqual({ own: true });
    await ofA.json('POST', `/maintenance/${window.id}/end`, { reason: 'done' });
  });
});

describe('a window', () => {
  it('is told to the owners with until when and why, is in the audit, and marks its firewalls', async () => {
    const before = (await mailsToOwner()).length;
    const window = await make(operator);
    expect(window).toMatchObject({
      state: 'running',
      mayChange: true,
      createdBy: 'operator@example.com',
      withheld: 0,
    });
    const mail = (await mailsToOwner())[before];
    expect(mail?.title).toBe('operator@example.com made a maintenance window over 1 firewall at 1 customer');
    expect(mail?.lines).toEqual([
      expect.stringMatching(/^Silent: /),
      expect.stringMatching(/^No alarm of theirs is sent until /),
      'Reason: new firmware',
      expect.stringMatching(/^Every owner/),
    ]);
    const silent = await owner.get('/maintenance/devices', silentDevices);
    expect(silent.items).toMatchObject([{ deviceId: a.id, windowId: window.id, reason: 'new firmware' }]);
    expect((await owner.get(`/devices/${a.id}/maintenance`, deviceMaintenance)).now).toMatchObject({
      windowId: window.id,
      by: 'operator@example.com',
    });
    const audit = await stage.sql(
      'select 1 from audit_entries where action = $1 and subject_id = $2 and customer_id = $3',
      ['maintenance.created', window.id, a.customerId],
    );
    expect(audit).toHaveLength(1);
    await owner.json('POST', `/maintenance/${window.id}/end`, { reason: 'done early' });
    expect((await owner.get('/maintenance/devices', silentDevices)).items).toEqual([]);
    const ended = await owner.get(`/maintenance/${window.id}`, maintenanceWindow);
    expect(ended).toMatchObject({
      state: 'over',
      mayChange: false,
      ended: { by: 'Olga Owner', reason: 'done early' },
    });
    expect(await refusal(owner, 'POST', `/maintenance/${window.id}/end`, { reason: 'again' })).toBe(
      '409 This maintenance window is over.',
    );
  });

  it('extended is told to the owners, shortened is not', async () => {
    const window = await make(owner);
    const before = (await mailsToOwner()).length;
    await owner.json('PATCH', `/maintenance/${window.id}`, { to: from(3 * HOUR), reason: 'takes longer' });
    await owner.json('PATCH', `/maintenance/${window.id}`, { to: from(2 * HOUR), reason: 'goes well' });
    expect((await mailsToOwner()).slice(before).map((mail) => mail.title)).toEqual([
      'Olga Owner extended a maintenance window over 1 firewall at 1 customer',
    ]);
    await owner.json('POST', `/maintenance/${window.id}/end`, { reason: 'done' });
  });

  it('made by somebody who sees all is seen by whoever has a firewall in it, counting theirs, and not theirs to end', async () => {
    const window = await make(owner, { target: { kind: 'customer', ids: [a.customerId, b.customerId] } });
    const seen = await ofA.get(`/maintenance/${window.id}`, maintenanceWindow);
    expect(seen).toMatchObject({ covers: { devices: 1, customers: 1 }, mayChange: false });
    expect(seen.target.names).toEqual(['Alder Dental']);
    expect(await refusal(ofA, 'POST', `/maintenance/${window.id}/end`, { reason: 'mine' })).toMatch(
      /^409 It also covers/,
    );
    const onlyB = await make(owner, { target: { kind: 'device', ids: [b.id] } });
    const list = await ofA.get('/maintenance?state=running', page(maintenanceWindow));
    expect(list.items.map((one) => one.id)).toEqual([window.id]);
    for (const { id } of [window, onlyB])
      await owner.json('POST', `/maintenance/${id}/end`, { reason: 'done' });
  });

  it('that repeats: this time ends, the next stays; all of it ends for good', async () => {
    const when = {
      kind: 'weekly',
      zone: 'UTC',
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      start: '00:00',
      end: '23:59',
    };
    const window = await make(owner, { when });
    const after = (await owner.json('POST', `/maintenance/${window.id}/end`, {
      reason: 'done',
    })) as MaintenanceWindow;
    expect([window.state, after.state]).toEqual(['running', 'coming']);
    expect(Date.parse(after.from ?? '')).toBeGreaterThan(Date.now());
    expect(
      await refusal(owner, 'PATCH', `/maintenance/${window.id}`, { to: from(HOUR), reason: 'long' }),
    ).toMatch(/^409 A weekly window keeps its hours/);
    expect(await refusal(owner, 'POST', `/maintenance/${window.id}/end`, { reason: 'again' })).toMatch(
      /^409 It does not run now/,
    );
    await owner.json('POST', `/maintenance/${window.id}/end`, { reason: 'no more', all: true });
    expect((await owner.get(`/maintenance/${window.id}`, maintenanceWindow)).state).toBe('over');
  });
});

describe('would have paged', () => {
  it('lists what, when and to whom; scoped people see their own incident and no address', async () => {
    const window = await make(owner);
    const incident = await storeIncident(stage, [a], 'device');
    const [channel] = await stage.sql<{ id: string }>('select id from channels');
    await stage.sql(
      `insert into withheld_notices (window_id, incident_id, at, kind, reason, title, destinations, told)
       values ($1, $2, now(), 'opened', 'opened', 'Size of the whole', $3, '{}')`,
      [window.id, incident, JSON.stringify([{ channelId: channel?.id, destination: 'ops@example.com' }])],
    );
    const path = `/maintenance/${window.id}/would-have-paged`;
    const all = await owner.get(path, wouldHavePaged);
    expect(all.items).toMatchObject([
      {
        kind: 'opened',
        headline: 'Size of the whole',
        outcome: 'silent',
        to: [{ channel: 'Mail', destination: 'ops@example.com' }],
      },
    ]);
    expect(all.summary.words).toBe('1 notice withheld of 1 incident: 1 still silent.');
    const own = await ofA.get(path, wouldHavePaged);
    expect(own.items).toMatchObject([{ to: [] }]);
    expect(own.items[0]?.headline).not.toBe('Size of the whole');
    await stage.sql(`update incidents set state = 'closed', closed_at = now() where id = $1`, [incident]);
    expect((await owner.get(path, wouldHavePaged)).summary).toMatchObject({ cameAndWent: 1, silent: 0 });
    await stage.sql('update withheld_notices set told_at = now()');
    expect((await owner.get(path, wouldHavePaged)).summary).toMatchObject({ told: 1, cameAndWent: 0 });
    expect((await owner.get(`/maintenance/${window.id}`, maintenanceWindow)).withheld).toBe(1);
  });
});
