import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, person } from '@firewatch/shared/wire/access';
import { channel, delivery, testAnswer } from '@firewatch/shared/wire/channels';
import { incidentDetail, incidentRow } from '@firewatch/shared/wire/incidents';
import { page, problem } from '@firewatch/shared/wire/primitives';
import type { Rest } from '../../support/rest.js';
import { type DeviceFixture, storeDevice, storeIncident } from './fleet-fixture.js';
import { PASSWORD, RestStage } from './rest-stage.js';

let stage: RestStage;
let owner: Rest;
let ofA: Rest;
let a: DeviceFixture;
let b: DeviceFixture;
let fleet: string;

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  const add = (name: string) => owner.post('/customers', { name }, customer);
  const [ca, cb] = [await add('Alder'), await add('Birch')];
  a = await storeDevice(stage, ca.id, { name: 'A-1', worst: 'exposed', reason: 'licence-lost' });
  b = await storeDevice(stage, cb.id, { name: 'B-1', worst: 'exposed', reason: 'licence-lost' });
  fleet = await storeIncident(stage, [a, b]);
  for (const device of [a, b]) {
    await stage.sql(
      `insert into exposures (device_id, customer_id, service, kind, reason, from_at) values ($1, $2, 'ips', 'exposed', 'x', now() - interval '26 minutes')`,
      [device.id, device.customerId],
    );
  }
  const viewer = {
    email: 'a@example.com',
    name: 'Ada',
    role: 'viewer',
    password: PASSWORD,
    customerIds: [ca.id],
  };
  await owner.post('/users', viewer, person);
  ofA = await stage.signedIn('a@example.com');
});
afterAll(() => stage.close());

const detail = (rest: Rest, id = fleet) => rest.get(`/incidents/${id}`, incidentDetail);

describe('an incident, by reader', () => {
  it('counts 2 of 50 at 2 customers for the owner, with who it is not', async () => {
    const { incident, customers, ruledOut, heldBack } = await detail(owner);
    expect([incident.label, incident.deviceCount, incident.cohortSize, incident.customerCount]).toEqual([
      expect.stringMatching(/^F-\d+$/),
      2,
      50,
      2,
    ]);
    expect(incident.headline).toBe('SonicWall licences dropped on 2 of 50 firewalls at 2 customers');
    expect(incident.likely).toContain('licensing plane');
    expect(ruledOut.map((one) => one.text)).toContain('Other vendors');
    expect(customers.map((one) => [one.name, one.deviceCount, Math.round(one.exposureSeconds / 60)])).toEqual(
      [
        ['Alder', 1, 26],
        ['Birch', 1, 26],
      ],
    );
    expect(heldBack?.title).toBe('Resynchronise');
  });

  it('is 1 firewall at 1 customer for the viewer of A: no size of the cohort, no other vendors, no deliveries', async () => {
    const { incident, customers, ruledOut, common, updates, deliveries } = await detail(ofA);
    expect([incident.deviceCount, incident.cohortSize, incident.customerCount]).toEqual([1, null, 1]);
    expect(incident.headline).toBe('SonicWall licences dropped on 1 firewall at 1 customer');
    expect(customers.map((one) => one.name)).toEqual(['Alder']);
    expect([...common, ...ruledOut].map((one) => one.text)).not.toContain('Other vendors');
    expect([updates.length, deliveries]).toEqual([1, []]);
  });

  it('is over for the viewer of A when the last of theirs is back, and still open for the owner', async () => {
    await stage.sql('update incident_members set left_at = now() where incident_id = $1 and device_id = $2', [
      fleet,
      a.id,
    ]);
    const own = await ofA.get('/incidents?state=open', page(incidentRow));
    const closed = await ofA.get('/incidents?state=closed', page(incidentRow));
    const all = await owner.get('/incidents?state=open', page(incidentRow));
    await stage.sql('update incident_members set left_at = null where incident_id = $1', [fleet]);
    expect([
      own.items.length,
      closed.items.map((one) => one.id),
      all.items.map((one) => one.deviceCount),
    ]).toEqual([0, [fleet], [1]]);
  });
});

describe('what people do to it', () => {
  const post = (path: string, body: unknown) => owner.send('POST', `/incidents/${fleet}/${path}`, body);
  const lastEvent = async () =>
    (
      await stage.sql<{ type: string; by: string; reason: string }>(
        `select type, payload->>'by' as by, payload->>'reason' as reason from events
         where incident_id = $1 and type like 'incident.%' and customer_id is null order by id desc limit 1`,
        [fleet],
      )
    )[0];

  it('acknowledges with reason and end, tells the worker and the rooms of both customers, and counts who joined later', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const row = incidentRow.parse(
      await (await post('ack', { reason: 'on it, calling SonicWall', until })).json(),
    );
    expect([row.ack?.by, row.ack?.reason, row.ack?.until, row.ack?.newSince]).toEqual([
      'Olga Owner',
      'on it, calling SonicWall',
      until,
      0,
    ]);
    expect(await lastEvent()).toEqual({
      type: 'incident.acked',
      by: 'Olga Owner',
      reason: 'on it, calling SonicWall',
    });
    const told = await stage.sql<{ customer_id: string }>(
      `select customer_id from events where incident_id = $1 and type = 'incident.changed'`,
      [fleet],
    );
    expect(told.map((one) => one.customer_id).sort()).toEqual([a.customerId, b.customerId].sort());
    await stage.sql(
      `update incident_members set joined_at = now() + interval '1 second' where incident_id = $1 and device_id = $2`,
      [fleet, b.id],
    );
    expect((await detail(owner)).incident.ack?.newSince).toBe(1);
  });

  it('is told to the owners when it keeps quiet for more than a day', async () => {
    const settings = {
      host: 'mail.example.com',
      port: 25,
      security: 'none',
      from: 'fw@example.com',
      to: ['x@y.zz'],
    };
    const mail = await owner.post('/channels', { kind: 'email', name: 'Mail', settings }, channel);
    const ack = (hours: number) =>
      post('ack', { reason: 'Vendor case', until: new Date(Date.now() + hours * 3_600_000).toISOString() });
    const news = () =>
      stage.sql<{ title: string }>(
        `select n.content#>>'{headline,title}' as title from notices n join deliveries d on d.notice_id = n.id
         where n.kind = 'security' and d.channel_id = $1 and d.destination = 'owner@example.com'`,
        [mail.id],
      );
    await ack(23);
    expect(await news()).toEqual([]);
    await ack(48);
    expect((await news()).map((one) => one.title)).toEqual([
      expect.stringMatching(/^Olga Owner acknowledged F-\d+ for more than a day$/),
    ]);
    await owner.send('DELETE', `/channels/${mail.id}`);
  });

  it('takes it back, and writes both into the timeline with the name', async () => {
    expect((await owner.send('DELETE', `/incidents/${fleet}/ack`)).status).toBe(204);
    const { incident, updates } = await detail(owner);
    expect([
      incident.ack,
      updates.filter((one) => one.author !== null).map((one) => [one.kind, one.author]),
    ]).toEqual([
      null,
      [
        ['ack', 'Olga Owner'],
        ['ack', 'Olga Owner'],
        ['ack', 'Olga Owner'],
        ['unack', 'Olga Owner'],
      ],
    ]);
  });

  it('keeps a note for B from A, and refuses an end in the past and a stranger customer', async () => {
    await post('updates', { body: 'Birch: their admin called', customerId: b.customerId });
    await post('updates', { body: 'Vendor case is open' });
    const notes = (d: Awaited<ReturnType<typeof detail>>) =>
      d.updates.filter((one) => one.kind === 'note').map((one) => one.body);
    expect([notes(await detail(owner)), notes(await detail(ofA))]).toEqual([
      ['Birch: their admin called', 'Vendor case is open'],
      ['Vendor case is open'],
    ]);
    expect((await post('ack', { reason: 'later', until: '2008-12-02T10:00:00.000Z' })).status).toBe(422);
    expect(
      (await post('updates', { body: 'x', customerId: '0b8f9f0e-5f4e-4d8b-9a43-3d0a2f2f2f01' })).status,
    ).toBe(422);
  });

  it('closes a no-data incident only when nothing under it still fails', async () => {
    const silent = await storeIncident(stage, [a], 'no-data');
    await stage.sql(`update device_state set contact = 'no-data' where device_id = $1`, [a.id]);
    const early = await owner.send('POST', `/incidents/${silent}/close`, { reason: 'done' });
    expect([early.status, problem.parse(await early.json()).detail]).toEqual([
      409,
      'Still unsolved on A-1; it closes when they answer again or are removed.',
    ]);
    await stage.sql(`update device_state set contact = 'reachable' where device_id = $1`, [a.id]);
    expect((await owner.send('POST', `/incidents/${silent}/close`, { reason: 'line repaired' })).status).toBe(
      202,
    );
    const [event] = await stage.sql(
      `select type, payload->>'reason' as reason from events where incident_id = $1 and customer_id is null`,
      [silent],
    );
    expect(event).toEqual({ type: 'incident.close-asked', reason: 'line repaired' });
  });

  it('pages open ones first, youngest first, without gap or double', async () => {
    for (let i = 0; i < 5; i += 1) await storeIncident(stage, [b], 'no-data');
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const answer: { items: { label: string }[]; nextCursor: string | null } = await owner.get(
        `/incidents?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
        page(incidentRow),
      );
      seen.push(...answer.items.map((one) => one.label));
      cursor = answer.nextCursor;
    }
    const stored = await stage.sql('select id from incidents');
    expect([seen.length, new Set(seen).size]).toEqual([stored.length, stored.length]);
    expect((await owner.send('GET', '/incidents?cursor=garbage')).status).toBe(422);
  });
});

describe('channels', () => {
  const settings = {
    host: 'mail.example.com',
    port: 587,
    security: 'starttls',
    user: 'fw',
    from: 'fw@example.com',
    to: ['ops@example.com', 'night@example.com'],
  };

  it('keeps the password write-only and asks it again for another server', async () => {
    const made = await owner.post(
      '/channels',
      { kind: 'email', name: 'On call', settings, password: 'mail-canary-77' },
      channel,
    );
    expect([made.hasSecret, made.waiting, made.lastDelivery]).toEqual([true, 0, null]);
    expect(
      JSON.stringify([
        await owner.json('GET', '/channels'),
        await stage.sql('select * from audit_entries'),
        stage.logged,
      ]),
    ).not.toContain('mail-canary-77');
    const moved = { settings: { ...settings, host: 'evil.example.com' } };
    expect((await owner.send('PATCH', `/channels/${made.id}`, moved)).status).toBe(409);
    expect((await owner.send('PATCH', `/channels/${made.id}`, { ...moved, password: 'new' })).status).toBe(
      200,
    );
    const [row] = await stage.sql<{ sealed: Buffer }>('select sealed from channels where id = $1', [made.id]);
    const as = { purpose: 'channel', recordId: made.id, field: 'sealed', version: 1 };
    expect(stage.vault.unseal(row?.sealed ?? Buffer.alloc(0), as)).toEqual({ password: 'new' });
  });

  it('writes one test delivery per address, waiting, and shows it in the log and by itself', async () => {
    const made = await owner.post('/channels', { kind: 'email', name: 'Tested', settings }, channel);
    const { deliveryId } = await owner.post(`/channels/${made.id}/test`, undefined, testAnswer);
    const log = await owner.get(`/channels/deliveries?channel=${made.id}`, page(delivery));
    expect(
      log.items
        .map((one) => `${one.destination} ${one.state} ${one.noticeKind} ${String(one.incident === null)}`)
        .sort(),
    ).toEqual(['night@example.com waiting test true', 'ops@example.com waiting test true']);
    const one = await owner.get(`/channels/deliveries/${deliveryId}`, delivery);
    expect(one.subject).toBe('Test message of channel Tested');
    const first = await owner.get(`/channels/deliveries?channel=${made.id}&limit=1`, page(delivery));
    const second = await owner.get(
      `/channels/deliveries?channel=${made.id}&limit=1&cursor=${first.nextCursor}`,
      page(delivery),
    );
    expect([first.items[0]?.id === second.items[0]?.id, second.nextCursor]).toEqual([false, null]);
    await owner.json('DELETE', `/channels/${made.id}`);
    expect((await owner.get('/channels', page(channel))).items.map((each) => each.name)).not.toContain(
      'Tested',
    );
    expect((await owner.get(`/channels/deliveries/${deliveryId}`, delivery)).state).toBe('waiting');
  });
});
