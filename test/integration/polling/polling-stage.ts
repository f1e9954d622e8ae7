import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import type { ReadScope, Reading, SeenReading, UnreadableReason } from '@firewatch/shared/domain/reading';
import { OffsetClock } from '@firewatch/api/platform/clock/clock';
import { DiskWatch } from '@firewatch/api/platform/health/disk-watch';
import type { DeviceTransport } from '@firewatch/api/platform/http/device-transport';
import { Log } from '@firewatch/api/platform/log/log';
import { Ending } from '@firewatch/api/platform/loop/ending';
import { CredentialWatch } from '@firewatch/api/polling/credential-watch.runner';
import { DeviceReader } from '@firewatch/api/polling/device-reader';
import { PollContext } from '@firewatch/api/polling/poll.context';
import { PollMetrics } from '@firewatch/api/polling/poll-metrics';
import { PollScheduler } from '@firewatch/api/polling/poll.scheduler';
import { PollWorker } from '@firewatch/api/polling/poll.worker';
import { ReadLeases } from '@firewatch/api/polling/read-leases';
import { ReadReport } from '@firewatch/api/polling/read-report';
import { SampleKeeper } from '@firewatch/api/polling/sample.keeper';
import { WakeRunner } from '@firewatch/api/polling/wake.runner';
import { QueuePort, type QueueName, type QueuePayload } from '@firewatch/api/queues/queue-table';
import { Nudges } from '@firewatch/api/store/nudges';
import { takeClaimed, type ClaimedDevice } from '@firewatch/api/store/device-targets.repo';
import { enrol } from '@firewatch/api/store/enrolment.repo';
import { claimDue } from '@firewatch/api/store/poll-slots.repo';
import { ReadingRecorder } from '@firewatch/api/store/reading.recorder';
import { Vault } from '@firewatch/api/store/vault';
import type { CallContext, Target, VendorAdapter } from '@firewatch/api/vendors/contract';
import { startTestDatabase, type TestDatabase } from '../../support/postgres.js';

export const FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':');
export const serialOf = (deviceId: string): string => `S-${deviceId.slice(0, 8)}`;

type Answer = 'good' | 'lost' | 'corroborated' | UnreadableReason;
export type Script = (target: Target, scope: ReadScope, ctx: CallContext) => Promise<Reading> | Reading;

let moved = 0;

/** A reading of the scripted vendor: `lost` = one source says the licence is gone, `corroborated` = two do. */
export function reading(
  deviceId: string,
  answer: Answer,
  at: { startedAt: number; endedAt?: number; scope?: ReadScope },
): Reading {
  const times = {
    startedAt: at.startedAt,
    endedAt: at.endedAt ?? at.startedAt,
    scope: at.scope ?? ('full' as const),
  };
  if (answer !== 'good' && answer !== 'lost' && answer !== 'corroborated') {
    return { kind: 'unreadable', ...times, why: answer, detail: `scripted ${answer}` };
  }
  const isGood = answer === 'good';
  const licence = {
    value: isGood ? ('active' as const) : ('absent' as const),
    source: 'GET /licences',
    raw: isGood ? 'Licensed' : 'Not Licensed',
    ...(answer === 'corroborated' && { agrees: 'GET /engine' }),
  };
  const seen: SeenReading = {
    kind: 'seen',
    ...times,
    identity: { serial: serialOf(deviceId), fingerprint: FINGERPRINT },
    model: 'Box 1',
    firmware: '1.0',
    volatile: { connections: String((moved += 1)) },
    facts: { ips: { licence, enabled: { value: 'on', source: 'GET /ips', raw: 'enabled' } } },
    entitlements: [],
    oddities: [],
    sessionBound: true,
  };
  return seen;
}

/** The far side: answers as scripted per device, well by default; remembers every read. */
export class ScriptedVendor implements VendorAdapter {
  readonly id = 'scripted';
  readonly name = 'Scripted';
  readonly credential = { fields: [{ name: 'user', label: 'User', secret: false, required: true }] };
  readonly defaultPort = 443;
  readonly authority = 'scripted-authority';
  readonly allowed = [];
  readonly profile = {
    ips: {
      required: ['licence', 'enabled'],
      failure: 'open',
      onLapse: 'stops',
      notOffered: ['signatures', 'running'],
    },
  } as const;
  readonly scripts = new Map<string, Script>();
  readonly reads: { deviceId: string; scope: ReadScope; at: number; user: string | undefined }[] = [];
  tookMs = 0;
  private readonly clock: OffsetClock;

  constructor(clock: OffsetClock) {
    this.clock = clock;
  }

  says(deviceId: string, answer: Answer): void {
    this.scripts.set(deviceId, (_target, scope) => {
      const now = this.clock.now();
      return reading(deviceId, answer, { startedAt: now, endedAt: now, scope });
    });
  }

  async read(target: Target, scope: ReadScope, ctx: CallContext): Promise<Reading> {
    const startedAt = this.clock.now();
    this.reads.push({ deviceId: target.deviceId, scope, at: startedAt, user: target.credential['user'] });
    const script = this.scripts.get(target.deviceId);
    if (script) return script(target, scope, ctx);
    if (this.tookMs > 0) await new Promise((resolve) => setTimeout(resolve, this.tookMs));
    return reading(target.deviceId, 'good', { startedAt, endedAt: this.clock.now(), scope });
  }
}

/** A queue inside the process: hands each batch to one of the registered handlers, in turn, or loses or refuses it. */
export class HandQueue extends QueuePort {
  mode: 'works' | 'refuses' | 'loses' = 'works';
  enqueued = 0;
  private readonly handlers: ((payload: never) => Promise<void>)[] = [];

  enqueue<N extends QueueName>(_name: N, payloads: readonly QueuePayload<N>[]): Promise<void> {
    if (this.mode === 'refuses') return Promise.reject(new Error('the queue is away'));
    for (const payload of payloads) {
      const handler = this.handlers[this.enqueued % this.handlers.length];
      this.enqueued += 1;
      if (this.mode === 'works' && handler)
        setImmediate(() => void handler(JSON.parse(JSON.stringify(payload)) as never));
    }
    return Promise.resolve();
  }

  waiting(): Promise<number> {
    return Promise.resolve(0);
  }

  work<N extends QueueName>(_name: N, handler: (payload: QueuePayload<N>) => Promise<void>): void {
    this.handlers.push(handler as (payload: never) => Promise<void>);
  }
}

const NO_TRANSPORT: DeviceTransport = {
  open: () => Promise.reject(new Error('the scripted vendor opens no connection')),
  look: () => Promise.reject(new Error('the scripted vendor shows no certificate')),
};

export class PollingStage {
  readonly db: TestDatabase;
  readonly clock = new OffsetClock();
  readonly vendor = new ScriptedVendor(this.clock);
  readonly log = Log.to('debug', new Writable({ write: (_chunk, _encoding, done) => done() }));
  readonly vault: Vault;
  /** The way to devices that no script stands for. */
  transport: DeviceTransport = NO_TRANSPORT;
  /** Where the data lie; no folder = never low. */
  disk = new DiskWatch({ folder: null, warnBytes: 2, lowBytes: 1 });
  private readonly closers: (() => Promise<void>)[] = [];
  private credentialSetId = '';
  customerId = '';

  private constructor(db: TestDatabase) {
    this.db = db;
    const keys = generateKeyPairSync('x25519');
    this.vault = new Vault({ publicKey: keys.publicKey, privateKey: keys.privateKey });
  }

  static async open(): Promise<PollingStage> {
    const stage = new PollingStage(await startTestDatabase());
    await stage.sync();
    const [customer] = await stage.sql<{ id: string }>(
      `insert into customers (name) values ('Avalon') returning id`,
    );
    stage.customerId = customer?.id ?? '';
    stage.credentialSetId = randomUUID();
    const sealed = stage.vault.seal(
      { user: 'watch', password: 'secret' },
      { purpose: 'credential-set', recordId: stage.credentialSetId, field: 'sealed', version: 1 },
    );
    await stage.sql(
      `insert into credential_sets (id, name, vendor, sealed) values ($1, 'all', 'scripted', $2)`,
      [stage.credentialSetId, sealed],
    );
    return stage;
  }

  private async sync(): Promise<void> {
    const [row] = await this.sql<{ now: number }>('select clock_timestamp() as now');
    this.clock.setOffset((row?.now ?? Date.now()) - Date.now());
  }

  sql<R extends object>(text: string, params: readonly unknown[] = []): Promise<R[]> {
    return this.db.database.engineQuery<R>(text, params);
  }

  /** Claims and takes one device, whatever else is due. */
  async take(id: string): Promise<ClaimedDevice> {
    await this.sql(
      `update poll_slots set due_at = case when device_id = $1 then now() else now() + interval '1 hour' end where lease_until is null`,
      [id],
    );
    const tx = this.db.database.single;
    const claims = await claimDue(tx, { limit: 50, silentLimit: 50, leaseMs: 30_000, holder: 'test' });
    const mine = claims.find((one) => one.deviceId === id);
    if (!mine) throw new Error('not claimed');
    const [device] = await takeClaimed(tx, [mine], 'test');
    if (!device) throw new Error('not taken');
    return device;
  }

  get customer(): string {
    return this.customerId;
  }

  get credentialSet(): string {
    return this.credentialSetId;
  }

  /** Devices in order of enrolment; `serial` '' = approved by certificate only. */
  async add(count: number, options: { intervalMs?: number; knowsSerial?: boolean } = {}): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    await this.db.database.asEngine(async (tx) => {
      for (const id of ids) {
        const serial = options.knowsSerial === false ? null : serialOf(id);
        await tx.query(
          `insert into devices (id, customer_id, name, vendor, host, port, credential_set_id, cohort, serial)
           values ($1, $2, $3, 'scripted', '127.16.0.1', 443, $4, 'scripted/scripted-authority', $5)`,
          [id, this.customerId, `fw-${id.slice(0, 8)}`, this.credentialSetId, serial],
        );
        await tx.query(
          `insert into device_identities (device_id, customer_id, serial, fingerprint, reason) values ($1, $2, $3, $4, 'test')`,
          [id, this.customerId, serial ?? '', FINGERPRINT],
        );
        await enrol(tx, {
          deviceId: id,
          customerId: this.customerId,
          intervalMs: options.intervalMs ?? 60_000,
        });
      }
    });
    return ids;
  }

  recorder(afterCommit: () => void = () => undefined): ReadingRecorder {
    return new ReadingRecorder(this.db.database, this.clock, { afterCommit });
  }

  /** What the parts of one polling process share. */
  context(): PollContext {
    const report = new ReadReport(this.log, new PollMetrics());
    return new PollContext(this.db.database, this.clock, new ReadLeases(this.db.database, this.log), report);
  }

  private reader(context: PollContext): DeviceReader {
    return new DeviceReader(this.vault, this.transport, [this.vendor], context);
  }

  private samples(context: PollContext): SampleKeeper {
    return new SampleKeeper(this.db.database, this.disk, context);
  }

  /** A worker without a scheduler: runs what it is given. */
  worker(): { worker: PollWorker; metrics: PollMetrics; context: PollContext } {
    const context = this.context();
    const worker = new PollWorker(this.recorder(), this.reader(context), this.samples(context), context);
    return { worker, metrics: context.report.metrics, context };
  }

  /** A whole polling process. */
  async poller(queue: QueuePort = new HandQueue()): Promise<{ metrics: PollMetrics; stop(): Promise<void> }> {
    const context = this.context();
    const recorder = this.recorder();
    const reader = this.reader(context);
    const nudges = new Nudges(this.db.engineUrl);
    await nudges.start();
    const scheduler = new PollScheduler(
      queue,
      nudges,
      new PollWorker(recorder, reader, this.samples(context), context),
      context,
      new Ending(),
    );
    const wake = new WakeRunner(recorder, reader, context);
    const credentials = new CredentialWatch(this.db.database, context);
    scheduler.onApplicationBootstrap();
    wake.onApplicationBootstrap();
    credentials.onApplicationBootstrap();
    const stop = async (): Promise<void> => {
      await scheduler.onModuleDestroy();
      await wake.onModuleDestroy();
      await credentials.onModuleDestroy();
      await nudges.close();
    };
    this.closers.push(stop);
    return { metrics: context.report.metrics, stop };
  }

  async close(): Promise<void> {
    for (const stop of this.closers) await stop().catch(() => undefined);
    await this.db.close();
  }
}

/** Resolves when the condition holds; rejects with what was seen last. */
export async function until<T>(
  look: () => Promise<T> | T,
  holds: (seen: T) => boolean,
  withinMs = 8_000,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (performance.now() > end)
      throw new Error(`not within ${withinMs} ms; last seen ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
