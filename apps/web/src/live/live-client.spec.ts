import { describe, expect, it } from 'vitest';
import { Connection } from './connection.js';
import { aRow } from './device-row.builder.js';
import { DeviceStore } from './device-store.js';
import { LiveClient } from './live-client.js';

const STREAM = '00000000-0000-4000-8007-000000000001';
const OTHER = '00000000-0000-4000-8007-000000000002';
const ID = aRow(1).id;
const ROOM = { room: 'all', streamId: STREAM, seq: 10 };

function aLink(reply: unknown = { ok: true, room: 'all', streamId: STREAM, seq: 10 }) {
  const listeners = new Map<string, (message: unknown) => void>();
  const joins: unknown[] = [];
  const heard: string[] = [];
  const clock = { now: 0 };
  const store = new DeviceStore({ now: () => clock.now, onNextFrame: (run) => run() });
  store.load({ items: [aRow(1)], nextCursor: null, total: 1, asOf: '2026-11-21T10:00:00.000Z', live: [] });
  const connection = new Connection(() => clock.now);
  const client = new LiveClient(
    {
      on: (event, listener) => void listeners.set(event, listener),
      join: (request, answer) => {
        joins.push(request);
        answer(reply);
      },
    },
    store,
    connection,
    {
      refetchDevices: () => heard.push('refetch'),
      rowsChanged: (ids) => heard.push(`rows ${ids.length}`),
      incidentChanged: (id) => heard.push(`incident ${id.slice(-1)}`),
      topicChanged: (topic) => heard.push(`topic ${topic}`),
      cameBack: () => heard.push('back'),
      ended: () => heard.push('ended'),
      heardClock: (now) => heard.push(`clock ${now}`),
    },
  );
  const say = (event: string, message?: unknown): void => listeners.get(event)?.(message);
  return { client, say, joins, heard, connection, clock };
}
const frame = (s: number, c: readonly unknown[], n = c.length) => ({ room: 'all', s, n, c });

describe('LiveClient', () => {
  it('joins each room with the numbers of the list, again after a return, and then refreshes the rest', () => {
    const { client, say, joins, heard } = aLink();
    client.follow([ROOM]);
    say('connect');
    say('disconnect');
    say('connect');
    expect(joins).toEqual([ROOM, ROOM]);
    expect(heard).toEqual(['back']);
  });

  it('applies 11 and 12–13 in line, drops a repeat, and fetches the list when 14 is missing', () => {
    const { client, say, heard } = aLink();
    client.follow([ROOM]);
    say('connect');
    say('frameV1', frame(11, [['i', ID]]));
    say('frameV1', frame(12, [['t', 'channels']], 2));
    say('frameV1', frame(12, [['t', 'channels']], 2));
    say('frameV1', frame(15, [['i', ID]]));
    expect(heard).toEqual(['incident 1', 'topic channels', 'refetch']);
  });

  it.each([
    ['the server asks for it', { ok: false, why: 'resync' }],
    ['the stream is another one', { ok: true, room: 'all', streamId: OTHER, seq: 10 }],
    ['the answer makes no sense', 'yes'],
  ])('fetches the list after joining when %s', (_, reply) => {
    const { client, say, heard } = aLink(reply);
    client.follow([ROOM]);
    say('connect');
    expect(heard).toEqual(['refetch']);
  });

  it('fetches the list for a spoilt frame and ignores frames of rooms it left', () => {
    const { client, say, heard } = aLink();
    client.follow([ROOM]);
    say('frameV1', { room: 'all', s: 'eleven' });
    say('frameV1', { ...frame(3, [['i', ID]]), room: 'elsewhere' });
    expect(heard).toEqual(['refetch']);
  });

  it('fetches the list when a device came or went', () => {
    const { client, say, heard } = aLink();
    client.follow([ROOM]);
    say('frameV1', frame(11, [['x', ID]]));
    expect(heard).toEqual(['refetch']);
  });

  it('is live at the first word, away 12 s after the last one, and ends with the session', () => {
    const { say, heard, connection, clock } = aLink();
    say('connect');
    say('beatV1', { now: 5_000 });
    clock.now = 12_000;
    connection.look();
    expect(connection.getSnapshot().phase).toBe('live');
    clock.now = 12_001;
    connection.look();
    say('endV1', { why: 'signed out' });
    expect([connection.getSnapshot().phase, ...heard]).toEqual(['away', 'clock 5000', 'ended']);
  });
});
