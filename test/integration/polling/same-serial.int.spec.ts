import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClaimedDevice } from '@firewatch/api/store/device-targets.repo';
import type { Recorded } from '@firewatch/api/store/reading.recorder';
import { removeDevices } from '@firewatch/api/store/removal.repo';
import { FINGERPRINT, PollingStage, reading, serialOf } from './polling-stage.js';

let stage: PollingStage;
beforeAll(async () => {
  stage = await PollingStage.open();
});
afterAll(() => stage.close());

const take = (id: string): Promise<ClaimedDevice> => stage.take(id);

let at = 0;
beforeEach(() => (at = 0));
/** One whole read: the answer began 5 ms after the last one. */
async function say(id: string, answer: 'good'): Promise<Recorded> {
  at = Math.max(at + 5, stage.clock.now());
  const device = await take(id);
  return stage.recorder().record(device, reading(id, answer, { startedAt: at }), stage.vendor.profile);
}

const count = async (table: string, id: string): Promise<number> => {
  const [row] = await stage.sql<{ n: number }>(`select count(*) as n from ${table} where device_id = $1`, [
    id,
  ]);
  return row?.n ?? 0;
};
const eventTypes = async (id: string): Promise<string[]> => {
  const rows = await stage.sql<{ type: string }>('select type from events where device_id = $1 order by id', [
    id,
  ]);
  return rows.map((row) => row.type);
};

describe('a first reading that meets a serial which is watched already', () => {
  /** A box that was approved by its certificate alone and answers with the serial number of another. */
  async function meetsTwin(serial: string): Promise<{ id: string; recorded: Recorded }> {
    const [id = ''] = await stage.add(1, { knowsSerial: false });
    at = Math.max(at + 5, stage.clock.now());
    const device = await take(id);
    const answer = reading(id, 'good', { startedAt: at });
    if (answer.kind !== 'seen') throw new Error('not seen');
    const identity = { ...answer.identity, serial };
    const recorded = await stage.recorder().record(device, { ...answer, identity }, stage.vendor.profile);
    return { id, recorded };
  }

  it('goes back among those that wait, with the other one named, and begins no second history', async () => {
    const [first = ''] = await stage.add(1);
    await say(first, 'good');
    const before = await count('transitions', first);
    const { id, recorded } = await meetsTwin(serialOf(first));
    expect(recorded.kind).toBe('stale');
    const [waits] = await stage.sql(
      `select w.state, w.why, w.same_serial_as as "sameAs", w.look_due_at as due, w.host, w.credential_set_id as "set"
       from waiting_devices w join devices d on d.name = w.name where d.id = $1`,
      [id],
    );
    expect(waits).toEqual({
      state: 'same-serial',
      why: 'wrong-serial',
      sameAs: first,
      due: null,
      host: '127.16.0.1',
      set: stage.credentialSet,
    });
    expect(await stage.sql('select 1 from poll_slots where device_id = $1', [id])).toEqual([]);
    expect(
      await stage.sql('select removed_at is not null as removed, serial from devices where id = $1', [id]),
    ).toEqual([{ removed: true, serial: null }]);
    expect([await count('transitions', id), await count('fact_history', id)]).toEqual([0, 0]);
    expect(await eventTypes(id)).toEqual(['inventory.changed']);
    expect(await count('transitions', first)).toBe(before);
    expect(await stage.sql('select 1 from poll_slots where device_id = $1', [first])).toHaveLength(1);
  });

  it('is sent back for the serial of an accepted partner too', async () => {
    const [pair = ''] = await stage.add(1);
    await say(pair, 'good');
    await stage.sql(
      `insert into device_identities (device_id, customer_id, serial, fingerprint, reason) values ($1, $2, 'PARTNER-1', $3, 'pair')`,
      [pair, stage.customer, FINGERPRINT],
    );
    const { id } = await meetsTwin('PARTNER-1');
    const [row] = await stage.sql<{ sameAs: string }>(
      `select w.same_serial_as as "sameAs" from waiting_devices w join devices d on d.name = w.name where d.id = $1`,
      [id],
    );
    expect(row).toEqual({ sameAs: pair });
  });

  it('is kept where the other one was removed before', async () => {
    const [gone = ''] = await stage.add(1);
    await say(gone, 'good');
    await stage.db.database.asEngine((own) => removeDevices(own, [gone]));
    const { id, recorded } = await meetsTwin(serialOf(gone));
    expect(recorded.kind).toBe('kept');
    expect(await stage.sql('select serial from devices where id = $1', [id])).toEqual([
      { serial: serialOf(gone) },
    ]);
  });
});
