import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customer } from '@firewatch/shared/wire/access';
import { deviceDetail, deviceList } from '@firewatch/shared/wire/devices';
import { bulkAnswer, changedCount, group } from '@firewatch/shared/wire/estate';
import { page, problem } from '@firewatch/shared/wire/primitives';
import type { Rest } from '../../support/rest.js';
import { storeDevice } from './fleet-fixture.js';
import { RestStage } from './rest-stage.js';

let stage: RestStage;
let owner: Rest;
let harbor: string;
let alder: string;
let first: string;
let second: string;
let foreign: string;

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  ({ id: harbor } = await owner.post('/customers', { name: 'Harbor Dental' }, customer));
  ({ id: alder } = await owner.post('/customers', { name: 'Alder Bank' }, customer));
  await stage.sql(`insert into channels (kind, name, settings, enabled) values ('email', 'Ops', $1, true)`, [
    JSON.stringify({ host: '127.0.0.1', port: 1, security: 'none', user: '', from: 'f@msp.example', to: [] }),
  ]);
});
afterAll(() => stage.close());

let made = 0;
beforeEach(async () => {
  made += 1;
  ({ id: first } = await storeDevice(stage, harbor, { name: `HDG-${made}-1` }));
  ({ id: second } = await storeDevice(stage, harbor, { name: `HDG-${made}-2` }));
  ({ id: foreign } = await storeDevice(stage, alder, { name: `ALD-${made}-1` }));
});

const change = (body: object) => owner.post('/devices/bulk', body, bulkAnswer);
const refusal = async (method: string, path: string, body: unknown) => {
  const answer = await owner.send(method, path, body);
  return [answer.status, problem.parse(await answer.json()).detail];
};
const detail = async (id: string) => deviceDetail.parse(await owner.json('GET', `/devices/${id}`));
const newGroup = (name: string, customerId: string | null) =>
  owner.post('/groups', { name, customerId }, group);
const lines = (action: string, id: string) =>
  stage.sql<{ detail: Record<string, unknown> }>(
    `select detail from audit_entries where action = $1 and subject_id = $2 order by id`,
    [action, id],
  );

/** Messages to the owners whose text has all of these words. */
const toldOwners = async (...words: string[]): Promise<number> => {
  const rows = await stage.sql<{ text: string }>(
    `select content::text as text from notices where kind = 'security'`,
  );
  return rows.filter(({ text }) => words.every((word) => text.includes(word))).length;
};

describe('a change of many firewalls', () => {
  it('adds and takes tags, sets group and interval, and leaves an audit line at each', async () => {
    const { id: groupId } = await newGroup(`Branches ${made}`, harbor);
    await change({ deviceIds: [first], addTags: ['old'] });
    const answer = await change({
      deviceIds: [first, second],
      addTags: ['VIP', ' vip ', 'night'],
      removeTags: ['Old'],
      groupId,
      intervalSeconds: 300,
    });
    expect(answer).toEqual({ changed: 2, refused: [] });
    for (const id of [first, second]) {
      const { row, intervalSeconds } = await detail(id);
      expect([row.tags, row.group?.id, intervalSeconds]).toEqual([['night', 'VIP'], groupId, 300]);
      expect((await lines('device.changed', id)).at(-1)?.detail).toMatchObject({
        intervalSeconds: 300,
        groupId,
        oneOf: 2,
      });
    }
    const { items } = await owner.get(`/devices?group=${groupId}&tag=vip`, deviceList);
    expect(items.map((row) => row.id).sort()).toEqual([first, second].sort());
  });

  it('leaves a refused one wholly as it was, its interval too, and changes the others', async () => {
    const { id: groupId } = await newGroup(`Of Harbor ${made}`, harbor);
    const before = await stage.sql('select * from poll_slots where device_id = $1', [foreign]);
    const answer = await change({
      deviceIds: [first, foreign],
      groupId,
      intervalSeconds: 120,
      addTags: ['moved'],
    });
    expect(answer).toEqual({
      changed: 1,
      refused: [
        {
          deviceId: foreign,
          name: `ALD-${made}-1`,
          why: `The group Of Harbor ${made} is for devices of another customer.`,
        },
      ],
    });
    const left = await detail(foreign);
    expect([left.row.tags, left.row.group, left.intervalSeconds]).toEqual([[], null, 60]);
    expect(await stage.sql('select * from poll_slots where device_id = $1', [foreign])).toEqual(before);
    expect(await lines('device.changed', foreign)).toEqual([]);
    const moved = await detail(first);
    expect([moved.row.tags, moved.row.group?.id, moved.intervalSeconds]).toEqual([['moved'], groupId, 120]);
  });

  it('refuses the 21st tag of one and names it, whatever else was asked', async () => {
    const twenty = Array.from({ length: 20 }, (_, index) => `t${index}`);
    await change({ deviceIds: [first], addTags: twenty });
    const answer = await change({ deviceIds: [first, second], addTags: ['one more'], intervalSeconds: 900 });
    expect(answer).toEqual({
      changed: 1,
      refused: [
        {
          deviceId: first,
          name: `HDG-${made}-1`,
          why: 'It would have 21 tags; at most 20 are accepted.',
        },
      ],
    });
    expect([(await detail(first)).intervalSeconds, (await detail(second)).intervalSeconds]).toEqual([
      60, 900,
    ]);
  });

  it('puts firewalls on the checklist only with a reason, which stands in the audit and in the word to the owners', async () => {
    const body = { deviceIds: [first], readability: 'checklist' };
    expect(await refusal('POST', '/devices/bulk', body)).toEqual([
      422,
      expect.stringMatching(/^reason is missing; say why/),
    ]);
    expect((await detail(first)).readability).toBe('api');
    await change({ ...body, reason: 'Gen5, replaced in spring' });
    expect((await detail(first)).readability).toBe('checklist');
    expect((await lines('device.changed', first)).at(-1)?.detail).toMatchObject({
      readability: 'checklist',
      reason: 'Gen5, replaced in spring',
    });
    expect(await toldOwners(`HDG-${made}-1`, 'Reason: Gen5, replaced in spring')).toBe(1);
  });

  it('names one that is not watched any more', async () => {
    await owner.post('/devices/bulk-remove', { deviceIds: [second], reason: 'sold' }, changedCount);
    expect(await change({ deviceIds: [first, second], addTags: ['x'] })).toEqual({
      changed: 1,
      refused: [{ deviceId: second, name: 'One of them', why: 'It is not watched any more.' }],
    });
  });
});

describe('reading many now', () => {
  it('makes them due in full, but not one that is held', async () => {
    await stage.sql(`update device_state set contact = 'auth-failed' where device_id = $1`, [second]);
    const answer = await owner.post('/devices/bulk-read', { deviceIds: [first, second] }, bulkAnswer);
    expect([answer.changed, answer.refused.map((one) => one.name)]).toEqual([1, [`HDG-${made}-2`]]);
    expect(
      await stage.sql(
        'select device_id as id, due_at <= now() as due, due_scope as scope from poll_slots where device_id = any ($1) and due_at <= now()',
        [[first, second]],
      ),
    ).toEqual([{ id: first, due: true, scope: 'full' }]);
  });
});

describe('removing many', () => {
  it('stops the watch over all of them, destroys their own credentials and says so once', async () => {
    const sets = await stage.sql<{ id: string }>(
      'select credential_set_id as id from devices where id = any ($1)',
      [[first, second]],
    );
    const answer = await owner.post(
      '/devices/bulk-remove',
      { deviceIds: [first, second, first], reason: 'contract ended' },
      changedCount,
    );
    expect(answer).toEqual({ changed: 2 });
    expect((await owner.send('GET', `/devices/${first}`)).status).toBe(404);
    expect(
      await stage.sql('select 1 from credential_sets where id = any ($1)', [sets.map((set) => set.id)]),
    ).toEqual([]);
    expect(await stage.sql('select 1 from poll_slots where device_id = any ($1)', [[first, second]])).toEqual(
      [],
    );
    for (const id of [first, second])
      expect((await lines('device.removed', id))[0]?.detail).toMatchObject({ reason: 'contract ended' });
    expect(await toldOwners('removed 2 firewalls', `HDG-${made}-2`, 'Reason: contract ended')).toBe(1);
  });
});

describe('groups', () => {
  it('are of one customer or of any, named once, renamed, and leave their firewalls behind', async () => {
    const { id } = await newGroup(`Shops ${made}`, harbor);
    expect(await refusal('POST', '/groups', { name: `shops ${made}`, customerId: harbor })).toEqual([
      422,
      'name: a group of this name exists already',
    ]);
    await change({ deviceIds: [first, second], groupId: id });
    const list = async () => (await owner.get('/groups', page(group))).items.find((one) => one.id === id);
    expect(await list()).toEqual({
      id,
      name: `Shops ${made}`,
      customerId: harbor,
      baseline: {},
      deviceCount: 2,
    });
    await owner.json('PATCH', `/groups/${id}`, { name: `Stores ${made}` });
    expect((await detail(first)).row.group?.name).toBe(`Stores ${made}`);
    await owner.json('DELETE', `/groups/${id}`);
    expect(await list()).toBeUndefined();
    expect((await detail(first)).row.group).toBeNull();
    const acts = await stage.sql<{ action: string }>(
      `select action from audit_entries where subject_id = $1 order by id`,
      [id],
    );
    expect(acts.map((one) => one.action)).toEqual(['group.created', 'group.changed', 'group.removed']);
  });

  it('of one customer take no firewall of another, at the firewall too', async () => {
    const { id } = await newGroup(`Only Harbor ${made}`, harbor);
    expect(await refusal('PATCH', `/devices/${foreign}`, { groupId: id })).toEqual([
      422,
      `groupId: the group Only Harbor ${made} is for devices of another customer`,
    ]);
    const { id: any } = await newGroup(`Anyone ${made}`, null);
    await owner.json('PATCH', `/devices/${foreign}`, { groupId: any, tags: ['vip'] });
    const { row } = await detail(foreign);
    expect([row.group?.id, row.tags]).toEqual([any, ['vip']]);
  });
});
