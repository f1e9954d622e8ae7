import { incidentRow } from '@firewatch/shared/wire/incidents';
import { page } from '@firewatch/shared/wire/primitives';
import { doNotTouch, type ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { addedPerson } from '@firewatch/shared/wire/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/fleet.ts';
import { Rest } from '../support/rest.ts';
import {
  ask,
  askToStart,
  type Asked,
  giveResyncAccess,
  loseAll,
  ordersOf,
  OVERRIDE,
  planRun,
  readRun,
  runUntil,
  startRun,
  stepUp,
} from '../support/resync.ts';
import { openStore } from '../support/store.ts';
import { startWorld, type World } from '../support/world.ts';

const DEVICES = 6;
/** Losses and joins older than this are over for the guards; without it the table would wait as long. */
const AGED = "interval '11 minutes'";
const SECOND = { email: 'second@msp.example', name: 'Second Person', password: 'another horse battery 8' };

let world: World;
let second: Rest;
let ids: string[];

beforeAll(async () => {
  world = await startWorld({ devices: DEVICES, intervalSeconds: 15 });
  await giveResyncAccess(world);
  ids = [...world.enrolled.values()];
  await world.rest.post('/users', { ...SECOND, role: 'owner', allCustomers: true }, addedPerson);
  second = new Rest(world.program.url);
  await second.signIn(SECOND.email, SECOND.password);
  await loseAll(world, ids);
  await until(
    async () => (await world.rest.get('/incidents?kind=fleet&state=open', page(incidentRow))).items,
    (open) => open[0]?.deviceCount === DEVICES,
    60_000,
  );
});
afterAll(() => world?.close());

async function sql(text: string): Promise<void> {
  const store = await openStore(world.program.dataDir);
  try {
    await store.query(text);
  } finally {
    await store.end();
  }
}

const plan = (): Promise<ResyncRunDetail> => planRun(world.rest, ids);
const refused = (status: number, words: RegExp): object => ({ status, detail: expect.stringMatching(words) });

/** Stepped up, and with a reason for everything that takes one: only what nobody may override is left. */
async function startOverridden(run: ResyncRunDetail, who = world.rest): Promise<Asked> {
  await stepUp(who, who === second ? SECOND.password : undefined);
  return askToStart(who, run, OVERRIDE);
}

describe('what keeps a resync from starting', () => {
  it('no step-up sign-in', async () => {
    expect(await askToStart(world.rest, await plan(), OVERRIDE)).toEqual(refused(403, /^Sign in again/));
  });

  it('a step-up sign-in of five minutes and a second ago', async () => {
    await stepUp(world.rest);
    await sql("update step_ups set at = at - interval '301 seconds'");
    expect(await askToStart(world.rest, await plan(), OVERRIDE)).toEqual(
      refused(403, /^You signed in again 5 min ago; to start it may be 5 min at most\.$/),
    );
  });

  it('a step-up sign-in of somebody else, or in another session', async () => {
    await stepUp(second, SECOND.password);
    const other = await world.program.owner();
    await stepUp(other);
    await sql(
      "update step_ups set at = at - interval '301 seconds' where holder_id <> (select holder_id from step_ups order by at desc limit 1)",
    );
    expect(await askToStart(world.rest, await plan(), OVERRIDE)).toEqual(
      refused(403, /signed in again|Sign in again/),
    );
  });

  it('an authority that is judged wrong, without a written reason', async () => {
    const run = await plan();
    await stepUp(world.rest);
    expect(await askToStart(world.rest, run)).toEqual(
      refused(
        409,
        /is judged wrong: a licence was lost .* ago; .*A written reason \(override\) starts it all the same\.$/,
      ),
    );
  });

  it('an incident that is still growing, without a written reason', async () => {
    await sql(`update transitions set at = at - ${AGED} where to_reason = 'licence-lost'`);
    const run = await plan();
    await stepUp(world.rest);
    expect(await askToStart(world.rest, run)).toEqual(
      refused(409, /^F-\d+ is still growing: a firewall joined it .* ago; .*A written reason \(override\)/),
    );
  });

  it('nobody, or the same person, or who starts it, as the second person', async () => {
    await world.rest.json('PATCH', '/resync-settings', { secondPersonFrom: DEVICES });
    const run = await plan();
    expect(await startOverridden(run)).toEqual(refused(409, /Nobody has approved yet/));
    expect(await ask(world.rest, `/resync-runs/${run.row.id}/approve`, { hash: run.hash })).toEqual(
      refused(409, /^You planned this run; somebody else has to approve it\.$/),
    );
    expect(await ask(second, `/resync-runs/${run.row.id}/approve`, { hash: run.hash })).toMatchObject({
      status: 200,
    });
    expect(await startOverridden(run, second)).toEqual(refused(409, /approved by who planned or starts it/));
  });

  it('another list than the one that was approved', async () => {
    const run = await plan();
    const other = await planRun(world.rest, ids.slice(1));
    expect(await ask(second, `/resync-runs/${run.row.id}/approve`, { hash: other.hash })).toEqual(
      refused(409, /^The list you looked at is not the one of this run/),
    );
    await ask(second, `/resync-runs/${run.row.id}/approve`, { hash: run.hash });
    expect(await startOverridden({ ...run, hash: other.hash })).toEqual(
      refused(409, /not the one of this run/),
    );
    const [moved = ''] = ids;
    await world.rest.json('PATCH', `/devices/${moved}`, {
      readability: 'checklist',
      reason: 'Nobody may sign in there any more.',
    });
    expect(await startOverridden(run)).toEqual(refused(409, /another procedure now; plan again/));
    await world.rest.json('PATCH', '/resync-settings', { secondPersonFrom: null });
    ids = ids.slice(1);
  });

  it('a do-not-touch flag on one of its firewalls, which a new plan leaves out', async () => {
    const run = await plan();
    const [deviceId = ''] = ids;
    const flag = await world.rest.post(
      '/do-not-touch',
      {
        target: { kind: 'device', deviceId },
        reason: 'A migration is under way',
        until: new Date(Date.now() + 3_600_000).toISOString(),
      },
      doNotTouch,
    );
    expect(await startOverridden(run)).toEqual(refused(409, /^Do not touch: /));
    const [left] = (await plan()).leftOut;
    expect(left).toMatchObject({ deviceId, why: 'do-not-touch' });
    await world.rest.json('DELETE', `/do-not-touch/${flag.id}`);
  });

  it('the kill switch, also after the start, within the minute that cancels', async () => {
    const turn = (isOn: boolean): Promise<unknown> =>
      world.rest.json('PATCH', '/resync-settings', { isOn, reason: 'Something is odd here' });
    await turn(true);
    const run = await plan();
    expect(await startOverridden(run)).toEqual(refused(409, /^The kill switch is on/));
    await turn(false);
    await startRun(world.rest, run);
    await turn(true);
    const stopped = await runUntil(world.rest, run.row.id, ({ row }) => row.state === 'stopped', 15_000);
    expect(stopped.stoppedWhy).toMatch(/kill switch/);
    await turn(false);
  });

  it('a cancel within the minute', async () => {
    const run = await plan();
    await startRun(world.rest, run);
    await world.rest.json('POST', `/resync-runs/${run.row.id}/cancel`, { reason: 'Not tonight' });
    expect((await readRun(world.rest, run.row.id)).row.state).toBe('cancelled');
  });

  it('and not one order has reached a firewall until here, as the firewalls tell it', async () => {
    expect(await ordersOf(world.simulator)).toEqual([]);
  });

  it('nothing, when nothing stands in its way: then its canary is called after the minute, and nobody else', async () => {
    await sql(`update incident_members set joined_at = joined_at - ${AGED}`);
    const run = await plan();
    await startRun(world.rest, run, null);
    await runUntil(world.rest, run.row.id, ({ row }) => row.counts.working > 0, 90_000);
    const orders = await until(
      () => ordersOf(world.simulator),
      ({ length }) => length > 0,
      60_000,
    );
    await world.rest.json('POST', `/resync-runs/${run.row.id}/cancel`, { reason: 'Enough is seen' });
    const canary = run.devices.find(({ isCanary }) => isCanary);
    expect(orders.map(({ device }) => world.enrolled.get(device))).toEqual([canary?.deviceId]);
    expect(orders[0]?.at).toBeGreaterThanOrEqual(
      Date.parse((await readRun(world.rest, run.row.id)).row.startedAt ?? '') + 60_000,
    );
  });
});
