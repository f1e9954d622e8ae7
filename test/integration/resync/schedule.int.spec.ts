import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setKillSwitch } from '@firewatch/api/store/resync-settings.repo';
import { ResyncStage, until } from './resync-stage.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const HOUR = 3_600_000;

let stage: ResyncStage;
let ids: string[];
beforeEach(async () => {
  stage = await ResyncStage.open();
  ids = await stage.lost(2);
  // As if nothing had been lost of late: no guard stands in the way of a start without a written reason.
  await stage.sql(`delete from transitions where to_reason = 'licence-lost'`);
});
afterEach(() => stage.close());

const schedule = (inMs: number): Promise<string> =>
  stage.start(ids, { at: new Date(Date.now() + inMs).toISOString(), override: null });

/** As if its time had come that long ago. */
const bringForward = (runId: string, agoMs: number) =>
  stage.sql(`update resync_runs set scheduled_at = now() - $2::int * interval '1 ms' where id = $1`, [
    runId,
    agoMs,
  ]);

const row = async (runId: string) => {
  const [found] = await stage.sql<{ why: string | null; waitedMs: number | null; isEngaged: boolean }>(
    `select r.stopped_why as why, extract(epoch from r.begins_at - r.scheduled_at)::float8 * 1000 as "waitedMs",
       exists (select 1 from resync_run_devices d where d.run_id = r.id and d.is_engaged) as "isEngaged"
     from resync_runs r where r.id = $1`,
    [runId],
  );
  if (!found) throw new Error('no such run');
  return found;
};

describe('a scheduled run', () => {
  it('begins its cancel window when its time has come, not before, and is carried out', async () => {
    await stage.runner();
    stage.maker();
    const run = await schedule(HOUR);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect([await stage.state(run), stage.performed]).toEqual(['scheduled', []]);
    await bringForward(run, 0);
    await stage.reaches(run, 'finished', 120_000);
    expect(await stage.outcomes(run, ids)).toEqual(['restored', 'restored']);
    expect((await row(run)).waitedMs).toBeGreaterThanOrEqual(50);
  });

  it.each([
    {
      guard: 'the kill switch is on',
      comesUp: () => stage.act((tx) => setKillSwitch(tx, { isOn: true, by: 'Olga', reason: 'vendor asks' })),
      why: 'The kill switch is on: vendor asks.',
    },
    {
      guard: 'the licence authority is judged wrong again',
      comesUp: () =>
        stage.sql(
          `insert into transitions (event_id, at, device_id, customer_id, service, to_verdict, to_reason, turn, since, confirmed_by, raw)
           select 1, now(), id, customer_id, 'ips', 'exposed', 'licence-lost', 'licence', now(), 'repeat', '' from devices where id = $1`,
          [ids[0]],
        ),
      why: 'is judged wrong: a licence was lost',
    },
    {
      guard: 'a firewall has another procedure than it was planned with',
      comesUp: () => stage.sql(`update devices set product_line = 'old' where id = $1`, [ids[0]]),
      why: 'has another procedure now; plan again.',
    },
    {
      guard: 'a firewall is not to be touched',
      comesUp: () =>
        stage.act((tx) =>
          tx.query(
            `insert into do_not_touch (kind, device_id, customer_id, reason, owner_id, owner_name, until_at)
             select 'device', id, customer_id, 'replaced today', $2, 'Olga', now() + interval '1 day' from devices where id = $1`,
            [ids[0], stage.caller.personId],
          ),
        ),
      why: 'Do not touch',
    },
  ])('is stopped at its time, with the reason, when meanwhile $guard', async ({ comesUp, why }) => {
    await stage.runner();
    stage.maker();
    const run = await schedule(HOUR);
    await comesUp();
    await bringForward(run, 0);
    await stage.reaches(run, 'stopped');
    expect((await row(run)).why).toContain(why);
    expect(await stage.outcomes(run, ids)).toEqual(['left', 'left']);
    expect([stage.performed, (await row(run)).isEngaged]).toEqual([[], false]);
  });

  it('is cancelled before its time, and lets go of its firewalls', async () => {
    await stage.runner();
    stage.maker();
    const run = await schedule(HOUR);
    await stage.act((tx) => stage.desk.cancel(tx, stage.caller, run, 'another day'));
    await bringForward(run, 0);
    // Whoever drives runs has looked since: a later one was carried out.
    const later = await stage.start(ids, { override: null });
    await stage.reaches(later, 'finished', 120_000);
    expect([await stage.state(run), (await row(run)).why]).toEqual([
      'cancelled',
      'Cancelled by Enno: another day',
    ]);
    expect(ids.map((id) => stage.callsOf(id))).toEqual([1, 1]);
  });
});

describe('a run whose time passed while Firewatch was not running', () => {
  it('begins all the same when it is back within 15 min', async () => {
    const stop = await stage.runner();
    const run = await schedule(HOUR);
    await stop();
    await bringForward(run, 14 * 60_000);
    await stage.runner();
    stage.maker();
    await stage.reaches(run, 'finished', 120_000);
    expect(await stage.outcomes(run, ids)).toEqual(['restored', 'restored']);
  });

  it.each(['scheduled', 'counting-down'] as const)(
    'is stopped when it is back later than that, %s as it was: nobody is called, and its owners are told',
    async (state) => {
      await stage.sql(
        `insert into channels (kind, name, settings) values ('email', 'Mail', '{"to": ["oncall@msp.example"]}')`,
      );
      const run = await (state === 'scheduled' ? schedule(HOUR) : stage.start(ids, { override: null }));
      const due = state === 'scheduled' ? 'scheduled_at' : 'begins_at';
      await stage.sql(`update resync_runs set ${due} = now() - interval '6 hours' where id = $1`, [run]);
      await stage.runner();
      stage.maker();
      await stage.reaches(run, 'stopped');
      expect(await row(run)).toMatchObject({
        why: 'Its time had passed 6 h before Firewatch could begin: it does not begin that late; plan again.',
        isEngaged: false,
      });
      expect(stage.performed).toEqual([]);
      const notices = await until(
        () => stage.sql<{ title: string }>(`select content #>> '{headline,title}' as title from notices`),
        (found) => found.length > 0,
        30_000,
      );
      expect(notices).toEqual([{ title: expect.stringContaining('stopped the resync R-') }]);
    },
  );
});
