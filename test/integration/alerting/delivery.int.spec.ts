import { createHash } from 'node:crypto';
import { claimDeliveries } from '@firewatch/api/store/deliveries.repo';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryStage, until, type MailServer } from './delivery-stage.js';

let stage: DeliveryStage;
let server: MailServer;
beforeEach(async () => {
  stage = await DeliveryStage.open();
  server = await stage.mailServer();
});
afterEach(() => stage.close());

const subjects = (of = server): string[] => of.mailbox.list().map((mail) => mail.subject);

describe('delivery without any queue', () => {
  it('sends within 1 s of the nudge', async () => {
    await stage.channel(server.port);
    await stage.worker();
    const told = performance.now();
    await stage.tell(await stage.incident(), 'opened', 'first');
    await until(subjects, (all) => all.length === 1);
    expect(performance.now() - told).toBeLessThan(1_000);
  });

  it('sweeps: a row that nobody was told of goes out within 3 s', async () => {
    await stage.channel(server.port);
    await stage.worker(false);
    const told = performance.now();
    await stage.tell(await stage.incident(), 'opened', 'swept');
    expect(await until(subjects, (all) => all.length === 1)).toEqual(['[F-1] swept']);
    expect(performance.now() - told).toBeLessThan(3_000);
    const states = await until(
      () => stage.states(),
      (rows) => rows[0]?.state === 'delivered',
    );
    expect(states).toEqual([{ kind: 'opened', state: 'delivered', attempts: 1, reason: null }]);
  });

  it('keeps the order: an end never arrives before its opening, however often the opening is refused', async () => {
    await stage.channel(server.port);
    server.faults.set({ kind: 'rcpt', code: 451, count: 1 });
    await stage.worker();
    const incident = await stage.incident();
    await stage.tell(incident, 'opened');
    await until(
      () => stage.states(),
      (rows) => rows[0]?.reason === 'try-later',
    );
    await stage.tell(incident, 'updated');
    await stage.tell(incident, 'resolved');
    expect(await until(subjects, (all) => all.length === 3)).toEqual([
      '[F-1] opened',
      '[F-1] Update: updated',
      '[F-1] resolved',
    ]);
    const [first, ...rest] = server.mailbox.list();
    expect(rest.map((mail) => mail.inReplyTo)).toEqual([first?.messageId, first?.messageId]);
    expect(new Set(server.mailbox.list().map((mail) => mail.references[0])).size).toBe(1);
  });

  it('carries one link that acknowledges, the same in every mail of the thread and none in the last', async () => {
    await stage.channel(server.port);
    await stage.worker();
    const incident = await stage.incident();
    await stage.tell(incident, 'opened');
    await stage.tell(incident, 'reminder');
    await stage.tell(incident, 'resolved');
    await until(subjects, (all) => all.length === 3);
    const links = server.mailbox
      .list()
      .map((mail) => /fw\.example\/ack#token=(\S+)/.exec(mail.text ?? '')?.[1]);
    expect(links).toEqual([expect.stringMatching(/^[\w-]{43}$/), links[0], undefined]);
    const kept = await stage.sql<{ hash: string; address: string }>(
      "select encode(token_hash, 'hex') as hash, address from ack_links",
    );
    const hash = createHash('sha256')
      .update(links[0] ?? '')
      .digest('hex');
    expect(kept).toEqual([{ hash, address: 'oncall@msp.example' }]);
  });

  it('an opening that was never handed over and its end are one message', async () => {
    await stage.channel(server.port);
    const incident = await stage.incident();
    await stage.tell(incident, 'opened');
    await stage.tell(incident, 'updated');
    await stage.end(incident);
    await stage.worker();
    await until(
      () => stage.states(),
      (rows) => rows.every((row) => row.state === 'delivered'),
    );
    expect(subjects()).toEqual(['[F-1] Opened and closed: came and went']);
  });

  it('an opening whose answer was lost is not replaced: it may have arrived', async () => {
    await stage.channel(server.port);
    const incident = await stage.incident();
    await stage.tell(incident, 'opened');
    await stage.sql(`update deliveries set last_reason = 'no-answer', attempts = 1`);
    await stage.end(incident);
    await stage.worker();
    expect(await until(subjects, (all) => all.length === 2)).toEqual(['[F-1] opened', '[F-1] resolved']);
  });

  it('killed between 250 and the row: sent again with the same Message-ID, once', async () => {
    const channelId = await stage.channel(server.port);
    await stage.tell(await stage.incident(), 'opened');
    const [claimed] = await stage.db.database.asEngine((tx) => claimDeliveries(tx, { channelId, limit: 1 }));
    if (!claimed) throw new Error('nothing claimed');
    expect(await stage.sender().send(claimed, { first: null, adopted: [], ackToken: null })).toMatchObject({
      state: 'delivered',
    });
    // The process is gone before it could write; its lease runs out.
    await stage.sql(`update deliveries set lease_until = clock_timestamp() - interval '1 ms'`);
    await stage.worker();
    await until(
      () => stage.states(),
      (rows) => rows[0]?.state === 'delivered',
    );
    const ids = server.mailbox.list().map((mail) => mail.messageId);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it('a late outcome of an old holder is not written', async () => {
    const channelId = await stage.channel(server.port);
    await stage.tell(await stage.incident(), 'opened');
    const claim = () => stage.db.database.asEngine((tx) => claimDeliveries(tx, { channelId, limit: 1 }));
    const [old] = await claim();
    await stage.sql(`update deliveries set lease_until = clock_timestamp() - interval '1 ms'`);
    const [fresh] = await claim();
    expect([old?.fence, fresh?.fence, fresh?.attempts]).toEqual([1, 2, 2]);
    expect(await claim()).toEqual([]);
  });
});

describe('channels side by side', () => {
  it('a channel that stalls does not delay another', async () => {
    const slow = await stage.mailServer();
    slow.faults.set({ kind: 'tarpit', ms: 60_000 });
    await stage.channel(slow.port, [
      'a@slow.example',
      'b@slow.example',
      'c@slow.example',
      'd@slow.example',
      'e@slow.example',
    ]);
    await stage.channel(server.port);
    await stage.worker();
    const startedAt = performance.now();
    for (let i = 0; i < 5; i += 1) await stage.tell(await stage.incident(), 'opened', `number ${i}`);
    await until(subjects, (all) => all.length === 5);
    expect(subjects()).toHaveLength(5);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(slow.mailbox.list()).toEqual([]);
  });

  it('one refused recipient is dead at once and visible; the other gets the message and the next ones', async () => {
    await stage.channel(server.port, ['gone@msp.example']);
    server.faults.set({ kind: 'rcpt', code: 550 });
    await stage.worker();
    const incident = await stage.incident();
    await stage.tell(incident, 'opened');
    const dead = await until(
      () => stage.states(),
      (rows) => rows[0]?.state === 'dead',
    );
    expect(dead).toEqual([{ kind: 'opened', state: 'dead', attempts: 1, reason: 'recipient-refused' }]);
    server.faults.clear();
    await stage.tell(incident, 'updated');
    await until(subjects, (all) => all.length === 1);
    expect(subjects()).toEqual(['[F-1] Update: updated']);
    const events = await stage.sql<{ state: string }>(
      `select payload->>'state' as state from events where type = 'delivery.changed' order by id`,
    );
    expect(events[0]).toEqual({ state: 'dead' });
  });

  it('a test goes out over a switched-off channel, an incident does not', async () => {
    const channelId = await stage.channel(server.port);
    await stage.tell(await stage.incident(), 'opened');
    await stage.sql('update channels set enabled = false');
    await stage.worker();
    expect(await stage.test(channelId)).toMatch(/^[0-9a-f-]{36}$/);
    expect(await until(subjects, (all) => all.length === 1)).toEqual(['[F-1] Test']);
    const states = async () => (await stage.states()).map((row) => row.state).sort();
    expect(await until(states, (all) => all.includes('delivered'))).toEqual(['delivered', 'waiting']);
  });

  it('a destination edited away during an incident still hears the end; a new one hears it too', async () => {
    const channelId = await stage.channel(server.port, ['old@msp.example']);
    await stage.worker();
    const incident = await stage.incident();
    await stage.tell(incident, 'opened');
    await until(
      () => stage.states(),
      (rows) => rows[0]?.state === 'delivered',
    );
    await stage.sql(
      `update channels set settings = jsonb_set(settings, '{to}', '["new@msp.example"]') where id = $1`,
      [channelId],
    );
    await stage.end(incident);
    await until(subjects, (all) => all.length === 3);
    const heard = server.mailbox
      .list()
      .slice(1)
      .flatMap((mail) => mail.to);
    expect(heard.sort()).toEqual(['new@msp.example', 'old@msp.example']);
  });
});
