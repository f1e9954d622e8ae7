import { randomUUID } from 'node:crypto';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { ResyncCaps, ResyncOutcome, ResyncProcedure, RunState } from '@firewatch/shared/domain/resync';
import type { StartResync } from '@firewatch/shared/wire/resync';
import type { Caller } from '@firewatch/api/platform/http/request-call';
import { QueuePort, type QueueName, type QueuePayload } from '@firewatch/api/queues/queue-table';
import { ResyncAttempts } from '@firewatch/api/resync/resync.attempts';
import { ResyncCaller } from '@firewatch/api/resync/resync.caller';
import { ResyncDesk } from '@firewatch/api/resync/resync.desk';
import { ResyncPlanner } from '@firewatch/api/resync/resync.planner';
import { ResyncRunner } from '@firewatch/api/resync/resync.runner';
import { ResyncView } from '@firewatch/api/resync/resync.view';
import { RunGuards } from '@firewatch/api/resync/run-guards';
import { RunStep } from '@firewatch/api/resync/run-step';
import { StepPerformer } from '@firewatch/api/resync/step.performer';
import { Nudges } from '@firewatch/api/store/nudges';
import { makeDue } from '@firewatch/api/store/poll-slots.repo';
import { findRun } from '@firewatch/api/store/resync-runs.repo';
import { recordStepUp } from '@firewatch/api/store/step-ups.repo';
import type { StepOutcome, Target } from '@firewatch/api/vendors/contract';
import { PollingStage, until } from '../polling/polling-stage.js';

/** The waits of a run as short as a test needs; everything else is the program's. */
Object.assign(DEFAULT_POLICY.resync, {
  cancelWindowMs: 50,
  rereadAfterMs: [50, 400, 1_200, 2_500],
  readWithinMs: 20_000,
  retryAfterMs: 0,
});

const step = (id: string, when: 'always' | 'still-lost' | 'restored') => ({
  id,
  kind: 'api' as const,
  title: `Do ${id}`,
  place: `POST /${id}`,
  detail: '',
  when,
  verifiedBy: 'reading' as const,
  source: 'test',
  isVerified: true,
});

export const BY_CALL: ResyncProcedure = {
  id: 'scripted/box',
  productLine: 'Box',
  way: 'api',
  expects: 'Everything is back.',
  estimateSeconds: 2,
  steps: [step('sync', 'always')],
  page: 'box',
  byHandId: 'scripted/old-box',
};
export const BY_HAND: ResyncProcedure = {
  id: 'scripted/old-box',
  productLine: 'Old box',
  way: 'assisted',
  expects: 'Everything is back.',
  estimateSeconds: 600,
  steps: [
    { ...step('press', 'always'), kind: 'manual', place: 'System > Licenses', verifiedBy: 'evidence' },
    { ...step('look', 'always'), kind: 'manual', place: 'System > Status', verifiedBy: 'evidence' },
  ],
  page: 'old-box',
};

type Perform = (target: Target, stepId: string) => Promise<StepOutcome> | StepOutcome;
type StartOf = Partial<Omit<StartResync, 'hash'>> & { readonly caps?: Partial<ResyncCaps> };
export const accepted: StepOutcome = { answer: 'accepted', words: 'OK' };

/** A queue inside the process, by name; it may lose every job. */
class NamedQueue extends QueuePort {
  isLosing = false;
  private turn = 0;
  private readonly handlers = new Map<string, ((payload: never) => Promise<void>)[]>();

  enqueue<N extends QueueName>(name: N, payloads: readonly QueuePayload<N>[]): Promise<void> {
    const handlers = this.handlers.get(name) ?? [];
    for (const payload of payloads) {
      const handler = handlers[(this.turn += 1) % handlers.length];
      if (!this.isLosing && handler) {
        setImmediate(() => void handler(JSON.parse(JSON.stringify(payload)) as never).catch(() => undefined));
      }
    }
    return Promise.resolve();
  }

  waiting(): Promise<number> {
    return Promise.resolve(0);
  }

  work<N extends QueueName>(name: N, handler: (payload: QueuePayload<N>) => Promise<void>): void {
    const known = this.handlers.get(name) ?? [];
    this.handlers.set(name, [...known, handler as (payload: never) => Promise<void>]);
  }
}

/** Runs on a real database, with a real poller, runner and caller; only the firewalls are scripted. */
export class ResyncStage {
  readonly queue = new NamedQueue();
  readonly performed: { deviceId: string; stepId: string; user: string | undefined }[] = [];
  readonly scripts = new Map<string, Perform>();
  readonly caller: Caller;
  readonly polling: PollingStage;
  private readonly resyncSet: string;
  private readonly closers = new Set<() => Promise<void>>();
  private readonly planner: ResyncPlanner;
  private readonly guards: RunGuards;
  readonly desk: ResyncDesk;
  readonly attempts: ResyncAttempts;
  readonly view: ResyncView;

  private constructor(polling: PollingStage, personId: string, resyncSet: string) {
    this.polling = polling;
    this.resyncSet = resyncSet;
    const resync = {
      procedures: [BY_CALL, BY_HAND],
      productLines: [],
      procedureFor: ({ productLine }: { productLine: string | null }) =>
        productLine === 'old' ? BY_HAND : BY_CALL,
      allowed: [],
      perform: async (stepId: string, target: Target) => {
        const { deviceId, credential } = target;
        this.performed.push({ deviceId, stepId, user: credential['user'] });
        const script = this.scripts.get(deviceId);
        if (script) return script(target, stepId);
        polling.vendor.says(deviceId, 'good');
        return accepted;
      },
    };
    Object.assign(polling.vendor, { resync });
    const vendors = [polling.vendor];
    this.planner = new ResyncPlanner(vendors);
    this.guards = new RunGuards(this.planner, vendors);
    this.desk = new ResyncDesk(this.planner, this.guards);
    this.attempts = new ResyncAttempts(this.guards);
    this.view = new ResyncView(this.guards, vendors);
    this.caller = {
      personId,
      email: 'enno@example.com',
      name: 'Enno',
      role: 'owner',
      scope: 'all',
      sessionId: randomUUID(),
    };
  }

  static async open(): Promise<ResyncStage> {
    const polling = await PollingStage.open();
    const [person] = await polling.sql<{ id: string }>(
      `insert into people (email, name, role, all_customers) values ('enno@example.com', 'Enno', 'owner', true) returning id`,
    );
    const id = randomUUID();
    const sealed = polling.vault.seal(
      { user: 'resync', password: 'other' },
      { purpose: 'credential-set', recordId: id, field: 'sealed', version: 1 },
    );
    await polling.sql(
      `insert into credential_sets (id, name, vendor, sealed) values ($1, 'resync', 'scripted', $2)`,
      [id, sealed],
    );
    const stage = new ResyncStage(polling, person?.id ?? '', id);
    await polling.poller();
    return stage;
  }

  sql<R extends object>(text: string, params: readonly unknown[] = []): Promise<R[]> {
    return this.polling.sql<R>(text, params);
  }

  /** Firewalls whose loss is believed, in the order of their names. */
  async lost(count: number, productLine: string | null = null): Promise<string[]> {
    const ids = await this.polling.add(count);
    await this.sql(
      'update devices set resync_credential_set_id = $2, product_line = $3 where id = any ($1::uuid[])',
      [ids, productLine === null ? this.resyncSet : null, productLine],
    );
    // What it should run is learnt from a first reading that is well.
    await this.stand(ids, 'protecting');
    for (const id of ids) this.polling.vendor.says(id, 'corroborated');
    await makeDue(this.polling.db.database.single, ids, { why: 'asked', scope: 'full' });
    await this.stand(ids, 'exposed');
    return ids;
  }

  private async stand(ids: readonly string[], worst: string): Promise<void> {
    await until(
      () =>
        this.sql<{ n: number }>(
          'select count(*) as n from device_state where device_id = any ($1::uuid[]) and worst = $2',
          [ids, worst],
        ),
      ([row]) => row?.n === ids.length,
      60_000,
    );
  }

  async plan(deviceIds: readonly string[], caps: Partial<ResyncCaps> = {}): Promise<string> {
    return this.polling.db.database.inScope('all', (tx) =>
      this.desk.create(tx, this.caller, {
        choice: { by: 'list', deviceIds: [...deviceIds] },
        caps: { atOnce: 20, perVendor: 20, perCustomer: 20, perController: 20, ...caps },
      }),
    );
  }

  /** Plans and starts, or schedules; the losses are young, so a reason is written unless the test wants none. */
  async start(
    deviceIds: readonly string[],
    { caps = {}, at = null, override = 'the vendor says it is repaired' }: StartOf = {},
  ): Promise<string> {
    const id = await this.plan(deviceIds, caps);
    await this.act(async (tx) => {
      await recordStepUp(tx, this.caller);
      const run = await findRun(tx, id);
      await this.desk.start(tx, this.caller, id, { hash: run?.hash ?? '', at, override });
    });
    return id;
  }

  act<T>(work: Parameters<typeof this.polling.db.database.inScope<T>>[1]): Promise<T> {
    return this.polling.db.database.inScope('all', work);
  }

  /** What a runner does in each round, for one that is driven by hand. */
  runStep(): RunStep {
    return new RunStep(this.polling.db.database, this.guards, this.polling.log);
  }

  /** A process that drives runs; resolves to its end. */
  async runner(): Promise<() => Promise<void>> {
    const nudges = new Nudges(this.polling.db.engineUrl);
    await nudges.start();
    const runner = new ResyncRunner({ failpoints: [] }, nudges, this.queue, this.runStep(), this.polling.log);
    runner.onApplicationBootstrap();
    const close = async (): Promise<void> => {
      await runner.onModuleDestroy();
      await nudges.close();
    };
    this.closers.add(close);
    return async () => {
      this.closers.delete(close);
      await close();
    };
  }

  /** A process that makes calls. */
  maker(): void {
    const { database } = this.polling.db;
    const { vault, transport, vendor, clock, log } = this.polling;
    const performer = new StepPerformer(vault, transport, [vendor], clock, log);
    const caller = new ResyncCaller({ failpoints: [] }, database, this.queue, performer, log);
    caller.onApplicationBootstrap();
    this.closers.add(() => caller.onModuleDestroy());
  }

  async state(runId: string): Promise<RunState | undefined> {
    const [row] = await this.sql<{ state: RunState }>('select state from resync_runs where id = $1', [runId]);
    return row?.state;
  }

  reaches(runId: string, state: RunState, withinMs = 60_000): Promise<RunState | undefined> {
    return until(
      () => this.state(runId),
      (seen) => seen === state,
      withinMs,
    );
  }

  /** Outcome and phase of each firewall, in the order asked for. */
  async outcomes(runId: string, deviceIds: readonly string[]): Promise<string[]> {
    const rows = await this.sql<{ id: string; outcome: ResyncOutcome | null; phase: string }>(
      'select device_id as id, outcome, phase from resync_run_devices where run_id = $1',
      [runId],
    );
    return deviceIds.map((id) => {
      const row = rows.find((one) => one.id === id);
      return row?.outcome ?? row?.phase ?? 'absent';
    });
  }

  callsOf(deviceId: string): number {
    return this.performed.filter((call) => call.deviceId === deviceId).length;
  }

  async close(): Promise<void> {
    for (const close of this.closers) await close();
    await this.polling.close();
  }
}

export { until };
