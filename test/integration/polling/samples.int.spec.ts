import { DiskWatch } from '@firewatch/api/platform/health/disk-watch';
import { keepSample } from '@firewatch/api/store/answer-samples.repo';
import { claimDue } from '@firewatch/api/store/poll-slots.repo';
import { removeDevices } from '@firewatch/api/store/removal.repo';
import type { UnreadableReading } from '@firewatch/shared/domain/reading';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PollingStage } from './polling-stage.js';

let stage: PollingStage;
beforeEach(async () => {
  stage = await PollingStage.open();
});
afterEach(() => stage.close());

const SAMPLE = { source: 'GET /licences', status: 200, contentType: 'text/html', body: '<p>words</p>' };
const stored = () =>
  stage.sql<{ device: string; body: string }>(
    'select device_id as device, body from answer_samples order by at desc',
  );

function saysNonsense(id: string): void {
  stage.vendor.scripts.set(id, (_target, scope): UnreadableReading => {
    const now = stage.clock.now();
    const times = { scope, startedAt: now, endedAt: now };
    return { kind: 'unreadable', ...times, why: 'not-json', detail: 'A page.', sample: SAMPLE };
  });
}

/** Nobody may change a sample: each is put back as an older one. */
const anHourPasses = () =>
  stage.sql(
    `with gone as (delete from answer_samples returning *)
     insert into answer_samples select id, device_id, customer_id, at - interval '61 minutes', why, source, status, content_type, body from gone`,
  );

/** One read by a polling process of its own, however recent the last one. */
async function readBy({ worker, context }: ReturnType<PollingStage['worker']>): Promise<void> {
  await stage.sql('update poll_slots set due_at = now(), hold_until = null');
  const { holder } = context.leases;
  const want = { limit: 50, silentLimit: 50, leaseMs: 30_000, holder };
  const claims = await claimDue(stage.db.database.single, want);
  expect(claims).toHaveLength(1);
  await worker.run(claims);
}

it('keeps what could not be read beside the reading, and nothing of it in state, events or history', async () => {
  const [id = ''] = await stage.add(1);
  saysNonsense(id);
  const poller = stage.worker();
  await readBy(poller);
  expect(await stored()).toEqual([{ device: id, body: SAMPLE.body }]);
  const [row] = await stage.sql<{ text: string }>(
    `select concat((select string_agg(s::text, '') from device_state s), (select string_agg(e::text, '') from events e)) as text`,
  );
  expect(row?.text).toContain('not-json');
  expect(row?.text).not.toContain('words');
});

it('a firewall that fails at every read leaves one sample an hour, and three in all', async () => {
  const [id = ''] = await stage.add(1);
  saysNonsense(id);
  const poller = stage.worker();
  await readBy(poller);
  await readBy(poller);
  // A second poller knows nothing of the first; the store does.
  await readBy(stage.worker());
  expect(await stored()).toHaveLength(1);
  for (let n = 0; n < 4; n += 1) {
    await anHourPasses();
    await readBy(stage.worker());
  }
  expect(await stored()).toHaveLength(3);
});

it('a fleet leaves 60 an hour, also when two pollers count at once, and a removed firewall none', async () => {
  const ids = await stage.add(70);
  const taken = ids.map((deviceId) => ({
    deviceId,
    customerId: stage.customer,
    why: 'not-json' as const,
    sample: SAMPLE,
  }));
  const [gone, ...others] = taken;
  if (!gone) throw new Error('no firewall');
  const { database } = stage.db;
  await database.asEngine((tx) => removeDevices(tx, [gone.deviceId]));
  expect(await database.asEngine((tx) => keepSample(tx, gone))).toBe(false);
  const kept = await Promise.all(others.map((one) => database.asEngine((tx) => keepSample(tx, one))));
  expect(kept.filter(Boolean)).toHaveLength(60);
  expect(await stored()).toHaveLength(60);
});

it('keeps none while the disk is low', async () => {
  stage.disk = new DiskWatch({
    folder: '/',
    warnBytes: Number.MAX_SAFE_INTEGER,
    lowBytes: Number.MAX_SAFE_INTEGER,
  });
  await stage.disk.look();
  const [id = ''] = await stage.add(1);
  saysNonsense(id);
  await readBy(stage.worker());
  expect(await stored()).toEqual([]);
});
