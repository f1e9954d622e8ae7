import type { ClientToServer, LiveFrame, ServerToClient } from '@firewatch/shared/wire/live';
import { deviceList, type DeviceList } from '@firewatch/shared/wire/devices';
import { appendEvents } from '@firewatch/api/store/events.repo';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { until } from '../../support/ports.js';
import type { Rest } from '../../support/rest.js';
import { storeDevice, type DeviceFixture } from '../rest/fleet-fixture.js';
import { PASSWORD, RestStage } from '../rest/rest-stage.js';

type Client = Socket<ServerToClient, ClientToServer>;

let stage: RestStage;
let owner: Rest;
let deviceA: DeviceFixture;
let deviceB: DeviceFixture;
const open: Client[] = [];

beforeAll(async () => {
  stage = await RestStage.open();
  owner = await stage.setUp();
  const a = (await owner.json('POST', '/customers', { name: 'Harbor Dental' })) as { id: string };
  const b = (await owner.json('POST', '/customers', { name: 'Kestrel Freight' })) as { id: string };
  deviceA = await storeDevice(stage, a.id, { name: 'HDG-TAC-01' });
  deviceB = await storeDevice(stage, b.id, { name: 'KST-PDX-01' });
  await owner.json('POST', '/users', {
    email: 'viewer@example.com',
    name: 'Vera Viewer',
    role: 'viewer',
    password: PASSWORD,
    customerIds: [a.id],
  });
  // What the arranging itself changed is on its way to the rooms: the tests count from after it.
  const behind = `select 1 from event_head where last > coalesce((select event_id from cursors where name = 'live'), -1)`;
  await until('the rooms are level', async () => (await stage.sql(behind)).length === 0);
});
afterEach(() => {
  for (const client of open.splice(0)) client.close();
});
afterAll(() => stage.close());

function connect(cookie: string, origin = stage.url): Promise<Client> {
  const client: Client = io(`${stage.url}/live`, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie, origin },
  });
  open.push(client);
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('connect_error', reject);
  });
}

const snapshot = (rest: Rest): Promise<DeviceList> => rest.get('/devices', deviceList);
const join = (client: Client, room: { room: string; streamId: string | null; seq: number | null }) =>
  client.timeout(5_000).emitWithAck('joinV1', room);

/** A shown row changed, as the recorder says it. */
const change = (device: DeviceFixture, since: number): Promise<number> =>
  stage.db.database.asEngine((tx) =>
    appendEvents(tx, [
      {
        type: 'device.row',
        customerId: device.customerId,
        deviceId: device.id,
        payload: {
          tuple: [
            'd',
            device.id,
            0,
            5,
            since,
            0,
            since,
            since,
            null,
            null,
            '------------------',
            'paid until 2029',
            'reachable',
          ],
        },
      },
    ]),
  );

function collect(client: Client): LiveFrame[] {
  const frames: LiveFrame[] = [];
  client.on('frameV1', (frame) => frames.push(frame));
  return frames;
}
const covered = (frames: readonly LiveFrame[]): number[] =>
  frames.flatMap((frame) => Array.from({ length: frame.n }, (_, index) => frame.s + index));
const sinces = (frames: readonly LiveFrame[]): unknown[] =>
  frames.flatMap((frame) => frame.c.map((tuple) => tuple[4]));

describe('live rooms', () => {
  it('sends a change after the snapshot as the next number of the room', async () => {
    const { live } = await snapshot(owner);
    const [room] = live;
    if (!room) throw new Error('the snapshot names no room');
    const client = await connect(owner.cookieHeader);
    const frames = collect(client);
    expect(await join(client, room)).toMatchObject({ ok: true, room: 'all', seq: room.seq });
    await change(deviceA, 1_000);
    await vi.waitFor(() => expect(covered(frames)).toEqual([room.seq + 1]), 3_000);
    expect(frames[0]?.c[0]?.[1]).toBe(deviceA.id);
  });

  it('replays exactly what was missed, and answers resync to a foreign or future number', async () => {
    const { live } = await snapshot(owner);
    const [room] = live;
    if (!room) throw new Error('the snapshot names no room');
    const watching = await connect(owner.cookieHeader);
    const seen = collect(watching);
    await join(watching, room);
    for (const since of [11, 12, 13]) await change(deviceA, since);
    await vi.waitFor(() => expect(sinces(seen)).toContain(13), 3_000);

    const late = await connect(owner.cookieHeader);
    const replayed = collect(late);
    expect(await join(late, room)).toMatchObject({ ok: true, seq: room.seq + 3 });
    expect(covered(replayed)).toEqual([room.seq + 1, room.seq + 2, room.seq + 3]);
    expect(await join(late, { ...room, streamId: deviceA.id })).toEqual({ ok: false, why: 'resync' });
    expect(await join(late, { ...room, seq: room.seq + 999 })).toEqual({ ok: false, why: 'resync' });
    expect(await join(late, { ...room, seq: null })).toEqual({ ok: false, why: 'resync' });
  });

  it('answers resync when the missed frames are no longer kept', async () => {
    const { live } = await snapshot(owner);
    const [room] = live;
    if (!room) throw new Error('the snapshot names no room');
    const watching = await connect(owner.cookieHeader);
    const seen = collect(watching);
    await join(watching, room);
    await change(deviceA, 21);
    await vi.waitFor(() => expect(sinces(seen)).toContain(21), 3_000);
    await stage.sql('delete from live_frames');
    const late = await connect(owner.cookieHeader);
    expect(await join(late, room)).toEqual({ ok: false, why: 'resync' });
  });

  it('keeps the numbers gapless for 6 clients that join while 120 changes are stored', async () => {
    const { live } = await snapshot(owner);
    const [room] = live;
    if (!room) throw new Error('the snapshot names no room');
    const clients = await Promise.all(Array.from({ length: 6 }, () => connect(owner.cookieHeader)));
    const taken = clients.map(collect);
    const storing = (async () => {
      for (let index = 0; index < 120; index += 1)
        await change(index % 2 ? deviceA : deviceB, 10_000 + index);
    })();
    for (const client of clients) {
      await join(client, room);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await storing;
    const all = Array.from({ length: 120 }, (_, index) => room.seq + 1 + index);
    await vi.waitFor(() => {
      for (const frames of taken) expect([...new Set(covered(frames))]).toEqual(all);
    }, 10_000);
  });
});

describe('scope of sockets', () => {
  it('gives a viewer of one customer that customer only: 0 tuples of another', async () => {
    const viewer = await stage.signedIn('viewer@example.com');
    const { live, items } = await snapshot(viewer);
    expect(items.map((row) => row.id)).toEqual([deviceA.id]);
    expect(live.map((one) => one.room)).toEqual([`c:${deviceA.customerId}`]);
    const client = await connect(viewer.cookieHeader);
    const frames = collect(client);
    const [room] = live;
    if (!room) throw new Error('the snapshot names no room');
    expect(await join(client, { ...room, room: 'all' })).toEqual({ ok: false, why: 'denied' });
    expect(await join(client, { ...room, room: `c:${deviceB.customerId}` })).toEqual({
      ok: false,
      why: 'denied',
    });
    expect(await join(client, room)).toMatchObject({ ok: true });
    await change(deviceB, 31);
    await change(deviceA, 32);
    await vi.waitFor(() => expect(sinces(frames)).toEqual([32]), 3_000);
    expect(JSON.stringify(frames)).not.toContain(deviceB.id);
  });

  it('refuses a handshake without a session or from another origin', async () => {
    await expect(connect('firewatch=nobody')).rejects.toThrow('signed-out');
    await expect(connect(owner.cookieHeader, 'https://evil.example')).rejects.toThrow('websocket error');
  });

  it('ends the socket of a person who is disabled within 5 s', async () => {
    const users = (await owner.json('GET', '/users')) as { items: { id: string; email: string }[] };
    const viewer = await stage.signedIn('viewer@example.com');
    const client = await connect(viewer.cookieHeader);
    const ended = new Promise<string>((resolve) => client.once('endV1', ({ why }) => resolve(why)));
    const person = users.items.find((one) => one.email === 'viewer@example.com');
    await owner.json('PATCH', `/users/${person?.id}`, { disabled: true });
    expect(
      await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve('still open'), 5_000))]),
    ).toBe('signed-out');
  });
});
