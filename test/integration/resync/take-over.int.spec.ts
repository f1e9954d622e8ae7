import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page } from '@firewatch/shared/wire/primitives';
import { resyncRunDetail, runLogLine } from '@firewatch/shared/wire/resync';
import type { Rest } from '../../support/rest.js';
import type { DeviceFixture } from '../rest/fleet-fixture.js';
import { RestStage } from '../rest/rest-stage.js';
import { asked, customerNamed, type Detail, lostDevice, person, plan } from './rest-fleet.js';

let stage: RestStage;
let engineer: Rest;
let device: DeviceFixture;
let run: Detail;

const path = (): string => `/resync-runs/${run.row.id}/by-hand`;
const read = (): Promise<Detail> => engineer.get(`/resync-runs/${run.row.id}`, resyncRunDetail);
const set = (values: string): Promise<unknown> =>
  stage.sql(`update resync_run_devices set ${values} where run_id = $1`, [run.row.id]);

beforeAll(async () => {
  stage = await RestStage.open();
  await stage.setUp();
  engineer = await person(stage, { name: 'Enno', role: 'engineer' });
  device = await lostDevice(stage, await customerNamed(stage, 'Alder'), { name: 'A-1' });
  run = await plan(engineer, [device]);
}, 60_000);
afterAll(() => stage.close());

describe('taking a firewall over by hand', () => {
  it('has its checklist in the plan, beside what is called', () => {
    expect(run.procedures.map(({ id, vendor }) => [id, vendor])).toEqual([
      ['sonicwall/sonicos-7', 'sonicwall'],
      ['sonicwall/sonicos-7-by-hand', 'sonicwall'],
    ]);
    expect(run.devices.map(({ procedureId, mayTakeOver }) => [procedureId, mayTakeOver])).toEqual([
      ['sonicwall/sonicos-7', false],
    ]);
  });

  it('is refused by name while nothing has failed, and for a firewall that is not in the run', async () => {
    expect(await asked(engineer, 'POST', path(), { deviceIds: [device.id] })).toEqual({
      status: 409,
      detail: 'A-1 waits for its turn; it is taken over once its calls have failed.',
    });
    expect(await asked(engineer, 'POST', path(), { deviceIds: [crypto.randomUUID()] })).toEqual({
      status: 422,
      detail: 'deviceIds: names a firewall that is not in this run',
    });
  });

  it('is one attempt for one key, in the log and the audit with who did it, and in no list as failed', async () => {
    await stage.sql(`update resync_runs set state = 'stopped', started_at = now(), ended_at = now()`);
    await set(`phase = 'done', outcome = 'denied', settled_at = now()`);
    expect((await read()).devices[0]?.mayTakeOver).toBe(true);
    const send = () =>
      stage.raw('POST', `/api/v1${path()}`, {
        headers: {
          cookie: engineer.cookieHeader,
          origin: stage.url,
          'content-type': 'application/json',
          'idempotency-key': 'by-hand-once',
        },
        body: JSON.stringify({ deviceIds: [device.id] }),
      });
    const answers = [await send(), await send()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const taken = await read();
    expect(taken.devices[0]).toMatchObject({ phase: 'by-hand', attempt: 2, outcome: null });
    expect(taken.row.counts).toMatchObject({ byHand: 1, failed: 0 });
    const log = await engineer.get(`/resync-runs/${run.row.id}/log?device=${device.id}`, page(runLogLine));
    expect(log.items.map(({ what, attempt, by }) => [what, attempt, by])).toEqual([
      ['Taken over by hand', 2, 'Enno'],
    ]);
    const audited = await stage.sql<{ by: string }>(
      `select person_name as by from audit_entries where action = 'resync.taken-over' and subject_id = $1`,
      [run.row.id],
    );
    expect(audited).toEqual([{ by: 'Enno' }]);
    expect(await asked(engineer, 'POST', path(), { deviceIds: [device.id] })).toEqual({
      status: 409,
      detail: 'A-1 is done by hand already.',
    });
  });

  it('refuses, in a run whose plan held no checklist, with what helps', async () => {
    await set(`phase = 'done', attempt = 1, outcome = 'denied'`);
    await stage.sql(`update resync_runs set procedures = jsonb_build_array(procedures->0)`);
    expect((await asked(engineer, 'POST', path(), { deviceIds: [device.id] })).detail).toBe(
      'A-1 has no checklist in the plan of this run; plan a new one.',
    );
  });
});
