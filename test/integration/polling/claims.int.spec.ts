import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '@firewatch/api/store/database';
import { takeClaimed } from '@firewatch/api/store/device-targets.repo';
import { changeInterval, enrol, startAgain, withdraw } from '@firewatch/api/store/enrolment.repo';
import {
  claimDue,
  makeDue,
  nextDue,
  overdue,
  releaseLeases,
  renewLeases,
  stillQueued,
  type Claim,
} from '@firewatch/api/store/poll-slots.repo';
import { PollingStage } from './polling-stage.js';

let stage: PollingStage;
let tx: Tx;
beforeAll(async () => {
  stage = await PollingStage.open();
  tx = { query: (text, params) => stage.sql(text, params) };
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.sql('delete from poll_slots');
  await stage.sql('delete from device_state');
});

const claim = (limit: number, options: { silentLimit?: number; leaseMs?: number } = {}): Promise<Claim[]> =>
  claimDue(tx, {
    limit,
    silentLimit: options.silentLimit ?? limit,
    leaseMs: options.leaseMs ?? 30_000,
    holder: 'a',
  });

describe('claimDue', () => {
  it('gives each of 400 due devices to exactly one of 4 pollers that claim at once', async () => {
    const ids = await stage.add(400);
    const pollers = ['a', 'b', 'c', 'd'].map(async (holder) => {
      const mine: Claim[] = [];
      for (;;) {
        const got = await claimDue(tx, { limit: 20, silentLimit: 10, leaseMs: 30_000, holder });
        if (got.length === 0) return mine;
        mine.push(...got);
      }
    });
    const claims = (await Promise.all(pollers)).flat();
    expect(claims.map((one) => one.deviceId).sort()).toEqual([...ids].sort());
    expect(new Set(claims.map((one) => one.fence))).toEqual(new Set([1]));
  });

  it('takes confirmations first, then what a person asked for, then the longest overdue', async () => {
    const [late, later, asked, confirm] = await stage.add(4);
    await stage.sql(`update poll_slots set due_why = 'due', due_at = now() - interval '1 s'`);
    await stage.sql(`update poll_slots set due_at = now() - interval '9 s' where device_id = $1`, [later]);
    await stage.sql(`update poll_slots set due_why = 'asked' where device_id = $1`, [asked]);
    await stage.sql(`update poll_slots set due_why = 'confirm', due_at = now() where device_id = $1`, [
      confirm,
    ]);
    const order: (string | undefined)[] = [];
    for (let n = 0; n < 4; n += 1) order.push((await claim(1))[0]?.deviceId);
    expect(order).toEqual([confirm, asked, later, late]);
  });

  it('gives devices that do not answer at most 2 of 6 places although they are longest overdue', async () => {
    const ids = await stage.add(10);
    const dead = ids.slice(0, 5);
    await stage.sql(`update device_state set contact = 'failing' where device_id = any ($1)`, [dead]);
    await stage.sql(`update poll_slots set due_at = now() - interval '1 hour' where device_id = any ($1)`, [
      dead,
    ]);
    const claims = await claim(6, { silentLimit: 2 });
    expect(claims.filter((one) => one.isSilent).length).toBe(2);
    expect(claims.filter((one) => !one.isSilent).length).toBe(4);
  });

  it('makes a claim whose lease has run out due again, with the next fence', async () => {
    const [id = ''] = await stage.add(1);
    await claim(1, { leaseMs: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await claim(1)).toEqual([
      { deviceId: id, fence: 2, why: 'enrol', scope: 'full', isSilent: false },
    ]);
  });

  it('does not claim a renewed lease again, nor renew one that another claimed', async () => {
    const [id = ''] = await stage.add(1);
    await claim(1, { leaseMs: 30 });
    expect(await renewLeases(tx, [{ deviceId: id, fence: 1 }], 30_000)).toEqual([id]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await claim(1)).toEqual([]);
    expect(await renewLeases(tx, [{ deviceId: id, fence: 7 }], 30_000)).toEqual([]);
  });

  it('is due again at once after a lease was given back', async () => {
    const [id = ''] = await stage.add(1);
    await claim(1);
    await releaseLeases(tx, [{ deviceId: id, fence: 1 }], 'a');
    expect((await claim(1)).map((one) => one.fence)).toEqual([2]);
  });

  it('does not give back a claim that another process reads by now', async () => {
    const [id = ''] = await stage.add(1);
    const lease = { deviceId: id, fence: 1 };
    await claim(1);
    await takeClaimed(tx, [lease], 'b');
    await releaseLeases(tx, [lease], 'a');
    expect(await claim(1)).toEqual([]);
    await releaseLeases(tx, [lease], 'b');
    expect((await claim(1)).map((one) => one.fence)).toEqual([2]);
  });

  it('hands a claim over once: a job that runs a second time finds nothing', async () => {
    const [id = ''] = await stage.add(1);
    const lease = { deviceId: id, fence: 1 };
    await claim(1);
    expect(await stillQueued(tx, [lease])).toEqual([id]);
    expect((await takeClaimed(tx, [lease], 'b')).map((one) => one.device_id)).toEqual([id]);
    expect(await takeClaimed(tx, [lease], 'c')).toEqual([]);
    expect(await stillQueued(tx, [lease])).toEqual([]);
  });
});

describe('slots', () => {
  it('stay on the phase of the device and are not piled up after 10 missed intervals', async () => {
    const ids = await stage.add(20, { intervalMs: 60_000 });
    await stage.sql(
      `update poll_slots set slot_at = now() - interval '10 minutes', due_at = now() - interval '10 minutes'`,
    );
    await claim(20);
    const rows = await stage.sql<{ off: number; in_ms: number }>(
      `select mod((extract(epoch from slot_at) * 1000)::bigint - phase_ms, interval_ms) as off,
         (extract(epoch from slot_at - now()) * 1000)::float8 as in_ms from poll_slots`,
    );
    expect(rows.length).toBe(ids.length);
    expect(rows.map((row) => row.off)).toEqual(ids.map(() => 0));
    for (const row of rows) {
      expect(row.in_ms).toBeGreaterThan(-1_000);
      expect(row.in_ms).toBeLessThanOrEqual(60_000);
    }
  });

  const largestGap = async (): Promise<number> => {
    const rows = await stage.sql<{ phase_ms: number; interval_ms: number }>(
      'select phase_ms, interval_ms from poll_slots order by phase_ms',
    );
    const gaps = rows.map((row, index) => {
      const next = rows[index + 1];
      return next ? next.phase_ms - row.phase_ms : (rows[0]?.phase_ms ?? 0) + row.interval_ms - row.phase_ms;
    });
    return Math.max(...gaps);
  };

  it('are spread evenly: with 50 devices at 60 s no gap is above 2.4 s, nor after a change to 30 s above 1.2 s', async () => {
    const ids = await stage.add(50);
    expect(await largestGap()).toBeLessThanOrEqual(2_400);
    for (const id of ids) await changeInterval(tx, id, 30_000);
    expect(await largestGap()).toBeLessThanOrEqual(1_200);
  });
});

const slot = async (id: string) => {
  const [row] = await stage.sql<{
    due_in: number;
    due_why: string;
    due_scope: string;
    again_in: number | null;
    again_why: string | null;
    again_scope: string | null;
  }>(
    `select round(extract(epoch from due_at - now()))::int as due_in, due_why, due_scope,
       round(extract(epoch from again_at - now()))::int as again_in, again_why, again_scope from poll_slots where device_id = $1`,
    [id],
  );
  return row;
};

describe('makeDue', () => {
  it('brings a device forward to now', async () => {
    const [id = ''] = await stage.add(1);
    await stage.sql(
      `update poll_slots set due_at = now() + interval '40 s', due_why = 'due', due_scope = 'pulse'`,
    );
    expect(await makeDue(tx, [id], { why: 'probe', scope: 'pulse' })).toBe(1);
    expect(await slot(id)).toEqual({
      due_in: 0,
      due_why: 'probe',
      due_scope: 'pulse',
      again_in: null,
      again_why: null,
      again_scope: null,
    });
  });

  it('leaves the wish in again_at of a device in flight, a full one beating a pulse', async () => {
    const [id = ''] = await stage.add(1);
    await claim(1);
    await makeDue(tx, [id], { why: 'sweep', scope: 'pulse' });
    await makeDue(tx, [id], { why: 'asked', scope: 'full' });
    expect(await slot(id)).toEqual({
      due_in: 30,
      due_why: 'enrol',
      due_scope: 'full',
      again_in: 0,
      again_why: 'asked',
      again_scope: 'full',
    });
  });

  it('does not put off a device that is due sooner', async () => {
    const [id = ''] = await stage.add(1);
    await stage.sql(
      `update poll_slots set due_at = now() + interval '3 s', due_why = 'confirm', due_scope = 'pulse'`,
    );
    await makeDue(tx, [id], { why: 'sweep', scope: 'pulse', at: stage.clock.now() + 20_000 });
    expect(await slot(id)).toMatchObject({ due_in: 3, due_why: 'confirm' });
  });

  it('spreads 4 devices over 8 s, longest unread first', async () => {
    const ids = await stage.add(4);
    await stage.sql(`update poll_slots set due_at = now() + interval '60 s'`);
    for (const [index, id] of ids.entries()) {
      await stage.sql(`update device_state set read_at = now() - $2 * interval '1 s' where device_id = $1`, [
        id,
        index,
      ]);
    }
    await makeDue(tx, ids, { why: 'sweep', scope: 'pulse', spreadMs: 8_000 });
    const order = [...ids].reverse();
    expect(await Promise.all(order.map(async (id) => (await slot(id))?.due_in))).toEqual([0, 2, 4, 6]);
  });

  it('leaves a device held until a person acts unread by a sweep and by a mere wish; the act lifts the hold', async () => {
    const [id = ''] = await stage.add(1);
    await stage.sql(`update poll_slots set hold_until = 'infinity', due_at = 'infinity', due_why = 'due'`);
    await makeDue(tx, [id], { why: 'sweep', scope: 'pulse' });
    await makeDue(tx, [id], { why: 'asked', scope: 'full' });
    expect(await claim(1)).toEqual([]);
    await stage.db.database.asEngine((own) => startAgain(own, [id], 'access'));
    expect(await claim(1)).toMatchObject([{ deviceId: id, why: 'asked', scope: 'full' }]);
  });

  it('loses no wish to a read that ends at the same moment: 60 rounds', async () => {
    const [id = ''] = await stage.add(1);
    for (let round = 0; round < 60; round += 1) {
      await stage.sql(
        `update poll_slots set due_at = now(), again_at = null, lease_until = null, leased_by = null`,
      );
      const [lease] = await claim(1);
      if (!lease) throw new Error('nothing claimed');
      await Promise.all([
        stage.db.database.asEngine(async (own) => {
          await own.query(
            `update poll_slots set lease_until = null, leased_by = null, due_at = least(now() + interval '60 s', again_at), again_at = null where device_id = $1`,
            [id],
          );
          await own.query('select pg_sleep(0.003)');
        }),
        makeDue(tx, [id], { why: 'probe', scope: 'pulse' }),
      ]);
      expect((await slot(id))?.due_in).toBeLessThanOrEqual(0);
    }
  });
});

describe('startAgain', () => {
  it('lifts the hold of a refused credential and makes a full read due now', async () => {
    const [id = ''] = await stage.add(1);
    await stage.sql(`update poll_slots set hold_until = 'infinity', due_at = 'infinity'`);
    await stage.sql(
      `update device_state set contact = 'auth-failed', core = jsonb_set(jsonb_set(core, '{contact,state}', '"auth-failed"'), '{contact,authTries}', '2')`,
    );
    await stage.db.database.asEngine((own) => startAgain(own, [id], 'access'));
    const [row] = await stage.sql(
      `select s.contact, s.core #>> '{contact,authTries}' as tries, p.hold_until from device_state s join poll_slots p using (device_id)`,
    );
    expect(row).toEqual({ contact: 'failing', tries: '0', hold_until: null });
    expect(await claim(1)).toMatchObject([{ deviceId: id, why: 'asked', scope: 'full' }]);
  });
});

describe('looking ahead', () => {
  it('says when the next device and the next urgent device come due', async () => {
    const [regular, urgent] = await stage.add(2);
    await stage.sql(
      `update poll_slots set due_why = 'due', due_at = now() + interval '300 ms' where device_id = $1`,
      [regular],
    );
    await stage.sql(
      `update poll_slots set due_why = 'confirm', due_at = now() + interval '600 ms' where device_id = $1`,
      [urgent],
    );
    const { anyInMs, urgentInMs } = await nextDue(tx, 1_000);
    expect(Math.abs((anyInMs ?? 0) - 300)).toBeLessThan(100);
    expect(Math.abs((urgentInMs ?? 0) - 600)).toBeLessThan(100);
  });

  it('counts a device as overdue a whole interval after it was due, not before, and not by time when nobody ran', async () => {
    const [id = ''] = await stage.add(1, { intervalMs: 60_000 });
    const longAgo = stage.clock.now() - 3_600_000;
    await stage.sql(`update poll_slots set due_at = now() - interval '59 s'`);
    expect(await overdue(tx, longAgo)).toEqual({ devices: 0, latestMs: 0 });
    await stage.sql(`update poll_slots set due_at = now() - interval '61 s'`);
    const late = await overdue(tx, longAgo);
    expect(late.devices).toBe(1);
    expect(late.latestMs).toBeGreaterThanOrEqual(61_000);
    expect(await overdue(tx, stage.clock.now() - 30_000)).toEqual({ devices: 0, latestMs: 0 });
    await stage.db.database.asEngine((own) => withdraw(own, [id]));
    expect(await overdue(tx, longAgo)).toEqual({ devices: 0, latestMs: 0 });
  });
});

describe('as the app in the scope of one customer', () => {
  it('enrols, asks for a read, changes the interval, starts again and withdraws', async () => {
    const [id = ''] = await stage.add(1);
    const device = { deviceId: id, customerId: stage.customer, intervalMs: 60_000 };
    const inScope = <T>(work: (own: Tx) => Promise<T>) => stage.db.database.inScope([stage.customer], work);
    await inScope((own) => withdraw(own, [id]));
    expect(await slot(id)).toBeUndefined();
    await inScope((own) => enrol(own, device));
    await inScope((own) => changeInterval(own, id, 30_000));
    expect(await inScope((own) => makeDue(own, [id], { why: 'asked', scope: 'pulse' }))).toBe(1);
    await inScope((own) => startAgain(own, [id], 'access'));
    expect(await slot(id)).toMatchObject({ due_in: 0, due_why: 'asked', due_scope: 'full' });
  });

  it('makes no device of another customer due', async () => {
    const [id = ''] = await stage.add(1);
    const other = '00000000-0000-4000-8000-000000000000';
    const made = await stage.db.database.inScope([other], (own) =>
      makeDue(own, [id], { why: 'asked', scope: 'full' }),
    );
    expect(made).toBe(0);
    expect(await slot(id)).toMatchObject({ due_why: 'enrol' });
  });
});
