import { Writable } from 'node:stream';
import { CorrelationRunner } from '@firewatch/api/correlation/correlation.runner';
import { CorrelationWorker } from '@firewatch/api/correlation/correlation.worker';
import { Log } from '@firewatch/api/platform/log/log';
import { QueuePort } from '@firewatch/api/queues/queue-table';
import { Nudges } from '@firewatch/api/store/nudges';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { afterEach, describe, expect, it } from 'vitest';
import { CorrelationStage, type StageDevice } from './correlation-stage.js';

class AwayQueue extends QueuePort {
  enqueue(): Promise<void> {
    return Promise.reject(new Error('the queue is away'));
  }

  waiting(): Promise<number> {
    return Promise.reject(new Error('the queue is away'));
  }

  work(): void {
    return;
  }
}

let stage: CorrelationStage;
let stop: () => Promise<void> = () => Promise.resolve();
afterEach(async () => {
  await stop();
  await stage.close();
});

async function run(): Promise<void> {
  const nudges = new Nudges(stage.db.engineUrl);
  await nudges.start();
  const log = Log.to('error', new Writable({ write: (_chunk, _encoding, done) => done() }));
  const settings = { policy: DEFAULT_POLICY, vendorName: () => 'SonicWall', zone: 'UTC' };
  const workers = [1, 2].map(
    () =>
      new CorrelationWorker(new CorrelationRunner(stage.db.database, settings), nudges, new AwayQueue(), log),
  );
  for (const worker of workers) worker.onApplicationBootstrap();
  stop = async () => {
    for (const worker of workers) await worker.onModuleDestroy();
    await nudges.close();
  };
}

async function until<T>(ask: () => Promise<T>, fits: (value: T) => boolean, ms = 12_000): Promise<T> {
  const endsAt = performance.now() + ms;
  let value = await ask();
  while (!fits(value) && performance.now() < endsAt) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    value = await ask();
  }
  return value;
}
const some = (): StageDevice => {
  const [device] = stage.devices;
  if (!device) throw new Error('no device');
  return device;
};

describe('two correlation workers of one installation', () => {
  it('probe within 300 ms of the commit of the first suspicion and sweep within 300 ms of the second', async () => {
    stage = await CorrelationStage.start({ devices: 50, customers: 12 });
    await run();
    await stage.suspect(some());
    const suspectedAt = performance.now();
    expect(
      await until(
        () => stage.madeDue('probe'),
        (n) => n > 0,
      ),
    ).toBe(5);
    expect(performance.now() - suspectedAt).toBeLessThan(300);
    await stage.suspect(stage.devices[1] ?? some());
    const secondAt = performance.now();
    expect(
      await until(
        () => stage.madeDue('sweep'),
        (n) => n > 0,
      ),
    ).toBeGreaterThanOrEqual(43);
    expect(performance.now() - secondAt).toBeLessThan(300);
  });

  it('open 1 incident and send 1 notice at the window’s end, at most 9 s after the first suspicion although one read never comes back', async () => {
    stage = await CorrelationStage.start({ devices: 50, customers: 12 });
    await run();
    const startedAt = performance.now();
    await stage.suspect(some());
    for (const device of stage.devices.slice(0, 40)) await stage.lose(device);
    expect((await stage.told()).length).toBe(0);
    const told = await until(
      () => stage.told(),
      (rows) => rows.length > 0,
    );
    const tookMs = performance.now() - startedAt;
    expect(told.map((row) => [row.incidentKind, row.kind])).toEqual([['fleet', 'opened']]);
    expect(told[0]?.content.customers.flatMap((customer) => customer.devices)).toHaveLength(40);
    expect(tookMs).toBeGreaterThan(7_000);
    expect(tookMs).toBeLessThan(9_500);
  });

  it('close the window as soon as every read is in', async () => {
    stage = await CorrelationStage.start({ devices: 10, customers: 2 });
    await run();
    const startedAt = performance.now();
    await stage.suspect(some());
    await until(
      () => stage.madeDue('probe'),
      (n) => n > 0,
    );
    await stage.lose(some());
    await until(
      () => stage.madeDue('sweep'),
      (n) => n > 0,
    );
    await stage.readAll();
    await until(
      () => stage.told(),
      (rows) => rows.length > 0,
    );
    expect((await stage.told()).map((row) => [row.incidentKind, row.kind])).toEqual([['device', 'opened']]);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});

describe('acknowledging', () => {
  const act = async (type: string, payload: object): Promise<void> => {
    const [incident] = await stage.incidents();
    await stage.sql(`update event_head set last = last + 1`);
    await stage.sql(
      `insert into events (id, type, incident_id, payload) select last, $1, $2, $3 from event_head`,
      [type, incident?.id, payload],
    );
  };
  const acked = async (): Promise<{ acked: boolean; members: number | null }[]> =>
    stage.sql(
      `select acked_at is not null as acked, ack_members as members from incidents order by number limit 1`,
    );

  it('silences the reminder after 4 h, ends at its time, and then the reminder comes', async () => {
    stage = await CorrelationStage.start({ devices: 4, customers: 1 });
    await stage.lose(some());
    await stage.pass();
    await stage.age(9_000);
    await stage.pass();
    const until4 = (await stage.now()) + 60_000;
    await act('incident.acked', {
      by: 'Mara',
      byId: null,
      reason: 'on it',
      until: new Date(until4).toISOString(),
    });
    await stage.pass();
    expect(await acked()).toEqual([{ acked: true, members: 1 }]);
    await stage.age(5 * 3_600_000);
    await stage.pass();
    expect((await stage.told()).map((row) => row.kind)).toEqual(['opened']);
    await stage.sql(
      `update incidents set ack_until = now() - interval '1 s', next_look_at = now() - interval '1 s'`,
    );
    await stage.pass();
    expect(await acked()).toEqual([{ acked: false, members: null }]);
    expect((await stage.told()).map((row) => row.kind)).toEqual(['opened', 'reminder']);
  });

  it('no longer holds when the incident becomes worse', async () => {
    stage = await CorrelationStage.start({ devices: 20, customers: 5 });
    for (const device of stage.devices.slice(0, 4)) await stage.lose(device);
    await stage.pass();
    await stage.age(9_000);
    await stage.pass();
    await act('incident.acked', { by: 'Mara', byId: null, reason: 'on it', until: null });
    await stage.pass();
    await stage.age(20 * 60_000);
    for (const device of stage.devices.slice(4, 6)) await stage.lose(device);
    await stage.pass();
    expect((await stage.told()).map((row) => row.kind)).toEqual(['opened', 'updated']);
    expect(await acked()).toEqual([{ acked: false, members: null }]);
  });

  it('holds when what it was given for is told afterwards', async () => {
    stage = await CorrelationStage.start({ devices: 20, customers: 5 });
    for (const device of stage.devices.slice(0, 4)) await stage.lose(device);
    await stage.pass();
    await stage.age(9_000);
    await stage.pass();
    for (const device of stage.devices.slice(4, 6)) await stage.lose(device);
    await stage.pass();
    await act('incident.acked', { by: 'Mara', byId: null, reason: 'on it', until: null });
    await stage.pass();
    await stage.age(20 * 60_000);
    await stage.pass();
    expect((await stage.told()).map((row) => row.kind)).toEqual(['opened', 'updated']);
    expect(await acked()).toEqual([{ acked: true, members: 6 }]);
  });

  it('a close asked for by a person closes with name and reason', async () => {
    stage = await CorrelationStage.start({ devices: 4, customers: 1 });
    await stage.emit(some(), [{ type: 'device.auth-failed', at: await stage.now(), detail: 'refused' }]);
    await stage.pass();
    await act('incident.close-asked', { by: 'Mara', byId: null, reason: 'set retired' });
    await stage.pass();
    const [row] = await stage.sql<{ state: string; why: string }>(
      'select state, closed_why as why from incidents',
    );
    expect(row).toEqual({ state: 'closed', why: 'closed by Mara: set retired' });
  });
});
