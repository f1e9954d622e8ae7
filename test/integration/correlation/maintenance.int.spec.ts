import { afterEach, describe, expect, it } from 'vitest';
import { CorrelationStage, type StageDevice } from './correlation-stage.js';

let stage: CorrelationStage;
afterEach(() => stage.close());

const HOUR = 3_600_000;
const names = (rows: readonly { kind: string; incidentKind: string }[]) =>
  rows.map((row) => `${row.incidentKind} ${row.kind}`);
const deviceAt = (index: number): StageDevice => {
  const device = stage.devices[index];
  if (!device) throw new Error(`no device ${index}`);
  return device;
};

/** A running window over some of the devices; times from now, ms. */
async function silence(devices: readonly StageDevice[], toMs: number, fromMs = -1_000): Promise<string> {
  const now = await stage.now();
  const rule = { kind: 'once', from: now + fromMs, to: now + toMs };
  const [row] = await stage.sql<{ id: string }>(
    `insert into maintenance_windows (rule, target_kind, target_ids, reason, created_by_name, from_at, to_at)
     values ($1, 'device', $2, 'new firmware', 'Mara', $3, $4) returning id`,
    [rule, devices.map((device) => device.id), new Date(rule.from), new Date(rule.to)],
  );
  await tellTurn();
  return row?.id ?? '';
}

/** As the API says it of every change. */
async function tellTurn(): Promise<void> {
  await stage.sql('update event_head set last = last + 1');
  await stage.sql(`insert into events (id, type) select last, 'maintenance.changed' from event_head`);
}

/** The window's end is now; nothing else moves. */
async function endNow(id: string): Promise<void> {
  const to = (await stage.now()) - 1;
  await stage.sql(
    `update maintenance_windows set to_at = $2, rule = jsonb_set(rule, '{to}', to_jsonb($3::bigint)) where id = $1`,
    [id, new Date(to), to],
  );
  await stage.sql('update incidents set next_look_at = now() where next_look_at is not null');
  await stage.pass();
}

/** Lost, and its opening window is over. */
async function lost(...devices: readonly StageDevice[]): Promise<void> {
  for (const device of devices) await stage.lose(device);
  await stage.pass();
  await stage.age(9_000);
  await stage.pass();
}

const withheld = () =>
  stage.sql<{ kind: string; reason: string; to: { destination: string }[]; title: string }>(
    'select kind, reason, destinations as "to", title from withheld_notices order by id',
  );
const marks = () =>
  stage.sql<{ state: string; inside: boolean | null; silent: boolean | null }>(
    `select state, (findings->'maintenance'->'isOpenedInside')::boolean as inside,
       jsonb_typeof(findings->'maintenance'->'until') = 'number' as silent from incidents order by number`,
  );

describe('an incident inside a maintenance window', () => {
  it('sends nothing, keeps what would have paged and to whom, and is recorded as ever', async () => {
    stage = await CorrelationStage.start({ devices: 10, customers: 2 });
    await silence([deviceAt(0)], HOUR);
    await lost(deviceAt(0));
    expect(await stage.told()).toEqual([]);
    expect(await withheld()).toMatchObject([
      { kind: 'opened', reason: 'opened', to: [{ destination: 'oncall@msp.example' }] },
    ]);
    expect((await withheld())[0]?.title).toContain('son-1');
    expect(await marks()).toEqual([{ state: 'open', inside: true, silent: true }]);
    expect(await stage.incidents()).toMatchObject([{ kind: 'device', severity: 'critical', members: 1 }]);
    const lines = await stage.sql<{ body: string }>(
      `select body from incident_updates where kind = 'notice' order by id`,
    );
    expect(lines.map((line) => line.body)).toEqual([
      expect.stringMatching(/^The first notice is withheld, maintenance until /),
    ]);
  });

  it('still bad at the end: one opening notice, as of then', async () => {
    stage = await CorrelationStage.start({ devices: 10, customers: 2 });
    const window = await silence([deviceAt(0)], HOUR);
    await lost(deviceAt(0));
    await endNow(window);
    await stage.pass();
    expect(names(await stage.told())).toEqual(['device opened']);
    expect((await stage.told())[0]?.deliveries).toBe(1);
    expect(await marks()).toEqual([{ state: 'open', inside: true, silent: false }]);
  });

  it('came and went: no mail, then or at the end, and one line that says so', async () => {
    stage = await CorrelationStage.start({ devices: 10, customers: 2 });
    const window = await silence([deviceAt(0)], HOUR);
    await lost(deviceAt(0));
    await stage.recover(deviceAt(0));
    await stage.pass();
    await endNow(window);
    expect(await stage.told()).toEqual([]);
    expect((await withheld()).map((one) => one.kind)).toEqual(['opened', 'resolved']);
    const lines = await stage.sql<{ body: string }>('select body from incident_updates order by id');
    expect(lines.map((line) => line.body)).toContainEqual(
      expect.stringMatching(/^Came and went: nobody was paged/),
    );
  });

  it('the end of what was told before the window goes out inside it', async () => {
    stage = await CorrelationStage.start({ devices: 10, customers: 2 });
    await lost(deviceAt(0));
    await stage.sql(`update deliveries set state = 'delivered'`);
    await silence([deviceAt(0)], HOUR);
    await stage.recover(deviceAt(0));
    await stage.pass();
    expect(names(await stage.told())).toEqual(['device opened', 'device resolved']);
  });

  it('a fleet incident with one device outside is told, counting all', async () => {
    stage = await CorrelationStage.start({ devices: 20, customers: 4 });
    await silence(stage.devices.slice(0, 4), HOUR);
    await lost(...stage.devices.slice(0, 5));
    const told = await stage.told();
    expect(names(told)).toEqual(['fleet opened']);
    expect(told[0]?.content.customers.flatMap((customer) => customer.devices)).toHaveLength(5);
  });

  it('a fleet incident wholly inside is silent, until a device outside joins', async () => {
    stage = await CorrelationStage.start({ devices: 20, customers: 4 });
    await silence(stage.devices.slice(0, 4), HOUR);
    await lost(...stage.devices.slice(0, 4));
    expect(await stage.told()).toEqual([]);
    await stage.lose(deviceAt(6));
    await stage.pass();
    expect(names(await stage.told())).toEqual(['fleet opened']);
  });

  it('ended early by a person: what is still bad is told in the next pass', async () => {
    stage = await CorrelationStage.start({ devices: 10, customers: 2 });
    const window = await silence([deviceAt(0)], HOUR);
    await lost(deviceAt(0));
    await stage.sql(
      'update maintenance_windows set from_at = null, to_at = null, ended_at = clock_timestamp() where id = $1',
      [window],
    );
    await tellTurn();
    await stage.pass();
    expect(names(await stage.told())).toEqual(['device opened']);
    const [spell] = await stage.sql<{ cut: boolean }>(
      'select s.to_at = w.ended_at as cut from maintenance_spells s join maintenance_windows w on w.id = s.window_id',
    );
    expect(spell).toEqual({ cut: true });
  });

  it('a tag covers whatever wears it now', async () => {
    stage = await CorrelationStage.start({ devices: 4, customers: 1 });
    const window = await silence([], HOUR);
    await stage.sql(
      `update maintenance_windows set target_kind = 'tag', target_tags = '{night}' where id = $1`,
      [window],
    );
    await stage.sql(`update devices set tags = '{night}' where id = $1`, [deviceAt(0).id]);
    await lost(deviceAt(0));
    expect(await stage.told()).toEqual([]);
    await stage.sql(`update devices set tags = '{}' where id = $1`, [deviceAt(0).id]);
    await tellTurn();
    await stage.pass();
    expect(names(await stage.told())).toEqual(['device opened']);
  });

  it('never silences our own delay, which is about no device', async () => {
    stage = await CorrelationStage.start({ devices: 4, customers: 1 });
    await silence(stage.devices, HOUR);
    await stage.sql('update event_head set last = last + 1');
    await stage.sql(
      `insert into events (id, type, payload) select last, 'polling.behind', '{"latestMs": 90000}' from event_head`,
    );
    await stage.pass();
    expect(names(await stage.told())).toEqual(['no-data opened']);
  });
});

describe('a weekly window', () => {
  it('wakes the pass at its begin and its end, keeps when it was silent, and turns to the next week', async () => {
    stage = await CorrelationStage.start({ devices: 4, customers: 1 });
    const window = await silence([deviceAt(0)], 5_000, 2_000);
    const rule = {
      kind: 'weekly',
      zone: 'Europe/London',
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      startMinute: 120,
      endMinute: 240,
      firstAt: 0,
      lastAt: null,
    };
    await stage.sql('update maintenance_windows set rule = $2 where id = $1', [window, rule]);
    const before = await stage.pass();
    expect(before.nextInMs).toBeLessThanOrEqual(2_000);
    await stage.sql(
      `update maintenance_windows set from_at = from_at - interval '3 s', to_at = to_at - interval '3 s'`,
    );
    const running = await stage.pass();
    expect(running.nextInMs).toBeLessThanOrEqual(2_000);
    const spells = () =>
      stage.sql<{ n: number; events: number }>(
        `select count(*) as n, (select count(*) from events where type = 'maintenance.changed' and customer_id is not null) as events
         from maintenance_spells`,
      );
    expect(await spells()).toEqual([{ n: 1, events: 1 }]);
    await stage.sql(
      `update maintenance_windows set from_at = from_at - interval '3 s', to_at = to_at - interval '3 s'`,
    );
    await stage.sql(
      `update maintenance_spells set from_at = from_at - interval '3 s', to_at = to_at - interval '3 s'`,
    );
    await stage.pass();
    const [next] = await stage.sql<{ ahead: boolean; hours: number }>(
      `select from_at > now() or to_at > now() as ahead, extract(epoch from to_at - from_at)::float8 / 3600 as hours
       from maintenance_windows`,
    );
    expect(next?.ahead).toBe(true);
    expect([1, 2, 3]).toContain(next?.hours);
  });
});
