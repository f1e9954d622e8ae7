import { DirectAlarm } from '@firewatch/api/alerting/direct.alarm';
import { DiskWatch } from '@firewatch/api/platform/health/disk-watch';
import { AWAY_AFTER_MS, StoreSignal } from '@firewatch/api/platform/health/store-signal';
import { Database, makePool, type Tx } from '@firewatch/api/store/database';
import { Nudges } from '@firewatch/api/store/nudges';
import type { Receivers } from '@firewatch/simulator/receivers/receivers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryStage, until, type MailServer } from './delivery-stage.js';

const WITHIN_MS = 30_000;
const SINCE = Date.UTC(2026, 10, 22, 3);

/** A database that says how often its one reader had an answer, and can go away. */
class LeavingDatabase extends Database {
  answered = 0;
  override readonly single: Tx = {
    query: async (text, params) => {
      const rows = await this.engineQuery(text, params);
      this.answered += 1;
      return rows as never;
    },
  };
}

let stage: DeliveryStage;
let mail: MailServer;
let receivers: Receivers;
let database: LeavingDatabase;
let signal: StoreSignal;
let alarm: DirectAlarm;
beforeEach(async () => {
  stage = await DeliveryStage.open();
  mail = await stage.mailServer();
  receivers = await stage.receivers();
  await stage.channel(mail.port);
  await stage.postChannel(
    { kind: 'pagerduty', url: `${receivers.url}/v2/enqueue`, tells: 'critical' },
    { routingKey: 'k'.repeat(32) },
  );
  database = new LeavingDatabase(makePool(stage.db.appUrl, 1), makePool(stage.db.engineUrl, 1));
  signal = new StoreSignal();
  const nudges = new Nudges(stage.db.engineUrl);
  alarm = new DirectAlarm(
    database,
    stage.sender(),
    signal,
    new DiskWatch({ folder: null, warnBytes: 2, lowBytes: 1 }),
    nudges,
  );
  alarm.onApplicationBootstrap();
  await until(
    () => database.answered,
    (times) => times > 0,
    WITHIN_MS,
  );
  await database.close();
});
afterEach(async () => {
  await alarm.onModuleDestroy();
  await stage.close();
});

const goesAway = (reason: string) => {
  signal.failed('beat', reason, SINCE);
  signal.failed('beat', reason, SINCE + AWAY_AFTER_MS);
};
const subjects = () => mail.mailbox.list().map((one) => one.subject);
const alerts = () => receivers.pager.list().map((one) => `${one.state} ${one.summary}`);
const told = () =>
  until(
    () => [...subjects(), ...alerts()],
    (all) => all.length >= 2,
    WITHIN_MS,
  );

describe('the alarm past the database', () => {
  it('reaches mail and pager while no statement is answered, and its end resolves the alert', async () => {
    goesAway('Connection terminated unexpectedly');
    const title = 'Firewatch cannot store what it reads: the database does not answer';
    expect(await told()).toEqual([title, `triggered ${title}`]);
    expect(mail.mailbox.list()[0]?.text).toContain('What was said last: Connection terminated unexpectedly');
    signal.worked('beat');
    await until(alerts, (all) => all[0]?.startsWith('resolved') === true, WITHIN_MS);
    await until(subjects, (all) => all.length === 2, WITHIN_MS);
    expect(subjects()).toEqual([title, 'Firewatch stores again what it reads']);
    expect(alerts()).toEqual([`resolved ${title}`]);
  });

  it('says that the disk is full where that is why', async () => {
    goesAway('could not extend file: No space left on device');
    const [subject] = await told();
    expect(subject).toBe('Firewatch cannot store what it reads: the disk is full');
    expect(mail.mailbox.list()[0]?.text).toContain('Make room on that disk');
  });

  it('is tried again at a mail server that did not take it, and told once', async () => {
    mail.faults.set({ kind: 'rcpt', code: 451, count: 1 });
    goesAway('Connection terminated unexpectedly');
    await told();
    expect(subjects()).toHaveLength(1);
    expect(alerts()).toHaveLength(1);
  });

  it('is not sent for a pause that ends within 15 s', async () => {
    signal.failed('beat', 'a pause', SINCE);
    signal.failed('beat', 'a pause', SINCE + AWAY_AFTER_MS - 1);
    signal.worked('beat');
    goesAway('Connection terminated unexpectedly');
    await told();
    expect(alerts()).toHaveLength(1);
    expect(subjects()).toHaveLength(1);
  });
});
