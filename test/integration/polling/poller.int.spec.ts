import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeDevices } from '@firewatch/api/store/removal.repo';
import { HandQueue, PollingStage, reading, until } from './polling-stage.js';

let stage: PollingStage;
beforeEach(async () => {
  stage = await PollingStage.open();
});
afterEach(() => stage.close());

const readCount = () =>
  stage.sql<{ n: number }>('select count(*) as n from device_state where read_at is not null');
const allRead = (total: number, withinMs: number) => until(readCount, ([row]) => row?.n === total, withinMs);

/** Slots shorter than any real interval, so that a steady run fits into a test. */
const shorten = (intervalMs: number) =>
  stage.sql(
    `update poll_slots set phase_ms = floor(phase_ms::float8 / interval_ms * $1::int)::int, interval_ms = $1::int`,
    [intervalMs],
  );

describe('reading a fleet', () => {
  it('reads 120 devices of 50 ms each within 2 s of their enrolment, with the opened credential', async () => {
    stage.vendor.tookMs = 50;
    const { metrics } = await stage.poller();
    await stage.add(120);
    await allRead(120, 2_000);
    const first = new Map(
      [...stage.vendor.reads].reverse().map((read) => [read.deviceId, `${read.scope}/${read.user}`]),
    );
    expect(first.size).toBe(120);
    expect(new Set(first.values())).toEqual(new Set(['full/watch']));
    expect(metrics.thrownAway).toBe(0);
  });

  it('keeps 100 devices at 2 s on their slots for 8 s with two pollers: no gap above 2.6 s, no two reads of one device at once', async () => {
    const ids = await stage.add(100);
    await shorten(2_000);
    const running = new Set<string>();
    let twice = 0;
    for (const id of ids) {
      stage.vendor.scripts.set(id, async (target, scope) => {
        if (running.has(target.deviceId)) twice += 1;
        running.add(target.deviceId);
        const startedAt = stage.clock.now();
        await new Promise((resolve) => setTimeout(resolve, 30));
        running.delete(target.deviceId);
        return reading(target.deviceId, 'good', { startedAt, endedAt: stage.clock.now(), scope });
      });
    }
    const queue = new HandQueue();
    const [one, two] = [await stage.poller(queue), await stage.poller(queue)];
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    await Promise.all([one.stop(), two.stop()]);
    const gaps = ids.map((id) => {
      const times = stage.vendor.reads.filter((read) => read.deviceId === id).map((read) => read.at);
      return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? 0)));
    });
    expect(twice).toBe(0);
    expect(one.metrics.thrownAway + two.metrics.thrownAway).toBe(0);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2_600);
    // 4 slots and the first read; the spread start makes one more or less.
    expect(stage.vendor.reads.length).toBeGreaterThanOrEqual(400);
    expect(stage.vendor.reads.length).toBeLessThanOrEqual(520);
  });

  it('reads a suspected device again 2 s after the suspect read, and confirms the loss', async () => {
    // A long interval: its regular slot must not fall between the two reads.
    const [id = ''] = await stage.add(1, { intervalMs: 3_600_000 });
    await stage.poller();
    await allRead(1, 2_000);
    stage.vendor.says(id, 'lost');
    await stage.sql(`update poll_slots set due_at = now()`);
    await stage.sql(`select pg_notify('fw_due', '')`);
    await until(
      () => stage.sql<{ worst: string }>('select worst from device_state'),
      ([row]) => row?.worst === 'exposed',
      4_000,
    );
    const [suspect, confirm] = stage.vendor.reads.slice(1);
    const waitedMs = (confirm?.at ?? 0) - (suspect?.at ?? 0);
    expect(waitedMs).toBeGreaterThanOrEqual(2_000);
    expect(waitedMs).toBeLessThanOrEqual(2_400);
  });

  it('does not keep 60 healthy devices waiting for 40 that hang: the healthy are read within 3 s', async () => {
    const ids = await stage.add(100);
    const hanging = ids.slice(0, 40);
    const release: (() => void)[] = [];
    for (const id of hanging) {
      stage.vendor.scripts.set(id, async (target, scope) => {
        await new Promise<void>((resolve) => release.push(resolve));
        return reading(target.deviceId, 'timeout', { startedAt: stage.clock.now(), scope });
      });
    }
    await stage.poller();
    await allRead(60, 3_000);
    expect(new Set(stage.vendor.reads.map((read) => read.deviceId)).size).toBeGreaterThanOrEqual(60);
    for (const free of release) free();
  });
});

describe('without a queue', () => {
  it('reads its own claims within 2 s when enqueueing is refused', async () => {
    const queue = new HandQueue();
    queue.mode = 'refuses';
    const { metrics } = await stage.poller(queue);
    await stage.add(30);
    await allRead(30, 2_000);
    expect(metrics.ownBatches).toBeGreaterThanOrEqual(2);
  });

  it('reads claims whose jobs were lost within 6 s, once each', async () => {
    const queue = new HandQueue();
    queue.mode = 'loses';
    await stage.poller(queue);
    await stage.add(10);
    await allRead(10, 6_500);
    expect(stage.vendor.reads.length).toBe(10);
    expect(queue.enqueued).toBeGreaterThanOrEqual(1);
  });
});

describe('a job that is delivered twice', () => {
  it('reads its device once', async () => {
    const [id = ''] = await stage.add(1);
    await stage.sql(
      `update poll_slots set fence = 1, leased_by = 'queued/x', lease_until = now() + interval '30 s'`,
    );
    const { worker } = stage.worker();
    const item = { deviceId: id, fence: 1, why: 'due', scope: 'pulse' } as const;
    await Promise.all([worker.run([item]), worker.run([item])]);
    await worker.run([item]);
    expect(stage.vendor.reads.length).toBe(1);
  });
});

describe('a poller that was frozen past its lease', () => {
  it('changes nothing with its late result, and another has read the device meanwhile', async () => {
    const [id = ''] = await stage.add(1);
    let thaw: () => void = () => undefined;
    const frozen = new Promise<void>((resolve) => (thaw = resolve));
    stage.vendor.scripts.set(id, async (target, scope) => {
      const startedAt = stage.clock.now();
      await frozen;
      return reading(target.deviceId, 'corroborated', { startedAt, endedAt: stage.clock.now(), scope });
    });
    await stage.sql(
      `update poll_slots set fence = 1, leased_by = 'queued/x', lease_until = now() + interval '30 s'`,
    );
    const late = stage.worker();
    const run = late.worker.run([{ deviceId: id, fence: 1, why: 'due', scope: 'full' }]);
    await until(
      () => stage.vendor.reads.length,
      (reads) => reads === 1,
    );
    stage.vendor.says(id, 'good');
    await stage.sql(`update poll_slots set lease_until = now(), due_at = now()`);
    await stage.poller();
    await allRead(1, 2_000);
    thaw();
    await run;
    await until(
      () => late.metrics.thrownAway,
      (thrown) => thrown === 1,
    );
    expect(await stage.sql('select worst from device_state')).toEqual([{ worst: 'protecting' }]);
    expect(await stage.sql('select 1 from exposures')).toEqual([]);
  });
});

describe('a firewall that is removed while it is read', () => {
  it('has its read broken off within 5 s, its late answer thrown away, and is never read again; the other is', async () => {
    const [leaving = '', staying = ''] = await stage.add(2);
    const { promise: broken, resolve: breakOff } = Promise.withResolvers<number>();
    let begun = 0;
    for (const id of [leaving, staying]) {
      stage.vendor.scripts.set(id, async (target, scope, { signal }) => {
        begun += 1;
        const startedAt = stage.clock.now();
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
          if (target.deviceId === staying) setTimeout(resolve, 6_000);
        });
        if (target.deviceId === leaving) breakOff(performance.now());
        // An answer that was on its way all the same.
        return reading(target.deviceId, 'lost', { startedAt, endedAt: stage.clock.now(), scope });
      });
    }
    await stage.poller();
    await until(
      () => begun,
      (n) => n === 2,
    );
    const removedAt = performance.now();
    await stage.db.database.asEngine((tx) => removeDevices(tx, [leaving]));
    // The lease is looked at every 10 s besides: only the word of the removal is this quick.
    expect((await broken) - removedAt).toBeLessThan(5_000);
    await until(
      () => stage.sql('select 1 from transitions where device_id = $1', [staying]),
      (rows) => rows.length > 0,
    );
    for (const table of ['transitions', 'fact_history', 'device_state', 'poll_slots'])
      expect([table, await stage.sql(`select 1 from ${table} where device_id = $1`, [leaving])]).toEqual([
        table,
        [],
      ]);
    expect(stage.vendor.reads.filter((read) => read.deviceId === leaving)).toHaveLength(1);
  });

  it('is not asked once when it is removed between the look at the store and the read', async () => {
    const [id = ''] = await stage.add(1);
    await stage.sql(
      `update poll_slots set fence = 1, leased_by = 'queued/x', lease_until = now() + interval '30 s'`,
    );
    const { worker, context } = stage.worker();
    const { query } = context.tx;
    let isRemoved = false;
    Object.assign(context.tx, {
      query: async (text: string, params: unknown[]) => {
        const rows = await query(text, params);
        if (isRemoved) return rows;
        isRemoved = true;
        await stage.db.database.asEngine((tx) => removeDevices(tx, [id]));
        await context.leases.renew();
        return rows;
      },
    });
    await worker.run([{ deviceId: id, fence: 1, why: 'due', scope: 'pulse' }]);
    expect(isRemoved).toBe(true);
    expect(stage.vendor.reads).toEqual([]);
  });
});

describe('the end of the program', () => {
  it('breaks reads off and gives their claims back within 3 s: due again at once', async () => {
    const ids = await stage.add(5);
    for (const id of ids) {
      stage.vendor.scripts.set(id, async (target, scope, ctx) => {
        await new Promise<void>((resolve) =>
          ctx.signal.addEventListener('abort', () => resolve(), { once: true }),
        );
        return reading(target.deviceId, 'cancelled', { startedAt: stage.clock.now(), scope });
      });
    }
    const poller = await stage.poller();
    await until(
      () => stage.vendor.reads.length,
      (reads) => reads === 5,
    );
    const began = performance.now();
    await poller.stop();
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(
      await stage.sql(
        'select count(*) as n from poll_slots where lease_until is null and leased_by is null and due_at <= now()',
      ),
    ).toEqual([{ n: 5 }]);
    expect(await readCount()).toEqual([{ n: 0 }]);
  });
});
