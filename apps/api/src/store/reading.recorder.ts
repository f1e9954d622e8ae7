import { DEFAULT_POLICY, type Policy } from '@firewatch/shared/domain/policy';
import type { Reading } from '@firewatch/shared/domain/reading';
import type { VendorProfile } from '@firewatch/shared/domain/fact';
import { Clock } from '../platform/clock/clock.js';
import { Database, type Tx } from './database.js';
import { eventsOf, storeLedger, storeTransitions } from './device-ledger.repo.js';
import { lockAwake, lockClaimed, putOff, type DeviceRecord } from './device-targets.repo.js';
import { appendEvents } from './events.repo.js';
import { isQuiet, planOf, type Plan } from './reading.plan.js';
import { writeStates } from './state-writes.js';

/** `stale` = the claim was taken over, given back or the device removed: the result was thrown away. */
export type Recorded =
  { readonly kind: 'kept'; readonly plan: Plan; readonly quiet: boolean } | { readonly kind: 'stale' };

export interface Ticked {
  readonly plans: readonly Plan[];
  readonly faults: readonly { readonly deviceId: string; readonly cause: unknown }[];
}

interface Waiting {
  readonly plan: Plan;
  readonly resolve: (kept: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const QUICK_AT_ONCE = 200;

/**
 * The only writer of device states: state, slot, transitions, exposures and events of an input in ONE transaction,
 * everything or nothing. Quiet reads that arrive while another write is on its way share the next statement.
 * Errors  rejects with the store's error; nothing was stored then, the lease runs out and the device is read again.
 */
export class ReadingRecorder {
  private readonly waiting: Waiting[] = [];
  private readonly policy: Policy;
  private flushing = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly options: { readonly policy?: Policy; readonly afterCommit?: () => void } = {},
  ) {
    this.policy = options.policy ?? DEFAULT_POLICY;
  }

  /** @param record as loaded with the claim; read again under lock when more than time has passed. */
  async record(record: DeviceRecord, reading: Reading, profile: VendorProfile): Promise<Recorded> {
    const now = Math.max(this.clock.now(), reading.endedAt);
    const plan = planOf(record, reading, profile, { policy: this.policy, now });
    if (isQuiet(plan) && (await this.writeQuick(plan))) return { kind: 'kept', plan, quiet: true };
    const recorded = await this.database.asEngine(async (tx): Promise<Recorded> => {
      const [locked] = await lockClaimed(tx, { deviceId: record.device_id, fence: record.fence });
      if (!locked) return { kind: 'stale' };
      const kept = planOf(locked, reading, profile, {
        policy: this.policy,
        now: Math.max(locked.now, reading.endedAt),
      });
      await this.store(tx, [kept]);
      return { kind: 'kept', plan: kept, quiet: isQuiet(kept) };
    });
    this.options.afterCommit?.();
    return recorded;
  }

  /**
   * Applies stored deadlines that have come, at most `limit` devices in one transaction.
   * @returns what became of each, and the devices that could not be judged (a fault of ours): these are put off 60 s,
   * so that they do not keep the others waiting.
   */
  async tick(
    want: { readonly limit: number; readonly graceMs: number },
    profileOf: (vendor: string) => VendorProfile,
  ): Promise<Ticked> {
    const ticked = await this.database.asEngine(async (tx): Promise<Ticked> => {
      const plans: Plan[] = [];
      const faults: { deviceId: string; cause: unknown }[] = [];
      for (const record of await lockAwake(tx, want)) {
        try {
          const rules = { policy: this.policy, now: record.now };
          plans.push(planOf(record, { kind: 'tick' }, profileOf(record.vendor), rules));
        } catch (cause) {
          faults.push({ deviceId: record.device_id, cause });
        }
      }
      if (faults.length > 0)
        await putOff(
          tx,
          faults.map((fault) => fault.deviceId),
        );
      if (plans.length > 0) await this.store(tx, plans);
      return { plans, faults };
    });
    this.options.afterCommit?.();
    return ticked;
  }

  private async store(tx: Tx, plans: readonly Plan[]): Promise<void> {
    const written = await writeStates(tx, plans, { quick: false });
    if (written.size !== plans.length) throw new Error('a locked device was not written');
    await storeLedger(tx, plans);
    const events = eventsOf(plans);
    // From here the head of the event log is locked: nothing slow may follow.
    const first = await appendEvents(tx, events);
    await storeTransitions(tx, first, events);
  }

  private writeQuick(plan: Plan): Promise<boolean> {
    const written = new Promise<boolean>((resolve, reject) => this.waiting.push({ plan, resolve, reject }));
    void this.flush();
    return written;
  }

  private async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    while (this.waiting.length > 0) await this.flushOnce(this.waiting.splice(0, QUICK_AT_ONCE));
    this.flushing = false;
  }

  private async flushOnce(batch: readonly Waiting[]): Promise<void> {
    const tx: Tx = { query: (text, params) => this.database.engineQuery(text, params) };
    try {
      const plans = batch.map((waiting) => waiting.plan);
      const kept = await writeStates(tx, plans, { quick: true });
      for (const { plan, resolve } of batch) resolve(kept.has(plan.record.device_id));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
