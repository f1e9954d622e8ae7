import { updateChannel } from '@firewatch/api/store/channels.repo';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PostServer, type PostReply } from '../../conformance/post-server.js';
import { DeliveryStage, until } from './delivery-stage.js';

const event = z.object({ event_action: z.string(), dedup_key: z.string() });

let stage: DeliveryStage;
let far: PostServer;
let reply: PostReply;
beforeEach(async () => {
  stage = await DeliveryStage.open();
  reply = { status: 202 };
  far = await PostServer.open(() => reply, 400);
});
afterEach(async () => {
  await stage.close();
  await far.close();
});

const url = () => `http://127.0.0.1:${far.port}/v2/enqueue`;
const acts = () =>
  far.posted.map(({ body }) => {
    const { event_action, dedup_key } = event.parse(JSON.parse(body));
    return `${event_action} ${dedup_key}`;
  });

describe('a pager that is told of critical incidents only', () => {
  beforeEach(async () => {
    const routingKey = 'k'.repeat(32);
    await stage.postChannel({ kind: 'pagerduty', url: url(), tells: 'critical' }, { routingKey });
    await stage.worker();
  });

  it('sleeps through a warning, wakes when it becomes critical, and hears the end of it', async () => {
    const incident = await stage.incident();
    await stage.tell(incident, 'opened', 'weakened', 'warning');
    await stage.tell(incident, 'updated', 'stopped', 'critical');
    await stage.tell(incident, 'resolved', 'back', 'warning');
    await until(acts, (all) => all.length === 2);
    expect(acts()).toEqual([`trigger fw/${incident}`, `resolve fw/${incident}`]);
    expect((await stage.states()).map((row) => row.kind)).toEqual(['updated', 'resolved']);
  });

  it('is asked again later after 429, and every trigger of an incident has one key', async () => {
    far.failOnce('transient');
    const incident = await stage.incident();
    await stage.tell(incident, 'opened');
    const [held] = await until(
      () => stage.states(),
      (rows) => rows[0]?.reason === 'try-later',
    );
    expect(held?.state).toBe('waiting');
    await stage.sql('update deliveries set next_attempt_at = now()');
    await stage.tell(incident, 'updated');
    await until(acts, (all) => all.length === 2);
    expect(new Set(acts())).toEqual(new Set([`trigger fw/${incident}`]));
  });

  it('bears witness of the time: what its answers say is kept', async () => {
    reply = { status: 202, headers: { date: new Date(Date.now() + 900_000).toUTCString() } };
    await stage.tell(await stage.incident(), 'opened');
    await until(
      () => stage.farClocks.offsets(Date.now()),
      (heard) => heard.length > 0,
    );
    const [heard] = stage.farClocks.offsets(Date.now());
    expect(heard?.host).toBe('127.0.0.1');
    expect(Math.abs((heard?.offsetMs ?? 0) - 900_000)).toBeLessThan(30_000);
  });

  it('a refused key is a dead letter at once', async () => {
    reply = { status: 400, body: '{"errors":["Invalid routing key"]}' };
    await stage.tell(await stage.incident(), 'opened');
    const [row] = await until(
      () => stage.states(),
      (rows) => rows[0]?.state === 'dead',
    );
    expect(row).toMatchObject({ state: 'dead', attempts: 1, reason: 'sign-in-refused' });
  });
});

describe('a webhook whose signing key is replaced', () => {
  it('signs with both keys, and with the new one alone when the day is over', async () => {
    const id = await stage.postChannel(
      { kind: 'webhook', url: url(), tells: 'everything' },
      { signingKey: 'old-key' },
    );
    await stage.worker();
    await stage.db.database.asEngine((tx) =>
      updateChannel(tx, id, {
        sealed: stage.sealFor(id, { signingKey: 'new-key' }),
        keepFormer: true,
      }),
    );
    await stage.tell(await stage.incident(), 'opened');
    await until(
      () => far.posted,
      (all) => all.length === 1,
    );
    await stage.sql(`update channels set former_until = now() - interval '1 second'`);
    await stage.tell(await stage.incident(), 'opened');
    await until(
      () => far.posted,
      (all) => all.length === 2,
    );
    const signers = far.posted.map(({ headers, body }) => {
      const [t = '', ...marks] = String(headers['firewatch-signature']).split(',');
      return ['new-key', 'old-key'].filter((key) =>
        marks.includes(
          `v1=${createHmac('sha256', key)
            .update(`${t.slice(2)}.${body}`)
            .digest('hex')}`,
        ),
      );
    });
    expect(signers).toEqual([['new-key', 'old-key'], ['new-key']]);
  });
});
