import { afterEach, describe, expect, it } from 'vitest';
import { CorrelationStage, namesIn } from './correlation-stage.js';

let stage: CorrelationStage;
afterEach(() => stage.close());

const kinds = async (): Promise<string[]> =>
  (await stage.told()).map((row) => `${row.incidentKind} ${row.kind}`);

describe('40 of 50 firewalls lose their licences together', () => {
  it('becomes 1 fleet incident, 1 opening naming all confirmed, 1 update at +60 s, 1 end', async () => {
    stage = await CorrelationStage.start({ devices: 50, customers: 12 });
    const [first, ...rest] = stage.devices.slice(0, 40);
    if (!first) throw new Error('no device');
    await stage.suspect(first);
    await stage.pass();
    expect(await stage.madeDue('probe')).toBe(5);
    await stage.suspect(rest[0] ?? first);
    await stage.pass();
    // All but the first and the 5 probed ones, of which the second was one.
    expect(await stage.madeDue('sweep')).toBe(44);
    for (const device of rest.slice(1, 30)) await stage.suspect(device);
    await stage.readAll();
    await stage.pass();
    for (const device of [first, ...rest.slice(0, 30)]) await stage.lose(device);
    await stage.pass();
    const opened = await stage.told();
    expect(await kinds()).toEqual(['fleet opened']);
    expect(namesIn(opened[0]?.content ?? never()).length).toBe(31);
    expect(opened[0]?.deliveries).toBe(1);
    expect(opened[0]?.content.headline.title).toBe(
      'SonicWall licences dropped suddenly on 31 of 50 firewalls at 12 customers',
    );
    expect(opened[0]?.content.headline.subline).toMatch(
      /^AV, anti-spyware and IPS stopped since .*; traffic flows uninspected; paid until 19 Jan 2029\.$/,
    );

    for (const device of rest.slice(30)) await stage.lose(device);
    await stage.pass();
    expect(await kinds()).toEqual(['fleet opened']);
    await stage.age(61_000);
    await stage.pass();
    expect(await stage.madeDue('sweep')).toBe(50);
    await stage.readAll();
    await stage.age(300);
    await stage.pass();
    expect(await kinds()).toEqual(['fleet opened', 'fleet updated']);
    expect(namesIn((await stage.told())[1]?.content ?? never()).length).toBe(40);
    const open = (await stage.incidents()).filter((one) => one.state === 'open');
    expect(open).toEqual([expect.objectContaining({ kind: 'fleet', severity: 'critical', members: 40 })]);

    for (const device of [first, ...rest]) await stage.recover(device);
    await stage.pass();
    expect((await stage.incidents()).filter((one) => one.state === 'open')).toEqual([]);
    const all = await stage.told();
    expect(all.map((row) => row.kind)).toEqual(['opened', 'updated', 'opened-and-resolved']);
    // The opening had not been handed over: opening and end are one message.
    const rows = await stage.sql<{ kind: string; state: string }>(
      'select n.kind, d.state from deliveries d join notices n on n.id = d.notice_id',
    );
    expect(rows).toEqual([{ kind: 'opened-and-resolved', state: 'waiting' }]);
  });

  it('slow form: one box every 20 s gives at most 2 device mails before the fleet mail', async () => {
    stage = await CorrelationStage.start({ devices: 50, customers: 12 });
    for (const device of stage.devices.slice(0, 8)) {
      await stage.suspect(device);
      await stage.pass();
      await stage.readAll();
      await stage.lose(device);
      await stage.pass();
      await stage.age(9_000);
      await stage.pass();
      await stage.age(11_000);
      await stage.pass();
    }
    expect((await kinds()).slice(0, 3)).toEqual(['device opened', 'device opened', 'fleet opened']);
    expect((await kinds()).filter((kind) => kind === 'fleet updated')).toHaveLength(1);
    const states = await stage.incidents();
    expect(states.filter((one) => one.absorbed)).toHaveLength(2);
    expect(states.filter((one) => one.state === 'open')).toEqual([
      expect.objectContaining({ kind: 'fleet', members: 8 }),
    ]);
    expect((await stage.told())[2]?.content.adopted).toEqual(['D-1', 'D-2']);
  });

  it('tells 1 message when a single device is lost and back before anyone was told', async () => {
    stage = await CorrelationStage.start({ devices: 4, customers: 1 });
    const [device] = stage.devices;
    if (!device) throw new Error('no device');
    await stage.suspect(device);
    await stage.lose(device);
    await stage.pass();
    expect(await kinds()).toEqual([]);
    await stage.recover(device);
    await stage.pass();
    expect(await kinds()).toEqual(['device opened-and-resolved']);
  });

  it('two processes passing at once: one works, the other finds the lock taken, nothing is told twice', async () => {
    stage = await CorrelationStage.start({ devices: 10, customers: 2 });
    for (const device of stage.devices.slice(0, 5)) await stage.lose(device);
    const results = await Promise.all([stage.pass(), stage.pass(), stage.pass()]);
    expect(results.filter((result) => !result.isBusy).length).toBeGreaterThanOrEqual(1);
    await stage.readAll();
    await stage.age(300);
    await stage.pass();
    expect((await stage.incidents()).map((one) => one.kind)).toEqual(['fleet']);
    expect(await kinds()).toEqual(['fleet opened']);
  });

  it('a withdrawn device leaves and the incident closes without it', async () => {
    stage = await CorrelationStage.start({ devices: 4, customers: 1 });
    const [device] = stage.devices;
    if (!device) throw new Error('no device');
    await stage.lose(device);
    await stage.pass();
    await stage.sql('update devices set removed_at = now() where id = $1', [device.id]);
    await stage.sql(
      `insert into events (id, type, device_id, customer_id) select last + 1, 'inventory.changed', $1, $2 from event_head`,
      [device.id, device.customerId],
    );
    await stage.sql('update event_head set last = last + 1');
    await stage.pass();
    const [incident] = await stage.sql<{ state: string; why: string }>(
      'select state, closed_why as why from incidents',
    );
    expect(incident).toEqual({ state: 'closed', why: 'withdrawn' });
    const [told] = await stage.sql<{ title: string }>(
      `select content #>> '{headline,title}' as title from notices where kind in ('resolved', 'opened-and-resolved')`,
    );
    // The end of the watch is told, and not as a recovery.
    expect(told?.title).toMatch(/^Withdrawn: .* is no longer watched$/);
  });
});

function never(): never {
  throw new Error('expected a notice');
}
