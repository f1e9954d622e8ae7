import { appendEvents } from '@firewatch/api/store/events.repo';
import { afterEach, describe, expect, it } from 'vitest';
import { CorrelationStage, type StageDevice } from './correlation-stage.js';

let stage: CorrelationStage;
afterEach(() => stage.close());

async function fail(devices: readonly StageDevice[], since: number): Promise<void> {
  await stage.sql(
    `update device_state set contact = 'failing', core = jsonb_set(core, '{contact}', $2) where device_id = any($1::uuid[])`,
    [
      devices.map((device) => device.id),
      { state: 'failing', since, failingSince: since, why: 'timeout', detail: 'No answer.' },
    ],
  );
}

async function alarm(device: StageDevice, firstFailedAt: number): Promise<void> {
  const at = await stage.now();
  await stage.emit(device, [
    {
      type: 'device.no-data',
      at,
      why: 'timeout',
      detail: 'No answer.',
      firstFailedAt,
      lastGoodAt: firstFailedAt - 60_000,
    },
  ]);
}

describe('no data', () => {
  it('25 of 50 silent devices are 1 incident at the first deadline, which adopts the rest, and 1 mail', async () => {
    stage = await CorrelationStage.start({ devices: 50, customers: 12 });
    const silent = stage.devices.slice(0, 25);
    const since = (await stage.now()) - 120_000;
    await fail(silent, since);
    for (const device of silent) {
      await alarm(device, since);
      await stage.pass();
    }
    const incidents = await stage.incidents();
    expect(incidents).toEqual([expect.objectContaining({ kind: 'no-data', state: 'open', members: 25 })]);
    const told = await stage.told();
    expect(told.map((row) => row.kind)).toEqual(['opened']);
    expect(told[0]?.content.headline.title).toBe(
      'SonicWall: no readings from 25 of 50 firewalls at 12 customers',
    );
  });

  it('2 silent devices of 50 are 2 incidents; the third makes it 1 that takes both over', async () => {
    stage = await CorrelationStage.start({ devices: 50, customers: 12 });
    const [a, b, c] = stage.devices;
    if (!a || !b || !c) throw new Error('no devices');
    const since = (await stage.now()) - 120_000;
    for (const device of [a, b]) {
      await fail([device], since);
      await alarm(device, since);
      await stage.pass();
    }
    expect((await stage.incidents()).map((one) => one.state)).toEqual(['open', 'open']);
    await fail([c], since + 20_000);
    await alarm(c, since + 20_000);
    await stage.pass();
    const after = await stage.incidents();
    expect(after.map((one) => [one.state, one.absorbed])).toEqual([
      ['closed', true],
      ['closed', true],
      ['open', false],
    ]);
    expect(after[2]?.members).toBe(3);
  });

  it('a device taken in early leaves when it answers, without an event of its own', async () => {
    stage = await CorrelationStage.start({ devices: 50, customers: 12 });
    const silent = stage.devices.slice(0, 3);
    const since = (await stage.now()) - 120_000;
    await fail(silent, since);
    const [first] = silent;
    if (!first) throw new Error('no device');
    await alarm(first, since);
    await stage.pass();
    await stage.sql(`update device_state set contact = 'reachable' where device_id = $1`, [silent[2]?.id]);
    await stage.age(6_000);
    await stage.pass();
    expect((await stage.incidents()).map((one) => one.members)).toEqual([2]);
  });
});

/** Shows a certificate that nobody approved. */
async function showStranger(device: StageDevice): Promise<void> {
  await stage.emit(device, [
    {
      type: 'device.identity-changed',
      at: await stage.now(),
      why: 'certificate-changed',
      metSerial: null,
      metFingerprint: 'AA:BB',
    },
  ]);
  await stage.pass();
}

describe('certificates of many renewed', () => {
  it('20 boxes of 50, met one after the other, are 1 incident, 1 mail and 1 end', async () => {
    stage = await CorrelationStage.start({ devices: 50, customers: 12 });
    const renewed = stage.devices.slice(0, 20);
    for (const device of renewed) await showStranger(device);
    expect(await stage.told()).toEqual([]);
    await stage.age(76_000);
    await stage.pass();
    const open = (await stage.incidents()).filter((one) => one.state === 'open');
    expect(open).toEqual([expect.objectContaining({ kind: 'identity', absorbed: false, members: 20 })]);
    expect((await stage.told()).map((row) => [row.kind, row.content.headline.title])).toEqual([
      ['opened', 'Unknown certificate from 20 firewalls at 12 customers'],
    ]);
    await stage.sql(`update deliveries set state = 'delivered', delivered_at = now()`);
    for (const device of renewed)
      await stage.emit(device, [{ type: 'device.identity-accepted', at: await stage.now() }]);
    await stage.pass();
    expect((await stage.incidents()).filter((one) => one.state === 'open')).toEqual([]);
    expect((await stage.told()).map((row) => row.kind)).toEqual(['opened', 'resolved']);
  });

  it('takes in what is renewed 20 min later, and not what is renewed 31 min after that', async () => {
    stage = await CorrelationStage.start({ devices: 50, customers: 1 });
    const [a, b, c] = stage.devices;
    if (!a || !b || !c) throw new Error('no devices');
    const sizes = async () => (await stage.incidents()).map((one) => one.members);
    await showStranger(a);
    await stage.age(20 * 60_000);
    await showStranger(b);
    expect(await sizes()).toEqual([2]);
    await stage.age(31 * 60_000);
    await showStranger(c);
    expect(await sizes()).toEqual([2, 1]);
  });
});

describe('identity and credential', () => {
  it('one incident for each credential set, closed when every device signs in again', async () => {
    stage = await CorrelationStage.start({ devices: 5, customers: 2 });
    const refused = stage.devices.slice(0, 3);
    for (const device of refused) {
      await stage.emit(device, [
        { type: 'device.auth-failed', at: await stage.now(), detail: 'Sign-in refused.' },
      ]);
    }
    await stage.pass();
    expect(await stage.incidents()).toEqual([expect.objectContaining({ kind: 'credential', members: 3 })]);
    for (const device of refused)
      await stage.emit(device, [{ type: 'device.auth-restored', at: await stage.now() }]);
    await stage.pass();
    expect((await stage.incidents()).map((one) => one.state)).toEqual(['closed']);
    // Over before the boxes could be counted: one message tells both.
    expect((await stage.told()).map((row) => row.kind)).toEqual(['opened-and-resolved']);
  });

  it('40 boxes that refuse one set are 1 mail 75 s after the first; one alone is named', async () => {
    stage = await CorrelationStage.start({ devices: 41, customers: 12 });
    const refuse = async (device: StageDevice | undefined): Promise<void> => {
      if (!device) throw new Error('no device');
      await stage.emit(device, [{ type: 'device.auth-failed', at: await stage.now(), detail: 'Refused.' }]);
      await stage.pass();
    };
    const titles = async () => {
      await stage.age(76_000);
      await stage.pass();
      return (await stage.told()).map((row) => row.content.headline.title);
    };
    for (const device of stage.devices.slice(0, 40)) await refuse(device);
    expect(await titles()).toEqual([
      'Sign-in refused with credential set read-only sonicwall on 40 firewalls at 12 customers',
    ]);
    await stage.close();
    stage = await CorrelationStage.start({ devices: 5, customers: 1 });
    await refuse(stage.devices[0]);
    expect(await titles()).toEqual([
      'Sign-in refused with credential set read-only sonicwall on son-1 at sonicwall customer 1',
    ]);
  });

  it('an unknown certificate opens an incident with what was met and an approval closes it', async () => {
    stage = await CorrelationStage.start({ devices: 2, customers: 1 });
    const [device] = stage.devices;
    if (!device) throw new Error('no device');
    await stage.emit(device, [
      {
        type: 'device.identity-changed',
        at: await stage.now(),
        why: 'certificate-changed',
        metSerial: null,
        metFingerprint: 'AA:BB',
      },
    ]);
    await stage.pass();
    const [row] = await stage.sql<{ met: string }>(
      `select detail->>'metFingerprint' as met from incident_members`,
    );
    expect(row?.met).toBe('AA:BB');
    await stage.emit(device, [{ type: 'device.identity-accepted', at: await stage.now() }]);
    await stage.pass();
    expect((await stage.incidents()).map((one) => [one.kind, one.state])).toEqual([['identity', 'closed']]);
  });
});

describe('our own reading', () => {
  const tell = (type: string, latestMs: number): Promise<number> =>
    stage.db.database.asEngine((tx) =>
      appendEvents(tx, [{ type, customerId: null, payload: { devices: 7, latestMs } }]),
    );

  it('behind by 90 s is 1 critical incident and 1 mail, however often it is said, and its end is told too', async () => {
    stage = await CorrelationStage.start({ devices: 5, customers: 2 });
    for (let i = 0; i < 2; i += 1) {
      await tell('polling.behind', 90_000);
      await stage.pass();
    }
    expect(await stage.incidents()).toEqual([
      expect.objectContaining({ kind: 'no-data', severity: 'critical', state: 'open', members: 0 }),
    ]);
    await tell('polling.caught-up', 0);
    await stage.pass();
    const told = await stage.told();
    expect(told.map((row) => [row.kind, row.content.headline.title])).toEqual([
      ['opened', 'Firewatch itself is behind with its reads'],
      // Nothing was handed over meanwhile: both become one message.
      ['opened-and-resolved', 'Back: Firewatch itself is behind with its reads'],
    ]);
  });

  it('does not swallow a device that falls silent meanwhile: 2 incidents', async () => {
    stage = await CorrelationStage.start({ devices: 5, customers: 2 });
    const [device] = stage.devices;
    if (!device) throw new Error('no device');
    await tell('polling.behind', 90_000);
    await stage.pass();
    const since = (await stage.now()) - 120_000;
    await fail([device], since);
    await alarm(device, since);
    await stage.pass();
    expect((await stage.incidents()).map((one) => [one.state, one.members])).toEqual([
      ['open', 0],
      ['open', 1],
    ]);
  });
});
