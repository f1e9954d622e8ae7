import { lockRenewals } from '@firewatch/api/store/entitlements.repo';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { database, DAY, HOUR, MORNING, RenewalsStage } from './renewals-stage.js';

let stage: RenewalsStage;
const now = Date.now();
beforeEach(async () => {
  stage = await RenewalsStage.open();
  await stage.desk().tell();
  await stage.mailChannel();
});
afterEach(() => stage.close());

const marks = () =>
  stage.sql<{ name: string; service: string; is_frozen: boolean; checks: number; days: number | null }>(
    `select d.name, w.service, w.is_frozen, w.checks, (behind_ms / 86400000)::int as days
     from signature_watches w join devices d on d.id = w.device_id
     where is_frozen or behind_ms is not null order by d.name, w.service`,
  );

/** The box tries hourly; each try succeeds and changes nothing. */
async function tries(
  box: Awaited<ReturnType<RenewalsStage['box']>>,
  publishedAt: number,
  count: number,
): Promise<void> {
  for (let n = 1; n <= count; n += 1)
    await stage.reads(box, database('ips', publishedAt, now - 10 * HOUR + n * HOUR));
}

describe('signatures that are not kept up', () => {
  it('are frozen when 4 updates succeeded and the database is older than the vendor’s 72 h', async () => {
    const old = now - 80 * HOUR;
    const box = await stage.box('F-1', 'Alder', database('ips', old, now - 10 * HOUR));
    const fresh = await stage.box('F-2', 'Alder', database('ips', now - 60 * HOUR, now - 10 * HOUR));
    await stage.sweep.look();
    await tries(box, old, 3);
    await stage.marks.look();
    expect(await marks()).toEqual([]);
    await tries(box, old, 4);
    await tries(fresh, now - 60 * HOUR, 5);
    await stage.marks.look();
    expect(await marks()).toEqual([{ name: 'F-1', service: 'ips', is_frozen: true, checks: 4, days: null }]);
    await stage.reads(box, database('ips', now - HOUR, now));
    await stage.marks.look();
    expect(await marks()).toEqual([]);
  });

  it('are compared again soon when the sweep has the lock at that moment', async () => {
    await stage.db.database.asEngine(async (tx) => {
      expect(await lockRenewals(tx)).toBe(true);
      expect(await stage.marks.look()).toBe(false);
    });
    expect(await stage.marks.look()).toBe(true);
  });

  it('are behind their sisters of the same model and firmware, and told once until they catch up', async () => {
    const boxes = [];
    for (const n of [1, 2, 3, 4]) {
      const late = n === 4 ? 75 * HOUR : 0;
      boxes.push(await stage.box(`F-${n}`, 'Alder', database('ips', now - late, now)));
    }
    await stage.box('O-1', 'Alder', { ...database('ips', now - 90 * HOUR, now), model: 'NSa 2700' });
    await stage.sweep.look();
    await stage.marks.look();
    expect(await marks()).toEqual([{ name: 'F-4', service: 'ips', is_frozen: false, checks: 0, days: 3 }]);
    await stage.desk().tell(MORNING);
    await stage.desk().tell(MORNING + DAY);
    const [box] = boxes.slice(-1);
    if (!box) throw new Error('no box');
    await stage.reads(box, database('ips', now, now));
    await stage.marks.look();
    await stage.reads(box, database('ips', now - 75 * HOUR, now));
    await stage.marks.look();
    await stage.desk().tell(MORNING + 2 * DAY);
    const line = 'Alder: F-4, IPS signatures are behind their sisters by 3 days';
    expect((await stage.told()).map((one) => one.lines[0])).toEqual([line, line]);
  });

  it('of a silent firewall get no mark: nothing new is known of it', async () => {
    for (const n of [1, 2, 3, 4])
      await stage.box(`F-${n}`, 'Alder', database('ips', now - (n === 1 ? 75 : 0) * HOUR, now));
    await stage.sweep.look();
    const silence = (contact: string) =>
      stage.sql(
        `update device_state set contact = $1 where device_id in (select id from devices where name = 'F-1')`,
        [contact],
      );
    await silence('no-data');
    await stage.marks.look();
    expect(await marks()).toEqual([]);
    await silence('reachable');
    await stage.marks.look();
    expect((await marks()).map((one) => one.name)).toEqual(['F-1']);
  });

  it('are looked at as they change: a second look at an unchanged fleet takes nothing', async () => {
    await stage.box('F-1', 'Alder', database('ips', now, now));
    await stage.sweep.look();
    const before = await stage.sql(
      'select xmin::text from signature_watches union all select xmin::text from entitlement_looks',
    );
    await stage.sweep.look();
    await stage.marks.look();
    const after = await stage.sql(
      'select xmin::text from signature_watches union all select xmin::text from entitlement_looks',
    );
    expect(after).toEqual(before);
  });
});
