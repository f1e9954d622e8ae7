import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer } from '@firewatch/shared/wire/access';
import { deviceList } from '@firewatch/shared/wire/devices';
import { fleetHistory, fleetSummary } from '@firewatch/shared/wire/fleet';
import { exposureReport } from '@firewatch/shared/wire/reports';
import { status } from '@firewatch/shared/wire/status';
import type { Rest } from '../../support/rest.js';
import { type DeviceFixture, storeDevice } from './fleet-fixture.js';
import { RestStage } from './rest-stage.js';

let stage: RestStage;
let owner: Rest;
let good: DeviceFixture;
let aged: DeviceFixture;
beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  const { id } = await owner.post('/customers', { name: 'Alder' }, customer);
  good = await storeDevice(stage, id, { name: 'GOOD-1' });
  aged = await storeDevice(stage, id, { name: 'AGED-1', shownFor: -1 });
  await storeDevice(stage, id, { name: 'LOST-1', worst: 'exposed', reason: 'licence-lost' });
  await storeDevice(stage, id, { name: 'LOST-AGED', worst: 'exposed', reason: 'licence-lost', shownFor: -1 });
  await storeDevice(stage, id, {
    name: 'OFF-1',
    worst: 'off-by-policy',
    reason: 'off-by-policy',
    shownFor: -1,
  });
});
afterAll(() => stage.close());

describe('a reading too old to be shown, although nobody turned its row', () => {
  const unknown = { verdict: 'unknown', reason: 'no-believable-answer' };

  it('counts as unknown: 1 protecting, 1 exposed, 2 unknown, 1 off by policy of 5', async () => {
    const { devices, customersAffected } = await owner.get('/fleet/summary', fleetSummary);
    expect(devices).toEqual({
      total: 5,
      protecting: 1,
      weakened: 0,
      exposed: 1,
      blocking: 0,
      unknown: 2,
      offByPolicy: 1,
      notApplicable: 0,
    });
    expect(customersAffected).toBe(1);
  });

  it('is answered unknown in the list, in the filter and on its page, with each service', async () => {
    const { items } = await owner.get('/devices', deviceList);
    const worst = Object.fromEntries(items.map((row) => [row.name, row.worst.verdict]));
    expect(worst).toEqual({
      'GOOD-1': 'protecting',
      'AGED-1': 'unknown',
      'LOST-1': 'exposed',
      'LOST-AGED': 'unknown',
      'OFF-1': 'off-by-policy',
    });
    const filtered = await owner.get('/devices?verdict=unknown', deviceList);
    expect(filtered.items.map((row) => row.name).sort()).toEqual(['AGED-1', 'LOST-AGED']);
    expect((await owner.get('/devices?verdict=protecting', deviceList)).items.map((row) => row.id)).toEqual([
      good.id,
    ]);
    const page = (await owner.json('GET', `/devices/${aged.id}`)) as {
      row: { worst: unknown; services: Record<string, unknown> };
      services: { service: string; shown: unknown }[];
    };
    expect(page.row.worst).toEqual(unknown);
    expect(page.services.map((one) => [one.service, one.shown])).toEqual([
      ['gateway-av', unknown],
      ['ips', { verdict: 'off-by-policy', reason: 'off-by-policy' }],
    ]);
  });

  it('is unknown in the metrics too', async () => {
    const text = await (await stage.raw('GET', '/metrics')).text();
    expect(text).toContain('firewatch_devices{verdict="protecting"} 1');
    expect(text).toContain('firewatch_devices{verdict="unknown"} 2');
    expect(text).toContain('firewatch_devices{verdict="exposed"} 1');
  });
});

describe('the list as the snapshot of the live rooms', () => {
  it('names the room of everybody with its stream and number', async () => {
    const { live, total } = await owner.get('/devices', deviceList);
    expect([total, live.map((one) => [one.room, one.seq])]).toEqual([5, [['all', 0]]]);
  });

  it('pages in id order without gap or double: 2, 2, 1 of 5', async () => {
    const sizes: number[] = [];
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const answer: { items: { id: string }[]; nextCursor: string | null } = await owner.get(
        `/devices?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
        deviceList,
      );
      sizes.push(answer.items.length);
      seen.push(...answer.items.map((row) => row.id));
      cursor = answer.nextCursor;
    }
    expect([sizes, new Set(seen).size]).toEqual([[2, 2, 1], 5]);
  });

  it('finds by name, customer or serial, in any case', async () => {
    expect((await owner.get('/devices?search=good', deviceList)).items.map((row) => row.name)).toEqual([
      'GOOD-1',
    ]);
    expect((await owner.get('/devices?search=alder', deviceList)).total).toBe(5);
    expect((await owner.get('/devices?search=%25', deviceList)).total).toBe(0);
  });
});

describe('time', () => {
  it('steps the history at each change and carries the first value in', async () => {
    await stage.sql('delete from count_history');
    const step = (ago: string, protecting: number, exposed: number) =>
      stage.sql(
        `insert into count_history (customer_id, at, protecting, weakened, exposed, blocking, unknown, off_by_policy, not_applicable)
         values ($1, now() - $2::interval, $3, 0, $4, 0, 0, 0, 0)`,
        [good.customerId, ago, protecting, exposed],
      );
    await step('5 hours', 5, 0);
    await step('30 minutes', 2, 3);
    const answer = await owner.get('/fleet/history?hours=1', fleetHistory);
    expect(answer.points.map(({ total, protecting, exposed }) => [total, protecting, exposed])).toEqual([
      [5, 5, 0],
      [5, 2, 3],
    ]);
    expect(answer.points[0]?.at).toBe(answer.from);
  });

  it('counts overlapping services and devices of a customer once: 10 + 10 min overlapping by 5 are 15 min', async () => {
    const stretch = (device: DeviceFixture, service: string, from: string, to: string) =>
      stage.sql(
        `insert into exposures (device_id, customer_id, service, kind, reason, from_at, to_at)
         values ($1, $2, $3, case when $3 = 'web-filter' then 'weakened' else 'exposed' end, 'x', $4, $5)`,
        [device.id, device.customerId, service, from, to],
      );
    await stretch(good, 'ips', '2008-12-02T10:00:00Z', '2008-12-02T10:10:00Z');
    await stretch(good, 'gateway-av', '2008-12-02T10:00:00Z', '2008-12-02T10:10:00Z');
    await stretch(aged, 'ips', '2008-12-02T10:05:00Z', '2008-12-02T10:15:00Z');
    await stretch(aged, 'web-filter', '2008-12-02T11:00:00Z', '2008-12-02T11:01:00Z');
    await stage.sql(
      `insert into blind_spells (device_id, customer_id, why, from_at, to_at) values ($1, $2, 'timeout', '2008-12-02T10:00:00Z', '2008-12-02T10:02:00Z')`,
      [good.id, good.customerId],
    );
    const report = await owner.get(
      '/reports/exposure?from=2008-12-01T00:00:00.000Z&to=2008-12-03T00:00:00.000Z',
      exposureReport,
    );
    expect(report.customers.map(({ customerId: _id, ...one }) => one)).toEqual([
      { customerName: 'Alder', exposedSeconds: 900, weakenedSeconds: 60, blindSeconds: 120, deviceCount: 2 },
    ]);
    const cut = await owner.get(
      '/reports/exposure?from=2008-12-02T10:12:00.000Z&to=2008-12-03T00:00:00.000Z',
      exposureReport,
    );
    expect(cut.customers[0]?.exposedSeconds).toBe(180);
  });

  it('does not call late what a switched-off channel keeps back: 2 messages of 5 min, 1 counts', async () => {
    for (const enabled of [true, false]) {
      await stage.sql(
        `with c as (insert into channels (kind, name, settings, enabled) values ('email', 'Kept', '{"to": []}', $1) returning id),
           n as (insert into notices (seq, kind, content) values (1, 'opened', '{}') returning id)
         insert into deliveries (notice_id, channel_id, destination, notice_key, created_at)
         select n.id, c.id, 'ops@example.com', gen_random_uuid(), now() - interval '5 minutes' from c, n`,
        [enabled],
      );
    }
    const { deliveries } = await owner.get('/status', status);
    expect(deliveries).toEqual({ waiting: 1, dead: 0, oldestWaitingSeconds: 300 });
    await stage.sql('delete from deliveries');
  });

  it('says when polling is behind: a slot 5 min late is 300 s, degraded', async () => {
    await stage.sql(`update poll_slots set due_at = now() - interval '5 minutes' where device_id = $1`, [
      good.id,
    ]);
    const answer = await owner.get('/status', status);
    const polling = answer.parts.find((part) => part.name === 'polling');
    expect([answer.polling.behindSeconds, polling?.state]).toEqual([300, 'degraded']);
    expect((await owner.get('/fleet/summary', fleetSummary)).pollingBehindSeconds).toBe(300);
  });
});

describe('10,000 firewalls', () => {
  it('lists them in one answer, asked for, made and read in less than 3 s of this process', async () => {
    await stage.sql(
      `with d as (insert into devices (customer_id, name, vendor, host, port, credential_set_id, cohort)
         select customer_id, 'BULK-' || n, vendor, host, port, credential_set_id, cohort from devices, generate_series(1, 9995) n
         where id = $1 returning id, customer_id)
       insert into device_state (device_id, customer_id, core, pulse, shown, worst, worst_reason, contact, shown_until, believed_at)
       select d.id, d.customer_id, s.core, s.pulse, s.shown, s.worst, s.worst_reason, s.contact, now() + interval '10 minutes', now()
       from d, device_state s where s.device_id = $1`,
      [good.id],
    );
    const from = process.cpuUsage();
    const answer = (await owner.json('GET', '/devices')) as { items: unknown[]; total: number };
    const { user, system } = process.cpuUsage(from);
    expect([answer.items.length, answer.total]).toEqual([10_000, 10_000]);
    expect((user + system) / 1_000_000).toBeLessThan(3);
    const packed = await owner.send('GET', '/devices');
    expect([packed.headers.get('content-encoding'), packed.headers.get('content-type')]).toEqual([
      'gzip',
      'application/json; charset=utf-8',
    ]);
    const plain = await stage.raw('GET', '/api/v1/devices', {
      headers: { cookie: owner.cookieHeader, 'accept-encoding': 'identity' },
    });
    expect(plain.headers.get('content-encoding')).toBe(null);
  });
});
