import { generateKeyPairSync } from 'node:crypto';
import { Writable } from 'node:stream';
import { DeliveryDesk } from '@firewatch/api/alerting/delivery.desk';
import { DeliverySender } from '@firewatch/api/alerting/delivery.sender';
import { DeliveryWorker } from '@firewatch/api/alerting/delivery.worker';
import { OffsetClock } from '@firewatch/api/platform/clock/clock';
import { FarClocks } from '@firewatch/api/platform/clock/far-clocks';
import type { Config } from '@firewatch/api/platform/config/config';
import { Ending } from '@firewatch/api/platform/loop/ending';
import { Log } from '@firewatch/api/platform/log/log';
import { QueuePort } from '@firewatch/api/queues/queue-table';
import { Nudges } from '@firewatch/api/store/nudges';
import { createEndNotice, createNotice, createSystemNotice } from '@firewatch/api/store/notices.repo';
import { Vault } from '@firewatch/api/store/vault';
import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import type { NoticeKind, Severity } from '@firewatch/shared/domain/incident';
import { SystemClock } from '@firewatch/simulator/clock';
import { seededRandom } from '@firewatch/simulator/random';
import { Receivers } from '@firewatch/simulator/receivers/receivers';
import { Mailbox } from '@firewatch/simulator/mailbox/mailbox';
import { SmtpFaults } from '@firewatch/simulator/mailbox/smtp-fault';
import { SmtpListener } from '@firewatch/simulator/mailbox/smtp-listener';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

/** A queue whose store is away. */
class AwayQueue extends QueuePort {
  enqueue(): Promise<void> {
    return Promise.reject(new Error('the queue is away'));
  }

  waiting(): Promise<number> {
    return Promise.reject(new Error('the queue is away'));
  }

  work(): void {
    return;
  }
}

export interface MailServer {
  readonly port: number;
  readonly mailbox: Mailbox;
  readonly faults: SmtpFaults;
}

export const content = (title: string): NoticeContent => ({
  label: 'F-1',
  incidentId: null,
  kind: 'fleet',
  severity: 'critical',
  headline: { title, subline: '', likely: '', doNow: '' },
  zone: 'UTC',
  at: Date.UTC(2008, 11, 2, 10, 4),
  customers: [],
  findings: [],
  adopted: [],
  told: { severity: 'critical', units: ['d1'], customerIds: ['c1'] },
});

/** Delivery on real PostgreSQL and real SMTP, without any queue. */
export class DeliveryStage {
  private readonly closers: (() => Promise<void>)[] = [];
  private readonly logged: string[] = [];
  readonly log = Log.to(
    'debug',
    new Writable({ write: (chunk: Buffer, _encoding, done) => (this.logged.push(chunk.toString()), done()) }),
  );
  readonly vault: Vault;
  /** As the senders heard them. */
  readonly farClocks = new FarClocks();

  readonly db: TestDatabase;

  private constructor(db: TestDatabase) {
    this.db = db;
    const keys = generateKeyPairSync('x25519');
    this.vault = new Vault({ publicKey: keys.publicKey, privateKey: keys.privateKey });
  }

  static async open(): Promise<DeliveryStage> {
    return new DeliveryStage(await startTestDatabase());
  }

  sql<R extends object>(text: string, params: readonly unknown[] = []): Promise<R[]> {
    return this.db.database.engineQuery<R>(text, params);
  }

  async mailServer(): Promise<MailServer> {
    const clock = new SystemClock();
    const mailbox = new Mailbox(clock, null);
    const faults = new SmtpFaults();
    const listener = new SmtpListener(mailbox, faults, clock, { port: 0, auth: null, starttls: null });
    const port = await listener.listen();
    this.closers.push(async () => {
      clock.dispose();
      await listener.close();
    });
    return { port, mailbox, faults };
  }

  async channel(port: number, to: readonly string[] = ['oncall@msp.example']): Promise<string> {
    const settings = {
      host: '127.0.0.1',
      port,
      security: 'none',
      user: '',
      from: 'firewatch@msp.example',
      to,
    };
    const [row] = await this.sql<{ id: string }>(
      `insert into channels (kind, name, settings) values ('email', 'On call', $1) returning id`,
      [settings],
    );
    return row?.id ?? '';
  }

  async incident(): Promise<string> {
    const [row] = await this.sql<{ id: string }>(
      `insert into incidents (kind, severity, since) values ('no-data', 'critical', now()) returning id`,
    );
    return row?.id ?? '';
  }

  /** The simulator's pager and webhook receiver. */
  async receivers(): Promise<Receivers> {
    const clock = new SystemClock();
    const receivers = new Receivers(clock, seededRandom(1, 'receivers'));
    await receivers.listen(0);
    this.closers.push(async () => {
      clock.dispose();
      await receivers.close();
    });
    return receivers;
  }

  /** A channel that posts; `secret` as its kind keeps it. */
  async postChannel(
    of: { kind: 'pagerduty' | 'webhook'; url: string; tells: 'everything' | 'critical' },
    secret: Readonly<Record<string, string>>,
  ): Promise<string> {
    const recordId = crypto.randomUUID();
    await this.sql(
      'insert into channels (id, kind, name, settings, tells, sealed) values ($1, $2, $2, $3, $4, $5)',
      [recordId, of.kind, { url: of.url }, of.tells, this.sealFor(recordId, secret)],
    );
    return recordId;
  }

  sealFor(recordId: string, secret: Readonly<Record<string, string>>): Buffer {
    return this.vault.seal(secret, { purpose: 'channel', recordId, field: 'sealed', version: 1 });
  }

  tell(
    incidentId: string,
    kind: NoticeKind,
    title: string = kind,
    severity: Severity = 'critical',
  ): Promise<string[]> {
    const told = { ...content(title), severity };
    return this.db.database.asEngine((tx) => createNotice(tx, { incidentId, kind, content: told }));
  }

  end(incidentId: string): Promise<string[]> {
    const both = content('came and went');
    return this.db.database.asEngine((tx) =>
      createEndNotice(tx, { incidentId, resolved: content('resolved'), both }),
    );
  }

  async test(channelId: string): Promise<string | null> {
    const notice = { kind: 'test', content: content('Test'), to: { channels: { id: channelId } } } as const;
    const [id] = await this.db.database.asEngine((tx) => createSystemNotice(tx, notice));
    return id ?? null;
  }

  sender(): DeliverySender {
    const config = {
      http: { publicUrl: 'https://fw.example', host: '127.0.0.1', port: 1 },
      database: { engineUrl: this.db.engineUrl, appUrl: this.db.appUrl },
      egress: { loopback: ['127.0.0.0/8'] },
      syslog: null,
      queue: { kind: 'postgres' },
      failpoints: [],
    } as unknown as Config;
    const sender = new DeliverySender(config, this.vault, new OffsetClock(), this.farClocks, this.log);
    this.closers.push(() => Promise.resolve(sender.stop()));
    return sender;
  }

  private desk(): DeliveryDesk {
    return new DeliveryDesk(this.db.database, this.sender(), this.vault, this.log);
  }

  /** Started; `nudged` = it also listens, else only its own sweep makes it look. */
  async worker(nudged = true): Promise<DeliveryWorker> {
    const nudges = new Nudges(this.db.engineUrl);
    if (nudged) await nudges.start();
    const worker = new DeliveryWorker(this.desk(), nudges, new AwayQueue(), new Ending(), this.log);
    worker.onApplicationBootstrap();
    this.closers.push(async () => {
      await worker.onModuleDestroy();
      await nudges.close();
    });
    return worker;
  }

  states(): Promise<{ kind: string; state: string; attempts: number; reason: string | null }[]> {
    return this.sql(
      `select n.kind, d.state, d.attempts, d.last_reason as reason from deliveries d join notices n on n.id = d.notice_id order by d.created_at, n.seq`,
    );
  }

  lines(): readonly string[] {
    return this.logged;
  }

  async close(): Promise<void> {
    for (const close of this.closers.reverse()) await close();
    await this.db.close();
  }
}

export async function until<T>(
  ask: () => T | Promise<T>,
  fits: (value: T) => boolean,
  ms = 8_000,
): Promise<T> {
  const endsAt = performance.now() + ms;
  let value = await ask();
  while (!fits(value) && performance.now() < endsAt) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    value = await ask();
  }
  return value;
}
