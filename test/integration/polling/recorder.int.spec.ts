import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '@firewatch/api/store/database';
import type { ClaimedDevice } from '@firewatch/api/store/device-targets.repo';
import { closeWithdrawn, startAgain } from '@firewatch/api/store/enrolment.repo';
import { makeDue } from '@firewatch/api/store/poll-slots.repo';
import type { Recorded } from '@firewatch/api/store/reading.recorder';
import { FINGERPRINT, PollingStage, reading, serialOf } from './polling-stage.js';

let stage: PollingStage;
let tx: Tx;
beforeAll(async () => {
  stage = await PollingStage.open();
  tx = { query: (text, params) => stage.sql(text, params) };
});
afterAll(() => stage.close());

const take = (id: string): Promise<ClaimedDevice> => stage.take(id);

type Said = Parameters<typeof reading>[1];
let at = 0;
beforeEach(() => (at = 0));
/** One whole read: the answer began 5 ms after the last one. */
async function say(id: string, answer: Said, scope: 'pulse' | 'full' = 'full'): Promise<Recorded> {
  at = Math.max(at + 5, stage.clock.now());
  const device = await take(id);
  return stage.recorder().record(device, reading(id, answer, { startedAt: at, scope }), stage.vendor.profile);
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

describe('a first believed reading', () => {
  it('shows the services, proposes the baseline unconfirmed and settles the credential set', async () => {
    const [id = ''] = await stage.add(1);
    expect((await say(id, 'good')).kind).toBe('kept');
    const [row] = await stage.sql(
      `select s.worst, s.worst_reason, s.shown, s.contact, s.believed_at is not null as believed, s.shown_until - s.believed_at as shown_ms,
         d.baseline, d.baseline_confirmed_at, c.state
       from device_state s join devices d on d.id = s.device_id join credential_sets c on c.id = d.credential_set_id where d.id = $1`,
      [id],
    );
    expect(row).toMatchObject({
      worst: 'protecting',
      worst_reason: 'ok',
      shown: { ips: { verdict: 'protecting', reason: 'ok' } },
      contact: 'reachable',
      believed: true,
      baseline: { ips: 'on' },
      baseline_confirmed_at: null,
      state: 'works',
    });
    expect(await eventTypes(id)).toEqual(['service.changed', 'device.row']);
    expect(await count('transitions', id)).toBe(1);
    expect(await count('fact_history', id)).toBe(2);
  });

  it('learns the serial of a device that was approved by certificate only', async () => {
    const [id = ''] = await stage.add(1, { knowsSerial: false });
    await say(id, 'good');
    expect(await stage.sql('select serial from devices where id = $1', [id])).toEqual([
      { serial: serialOf(id) },
    ]);
    expect(
      await stage.sql('select serial, fingerprint, reason from device_identities where device_id = $1', [id]),
    ).toEqual([{ serial: serialOf(id), fingerprint: FINGERPRINT, reason: 'test' }]);
  });
});

describe('what a certificate is trusted by', () => {
  const KEY = `${'EF:'.repeat(31)}EF`;
  const RENEWED = `${'CD:'.repeat(31)}CD`;
  const identities = (id: string) =>
    stage.sql(
      'select serial, fingerprint, key_fingerprint as key from device_identities where device_id = $1',
      [id],
    );

  async function met(id: string, fingerprint: string): Promise<Recorded> {
    at = Math.max(at + 5, stage.clock.now());
    const device = await take(id);
    const answer = reading(id, 'good', { startedAt: at });
    if (answer.kind !== 'seen') throw new Error('not seen');
    const identity = { ...answer.identity, fingerprint, keyFingerprint: KEY };
    return stage.recorder().record(device, { ...answer, identity }, stage.vendor.profile);
  }

  it('keeps the key of an accepted certificate from the first time it is met', async () => {
    const [id = ''] = await stage.add(1);
    await met(id, FINGERPRINT);
    expect(await identities(id)).toEqual([{ serial: serialOf(id), fingerprint: FINGERPRINT, key: KEY }]);
    expect((await take(id)).accepted).toEqual([
      { serial: serialOf(id), fingerprint: FINGERPRINT, keyFingerprint: KEY },
    ]);
  });

  it.each(['pin-key', 'ca'] as const)(
    '%s: learns the serial although the certificate was renewed since its approval',
    async (trust) => {
      const [id = ''] = await stage.add(1, { knowsSerial: false });
      await stage.sql('update devices set trust = $2 where id = $1', [id, trust]);
      await met(id, RENEWED);
      expect(await identities(id)).toEqual([{ serial: serialOf(id), fingerprint: FINGERPRINT, key: null }]);
    },
  );

  it('pin: does not take the word of another certificate for the serial', async () => {
    const [id = ''] = await stage.add(1, { knowsSerial: false });
    const recorded = await met(id, RENEWED);
    expect(recorded).toMatchObject({ plan: { step: { disbelieved: 'wrong-serial' } } });
    expect(await identities(id)).toEqual([{ serial: '', fingerprint: FINGERPRINT, key: null }]);
  });
});

describe('a quiet reading', () => {
  it('moves the ages and frees the lease to the next slot, without an event', async () => {
    const [id = ''] = await stage.add(1);
    await say(id, 'good');
    const before = await stage.sql<{ core_changed_at: number }>(
      'select core_changed_at from device_state where device_id = $1',
      [id],
    );
    // The second and third teach that `connections` moves: after that nothing of the core changes.
    await say(id, 'good', 'pulse');
    await say(id, 'good', 'pulse');
    const events = await eventTypes(id);
    const recorded = await say(id, 'good', 'pulse');
    expect(recorded).toMatchObject({ kind: 'kept', quiet: true });
    expect(await eventTypes(id)).toEqual(events);
    const [row] = await stage.sql<Record<string, unknown>>(
      `select p.lease_until, p.leased_by, p.due_why, p.due_scope, p.due_at = p.slot_at as on_slot, s.believed_at, s.read_at
       from poll_slots p join device_state s using (device_id) where device_id = $1`,
      [id],
    );
    expect(row).toEqual({
      lease_until: null,
      leased_by: null,
      due_why: 'due',
      due_scope: 'pulse',
      on_slot: true,
      believed_at: at,
      read_at: at,
    });
    expect(before.length).toBe(1);
  });

  it('keeps a wish that came while it ran: due again at once, for the reason of the wish', async () => {
    const [id = ''] = await stage.add(1);
    for (let n = 0; n < 3; n += 1) await say(id, 'good', n === 0 ? 'full' : 'pulse');
    const device = await take(id);
    await makeDue(tx, [id], { why: 'sweep', scope: 'pulse' });
    at = Math.max(at + 5, stage.clock.now());
    await stage
      .recorder()
      .record(device, reading(id, 'good', { startedAt: at, scope: 'pulse' }), stage.vendor.profile);
    expect(
      await stage.sql(
        'select due_why, due_at <= now() as is_due, again_at from poll_slots where device_id = $1',
        [id],
      ),
    ).toEqual([{ due_why: 'sweep', is_due: true, again_at: null }]);
  });
});

describe('a result whose claim is no longer ours', () => {
  it('is thrown away whole, on the quick and on the slow way', async () => {
    const [id = ''] = await stage.add(1);
    for (let n = 0; n < 3; n += 1) await say(id, 'good', n === 0 ? 'full' : 'pulse');
    const frozen = await take(id);
    await stage.sql(
      `update poll_slots set lease_until = now() - interval '1 s', due_at = now() where device_id = $1`,
      [id],
    );
    const taken = await take(id);
    expect(taken.fence).toBe(frozen.fence + 1);
    const state = () =>
      stage.sql('select xmin::text, worst, believed_at from device_state where device_id = $1', [id]);
    const before = await state();
    at = Math.max(at + 5, stage.clock.now());
    for (const answer of ['good', 'corroborated'] as const) {
      const late = reading(id, answer, { startedAt: at, scope: 'pulse' });
      expect(await stage.recorder().record(frozen, late, stage.vendor.profile)).toEqual({ kind: 'stale' });
    }
    expect(await state()).toEqual(before);
    expect(await stage.sql(`select leased_by from poll_slots where device_id = $1`, [id])).toEqual([
      { leased_by: 'reading/test' },
    ]);
  });
});

describe('a corroborated loss and its recovery', () => {
  it('keeps transition, event and exposure together, and closes the exposure at the first good reading', async () => {
    const [id = ''] = await stage.add(1);
    await say(id, 'good');
    const lastGood = at;
    await say(id, 'corroborated', 'pulse');
    const lostAt = at;
    expect(
      await stage.sql(
        'select service, kind, reason, from_at, not_before, to_at from exposures where device_id = $1',
        [id],
      ),
    ).toEqual([
      {
        service: 'ips',
        kind: 'exposed',
        reason: 'licence-lost',
        from_at: lostAt,
        not_before: lastGood,
        to_at: null,
      },
    ]);
    const [transition] = await stage.sql<{ event_id: number }>(
      `select t.event_id, t.to_verdict, t.to_reason, t.turn, t.since, t.confirmed_by, e.type, e.payload ->> 'cohort' as cohort
       from transitions t join events e on e.id = t.event_id where t.device_id = $1 and t.to_verdict = 'exposed'`,
      [id],
    );
    expect(transition).toMatchObject({
      to_reason: 'licence-lost',
      turn: 'licence',
      since: lostAt,
      confirmed_by: 'corroborated',
      type: 'service.changed',
      cohort: 'scripted/scripted-authority',
    });

    await say(id, 'good', 'pulse');
    const backAt = at;
    // Confirmations of a recovery count at +5, +30 and +60 s after the first good reading.
    for (const afterMs of [5_100, 30_100, 60_100]) {
      at = backAt + afterMs;
      await say(id, 'good', 'pulse');
    }
    expect(await stage.sql('select to_at from exposures where device_id = $1', [id])).toEqual([
      { to_at: backAt },
    ]);
    const types = await eventTypes(id);
    expect(types.filter((type) => type === 'service.changed').length).toBe(3);
  });

  it('stores nothing at all when one part fails', async () => {
    const [id = ''] = await stage.add(1);
    await say(id, 'good');
    const before = { events: await count('events', id), facts: await count('fact_history', id) };
    const device = await take(id);
    // The last statement of the transaction is refused.
    await stage.sql(
      `insert into exposures (device_id, customer_id, service, kind, reason, from_at) values ($1, $2, 'ips', 'weakened', 'stale', now())`,
      [id, stage.customer],
    );
    const broken = stage.db.database.asEngine.bind(stage.db.database);
    stage.db.database.asEngine = (work, options) =>
      broken(
        (own) =>
          work({
            query: (text, params) =>
              text.includes('insert into transitions')
                ? Promise.reject(new Error('refused'))
                : own.query(text, params),
          }),
        options,
      );
    at = Math.max(at + 5, stage.clock.now());
    const lost = reading(id, 'corroborated', { startedAt: at, scope: 'pulse' });
    await expect(stage.recorder().record(device, lost, stage.vendor.profile)).rejects.toThrow('refused');
    stage.db.database.asEngine = broken;
    expect({ events: await count('events', id), facts: await count('fact_history', id) }).toEqual(before);
    expect(await stage.sql('select kind, to_at from exposures where device_id = $1', [id])).toEqual([
      { kind: 'weakened', to_at: null },
    ]);
    expect(await stage.sql('select worst from device_state where device_id = $1', [id])).toEqual([
      { worst: 'protecting' },
    ]);
  });
});

describe('a fault of ours in judging one device', () => {
  it('fails alone: the 2 other losses of the same moment are stored', async () => {
    const ids = await stage.add(3);
    for (const id of ids) await say(id, 'good');
    const broken: typeof stage.vendor.profile = new Proxy(stage.vendor.profile, {
      get: () => {
        throw new Error('bug');
      },
    });
    const recorder = stage.recorder();
    const taken = [];
    for (const id of ids) taken.push(await take(id));
    at = Math.max(at + 5, stage.clock.now());
    const results = await Promise.allSettled(
      taken.map((device, index) =>
        recorder.record(
          device,
          reading(device.device_id, 'corroborated', { startedAt: at, scope: 'pulse' }),
          index === 1 ? broken : stage.vendor.profile,
        ),
      ),
    );
    expect(
      results.map((result) => (result.status === 'rejected' ? String(result.reason) : result.value.kind)),
    ).toEqual(['kept', `StepFault: device ${ids[1]} could not be judged: Error: bug`, 'kept']);
    expect(await Promise.all(ids.map((id) => count('exposures', id)))).toEqual([1, 0, 1]);
  });
});

describe('a single piece of evidence', () => {
  it('is suspected, and due for confirmation 2 s after sign-out', async () => {
    const [id = ''] = await stage.add(1, { intervalMs: 3_600_000 });
    await say(id, 'good');
    await say(id, 'lost', 'pulse');
    const [row] = await stage.sql<{ due_at: number; wake_at: number }>(
      `select p.due_why, p.due_at, s.is_suspected, s.wake_at, s.worst from poll_slots p join device_state s using (device_id) where device_id = $1`,
      [id],
    );
    expect(row).toMatchObject({
      due_why: 'confirm',
      is_suspected: true,
      worst: 'protecting',
      due_at: at + 2_000,
      wake_at: at + 10_000,
    });
    expect(await count('exposures', id)).toBe(0);
  });
});

describe('a stored deadline', () => {
  const tickAll = () => stage.recorder().tick({ limit: 50, graceMs: 500 }, () => stage.vendor.profile);

  it('shows a device unknown 135 s after its last believed reading began, as one blind spell that a reading ends', async () => {
    const [id = ''] = await stage.add(1);
    const device = await take(id);
    const startedAt = stage.clock.now() - 134_800;
    await stage.recorder().record(device, reading(id, 'good', { startedAt }), stage.vendor.profile);
    expect((await tickAll()).plans.length).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect((await tickAll()).plans.map((plan) => plan.record.device_id)).toEqual([id]);
    const shown = () =>
      stage.sql(
        'select worst, worst_reason, shown_until, is_suspected from device_state where device_id = $1',
        [id],
      );
    expect(await shown()).toEqual([
      { worst: 'unknown', worst_reason: 'no-believable-answer', shown_until: null, is_suspected: false },
    ]);
    expect(await stage.sql('select from_at, to_at from blind_spells where device_id = $1', [id])).toEqual([
      { from_at: startedAt + 135_000, to_at: null },
    ]);
    expect((await eventTypes(id)).slice(-2)).toEqual(['device.went-blind', 'device.row']);
    expect(await count('exposures', id)).toBe(0);
    at = stage.clock.now();
    await say(id, 'good', 'pulse');
    expect(
      await stage.sql('select to_at is null as open from blind_spells where device_id = $1', [id]),
    ).toEqual([{ open: false }]);
    expect(await shown()).toMatchObject([{ worst: 'protecting' }]);
  });

  it('leaves the lease of a read in flight alone', async () => {
    const [id = ''] = await stage.add(1);
    await say(id, 'good');
    const device = await take(id);
    await stage.sql(`update device_state set wake_at = now() - interval '2 s' where device_id = $1`, [id]);
    await tickAll();
    const [row] = await stage.sql(
      'select fence, leased_by, lease_until > now() as leased from poll_slots where device_id = $1',
      [id],
    );
    expect(row).toEqual({ fence: device.fence, leased_by: 'reading/test', leased: true });
    at = Math.max(at + 5, stage.clock.now());
    const recorded = await stage
      .recorder()
      .record(device, reading(id, 'good', { startedAt: at, scope: 'pulse' }), stage.vendor.profile);
    expect(recorded.kind).toBe('kept');
  });

  it('waits 500 ms for a read in flight before it is acted on', async () => {
    const [id = ''] = await stage.add(1);
    await say(id, 'good');
    await take(id);
    await stage.sql(`update device_state set wake_at = now() - interval '300 ms' where device_id = $1`, [id]);
    expect((await tickAll()).plans.length).toBe(0);
  });
});

describe('a refused sign-in', () => {
  it('is held after 2 tries until another secret comes; the set that works elsewhere counts 1 refusal', async () => {
    const [id = ''] = await stage.add(1);
    await say(id, 'good');
    await say(id, 'auth-failed', 'pulse');
    await say(id, 'auth-failed', 'pulse');
    expect(
      await stage.sql(
        `select hold_until = 'infinity' as held, due_at = 'infinity' as never_due from poll_slots where device_id = $1`,
        [id],
      ),
    ).toEqual([{ held: true, never_due: true }]);
    expect(
      await stage.sql('select state, failed_devices from credential_sets where id = $1', [
        stage.credentialSet,
      ]),
    ).toEqual([{ state: 'works', failed_devices: 1 }]);
    await stage.db.database.asEngine((own) => startAgain(own, [id], 'access'));
    await say(id, 'good', 'pulse');
    expect(await stage.sql('select hold_until from poll_slots where device_id = $1', [id])).toEqual([
      { hold_until: null },
    ]);
    expect(
      await stage.sql('select state, failed_devices from credential_sets where id = $1', [
        stage.credentialSet,
      ]),
    ).toEqual([{ state: 'works', failed_devices: 0 }]);
  });
});

describe('a removed device', () => {
  it('ends its open exposure and blind time at its removal', async () => {
    const [id = ''] = await stage.add(1);
    await say(id, 'good');
    await say(id, 'corroborated', 'pulse');
    const removedAt = at + 60_000;
    await stage.sql('update devices set removed_at = $2 where id = $1', [id, new Date(removedAt)]);
    await closeWithdrawn(tx);
    expect(await stage.sql('select to_at from exposures where device_id = $1', [id])).toEqual([
      { to_at: removedAt },
    ]);
  });
});
