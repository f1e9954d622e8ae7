import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setKillSwitch } from '@firewatch/api/store/resync-settings.repo';
import { takeCall } from '@firewatch/api/store/resync-calls.repo';
import { accepted, ResyncStage, until } from './resync-stage.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

let stage: ResyncStage;
beforeEach(async () => {
  stage = await ResyncStage.open();
});
afterEach(() => stage.close());

/** Calls of a run, as they are stored. */
const stored = (runId: string) =>
  stage.sql<{ deviceId: string; attempt: number; answer: string | null; isTaken: boolean }>(
    `select device_id as "deviceId", attempt, answer, taken_at is not null as "isTaken" from resync_calls
     where run_id = $1 order by intent_at`,
    [runId],
  );

/** As if that much time had passed since these calls were intended. */
const age = (runId: string, seconds: number) =>
  stage.sql(
    `update resync_calls set intent_at = intent_at - $2::int * interval '1 s', taken_at = taken_at - $2::int * interval '1 s'
     where run_id = $1`,
    [runId, seconds],
  );

describe('a run', () => {
  it('brings firewalls back in waves, calls each once with its own credential, and is proven by readings', async () => {
    const ids = await stage.lost(5);
    await stage.runner();
    stage.maker();
    const run = await stage.start(ids);
    await stage.reaches(run, 'finished', 120_000);
    expect(await stage.outcomes(run, ids)).toEqual(Array(5).fill('restored'));
    expect(ids.map((id) => stage.callsOf(id))).toEqual([1, 1, 1, 1, 1]);
    expect(new Set(stage.performed.map(({ user }) => user))).toEqual(new Set(['resync']));
    const [canary] = await stage.sql<{ id: string }>(
      'select device_id as id from resync_run_devices where run_id = $1 and is_canary',
      [run],
    );
    expect(stage.performed[0]?.deviceId).toBe(canary?.id);
    const proofs = await stage.sql<{ isLater: boolean }>(
      `select (d.after->>'at')::float8 > extract(epoch from c.answered_at) * 1000 as "isLater"
       from resync_run_devices d join resync_calls c on c.run_id = d.run_id and c.device_id = d.device_id where d.run_id = $1`,
      [run],
    );
    expect(proofs).toEqual(Array(5).fill({ isLater: true }));
  });

  it('is left alone while somebody else has it in hand, and looked at again soon', async () => {
    const [one] = await stage.lost(1);
    const run = await stage.start([one ?? '']);
    const step = stage.runStep();
    const meanwhile = await stage.polling.db.database.asEngine(async (tx) => {
      await tx.query('select 1 from resync_runs where id = $1 for share', [run]);
      return step.take(run);
    });
    expect(meanwhile).toMatchObject({ isAny: false, calls: [] });
    expect(meanwhile.inMs).toBeLessThan(100);
    await vi.waitFor(async () => expect(await step.take(run)).toMatchObject({ isAny: true }));
  });

  it('is driven by two processes and called by two: every call is made once all the same', async () => {
    const ids = await stage.lost(8);
    await stage.runner();
    await stage.runner();
    stage.maker();
    stage.maker();
    const run = await stage.start(ids);
    await stage.reaches(run, 'finished', 120_000);
    expect(ids.map((id) => stage.callsOf(id))).toEqual(Array(8).fill(1));
    expect((await stored(run)).length).toBe(8);
  });

  it('stops when the canary is unchanged after an accepted call, and leaves the rest alone', async () => {
    const ids = await stage.lost(4);
    for (const id of ids) stage.scripts.set(id, () => accepted);
    await stage.runner();
    stage.maker();
    const run = await stage.start(ids);
    await stage.reaches(run, 'stopped', 120_000);
    expect((await stage.outcomes(run, ids)).sort()).toEqual(['left', 'left', 'left', 'unchanged']);
    expect(stage.performed.length).toBe(1);
    const [row] = await stage.sql<{ why: string }>(
      'select stopped_why as why from resync_runs where id = $1',
      [run],
    );
    expect(row?.why).toContain('canary is unchanged');
  });

  it('calls nobody any more once the kill switch is on, and verifies what was begun', async () => {
    const ids = await stage.lost(5);
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    for (const id of ids) {
      stage.scripts.set(id, async () => {
        await gate;
        stage.polling.vendor.says(id, 'good');
        return accepted;
      });
    }
    await stage.runner();
    stage.maker();
    const run = await stage.start(ids);
    await until(
      () => stage.performed.length,
      (seen) => seen === 1,
      60_000,
    );
    await stage.act((tx) => setKillSwitch(tx, { isOn: true, by: 'Olga', reason: 'enough' }));
    await stage.reaches(run, 'stopping');
    release();
    await stage.reaches(run, 'stopped');
    expect(stage.performed.length).toBe(1);
    expect((await stage.outcomes(run, ids)).sort()).toEqual(['left', 'left', 'left', 'left', 'restored']);
  });

  it('never has two of one controller work at the same time where the cap is 1, while others work beside', async () => {
    const ids = await stage.lost(4);
    // The canary goes first and alone; of the wave after it, two hang on one management server, spelt differently.
    await stage.sql(
      `update devices d set controller = c.name from (select id, row_number() over (order by name) as n from devices) o
         join (values (2, 'GMS Portland'), (4, 'gms portland')) as c (n, name) on c.n = o.n where d.id = o.id`,
    );
    await stage.runner();
    stage.maker();
    const run = await stage.start(ids, { caps: { perController: 1 } });
    await stage.reaches(run, 'finished', 120_000);
    expect(await stage.outcomes(run, ids)).toEqual(Array(4).fill('restored'));
    const wave = await stage.sql<{ controller: string | null }>(
      'select controller from resync_run_devices where run_id = $1 and wave = 1 order by name',
      [run],
    );
    expect(wave.map(({ controller }) => controller)).toEqual(['GMS Portland', null, 'gms portland']);
    const together = await stage.sql<{ pair: (string | null)[] }>(
      `select array[a.controller, b.controller] as pair from resync_run_devices a join resync_run_devices b
         on b.run_id = a.run_id and b.name > a.name and b.started_at < a.settled_at and a.started_at < b.settled_at
       where a.run_id = $1 and a.wave = 1 and b.wave = 1`,
      [run],
    );
    expect(together.map(({ pair }) => pair.filter((name) => name !== null))).not.toContainEqual([
      'GMS Portland',
      'gms portland',
    ]);
    // The third of the wave hangs on none and waits for neither.
    expect(together.length).toBeGreaterThan(0);
  });

  it('rests when it is paused, and goes on from there', async () => {
    const ids = await stage.lost(5);
    await stage.runner();
    stage.maker();
    const run = await stage.start(ids);
    await until(
      () => stage.performed.length,
      (seen) => seen >= 1,
      60_000,
    );
    await stage.reaches(run, 'running');
    await stage.act((tx) => stage.desk.pause(tx, stage.caller, run));
    await stage.reaches(run, 'paused');
    const made = stage.performed.length;
    expect(made).toBeLessThan(5);
    await stage.act((tx) => stage.desk.resume(tx, stage.caller, run));
    await stage.reaches(run, 'finished', 120_000);
    expect(ids.map((id) => stage.callsOf(id))).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('a call', () => {
  it('whose job is lost is found by the sweep, and made once', async () => {
    const ids = await stage.lost(1);
    stage.queue.isLosing = true;
    await stage.runner();
    stage.maker();
    const run = await stage.start(ids);
    await stage.reaches(run, 'finished', 120_000);
    expect(stage.performed.length).toBe(1);
    expect(await stage.outcomes(run, ids)).toEqual(['restored']);
  });

  it('that was taken by a process that died is never made again: readings tell, and the answer is unsure', async () => {
    const ids = await stage.lost(1);
    stage.queue.isLosing = true;
    await stage.runner();
    const run = await stage.start(ids);
    await until(
      () => stored(run),
      (calls) => calls.length === 1,
      60_000,
    );
    const key = { runId: run, deviceId: ids[0] ?? '', attempt: 1, stepId: 'sync' };
    const { database } = stage.polling.db;
    // An administrator reads meanwhile: asked again until the lane is free.
    await until(
      () => database.asEngine((tx) => takeCall(tx, key, 'the dead')),
      (taken) => taken !== 'later',
      60_000,
    );
    stage.maker();
    await age(run, 130);
    await stage.reaches(run, 'stopped', 120_000);
    expect(stage.performed).toEqual([]);
    expect((await stored(run)).map(({ answer, isTaken }) => [answer, isTaken])).toEqual([['unsure', true]]);
    expect(await stage.outcomes(run, ids)).toEqual(['unchanged']);
  });

  it('that never answers is unsure after its time; a firewall that came back all the same is proven, without a second call', async () => {
    const ids = await stage.lost(1);
    stage.scripts.set(ids[0] ?? '', (target) => {
      stage.polling.vendor.says(target.deviceId, 'good');
      return new Promise(() => undefined);
    });
    await stage.runner();
    stage.maker();
    const run = await stage.start(ids);
    await until(
      () => stage.performed.length,
      (seen) => seen === 1,
      60_000,
    );
    await age(run, 130);
    await stage.sql(`update poll_slots set lease_until = now() - interval '1 s' where device_id = $1`, [
      ids[0],
    ]);
    await stage.reaches(run, 'finished', 120_000);
    expect(stage.performed.length).toBe(1);
    expect((await stored(run)).map(({ answer }) => answer)).toEqual(['unsure']);
    expect(await stage.outcomes(run, ids)).toEqual(['restored']);
  });

  it('that nobody took in time is given up as not sent, and nobody takes it afterwards', async () => {
    const ids = await stage.lost(1);
    stage.queue.isLosing = true;
    await stage.runner();
    const run = await stage.start(ids);
    await until(
      () => stored(run),
      (calls) => calls.length === 1,
      60_000,
    );
    await age(run, 61);
    await stage.reaches(run, 'stopped', 120_000);
    stage.maker();
    const key = { runId: run, deviceId: ids[0] ?? '', attempt: 1, stepId: 'sync' };
    expect(await stage.polling.db.database.asEngine((tx) => takeCall(tx, key, 'late'))).toBe('gone');
    expect(stage.performed).toEqual([]);
    expect(await stage.outcomes(run, ids)).toEqual(['unreachable']);
  });

  it('is made once more for a new attempt only, and each call has its attempt', async () => {
    const ids = await stage.lost(1);
    const id = ids[0] ?? '';
    stage.scripts.set(id, () => ({ answer: 'busy', words: 'somebody is signed in' }));
    await stage.runner();
    stage.maker();
    const run = await stage.start(ids);
    await stage.reaches(run, 'stopped', 120_000);
    expect(await stage.outcomes(run, ids)).toEqual(['not-performed']);
    stage.scripts.delete(id);
    await stage.act((tx) => stage.attempts.retry(tx, stage.caller, run, [id]));
    await stage.reaches(run, 'finished', 120_000);
    expect((await stored(run)).map(({ attempt, answer }) => [attempt, answer])).toEqual([
      [1, 'busy'],
      [2, 'accepted'],
    ]);
    expect(stage.callsOf(id)).toBe(2);
    expect(await stage.outcomes(run, ids)).toEqual(['restored']);
  });

  it('keeps reads of its firewall away while it is made', async () => {
    const ids = await stage.lost(1);
    const id = ids[0] ?? '';
    const reads = () => stage.polling.vendor.reads.filter((read) => read.deviceId === id).length;
    let during = -1;
    stage.scripts.set(id, async () => {
      const before = reads();
      await stage.sql(`update poll_slots set due_at = now() where device_id = $1 and lease_until is null`, [
        id,
      ]);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      during = reads() - before;
      stage.polling.vendor.says(id, 'good');
      return accepted;
    });
    await stage.runner();
    stage.maker();
    const run = await stage.start(ids);
    await stage.reaches(run, 'finished', 120_000);
    expect(during).toBe(0);
  });
});
