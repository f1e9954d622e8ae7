import { DEFAULT_POLICY, type Policy } from '@firewatch/shared/domain/policy';
import type { Reading } from '@firewatch/shared/domain/reading';
import type { VendorProfile } from '@firewatch/shared/domain/fact';
import { Clock } from '../platform/clock/clock.js';
import { Database, type Tx } from './database.js';
import { eventsOf, storeLedger, storeTransitions } from './device-ledger.repo.js';
import { lockAwake, lockClaimed, putOff, type DeviceRecord } from './device-targets.repo.js';
import { appendEvents, type NewEvent } from './events.repo.js';
import { isQuiet, planOf, type Plan } from './reading.plan.js';
import { type FirstMet, findTwins, sendBack } from './same-serial.repo.js';
import { writeStates } from './state-writes.js';
import { WriteGather } from './write-gather.js';

/** `stale` = the claim was taken over, given back or the device removed: the result was thrown away. */
export type Recorded =
  { readonly kind: 'kept'; readonly plan: Plan; readonly quiet: boolean } | { readonly kind: 'stale' };

export interface Ticked {
  readonly plans: readonly Plan[];
  readonly faults: readonly { readonly deviceId: string; readonly cause: unknown }[];
}

interface Heard {
  readonly record: DeviceRecord;
  readonly reading: Reading;
  readonly profile: VendorProfile;
}

/** The secret or the address was changed while the read ran. */
const isThroughOldDoor = (then: DeviceRecord, now: DeviceRecord): boolean =>
  then.credential_set_id !== now.credential_set_id ||
  then.seal_version !== now.seal_version ||
  then.host !== now.host ||
  then.port !== now.port;

/** What an old secret was refused, or an old address did not answer, says nothing of the device as it stands. */
const saysNothing = (reading: Reading): Reading =>
  reading.kind === 'unreadable' ? { ...reading, why: 'cancelled' } : reading;

const QUICK_AT_ONCE = 200;
const SLOW_AT_ONCE = 50;

/**
 * The only writer of device states: state, slot, transitions, exposures and events of an input in ONE transaction,
 * everything or nothing. Results that arrive while a write is on its way share the next one.
 * Errors  rejects with the store's error; nothing was stored then, the lease runs out and the device is read again.
 */
export class ReadingRecorder {
  private readonly policy: Policy;
  private readonly quick = new WriteGather<Plan, boolean>((plans) => this.writeQuick(plans), QUICK_AT_ONCE);
  private readonly slow = new WriteGather<Heard, Recorded>((heard) => this.writeSlow(heard), SLOW_AT_ONCE);

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
    if (isQuiet(plan) && (await this.quick.submit(plan))) return { kind: 'kept', plan, quiet: true };
    return this.slow.submit({ record, reading, profile });
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
      await this.store(tx, plans);
      return { plans, faults };
    });
    this.options.afterCommit?.();
    return ticked;
  }

  private async writeSlow(heard: readonly Heard[]): Promise<Recorded[]> {
    const recorded = await this.database.asEngine(async (tx) => {
      const leases = heard.map(({ record }) => ({ deviceId: record.device_id, fence: record.fence }));
      const locked = await lockClaimed(tx, leases);
      const twins = await findTwins(tx, firstMet(heard, locked));
      const results = heard.map(({ record, reading, profile }): Recorded => {
        const own = locked.find((one) => one.device_id === record.device_id && one.fence === record.fence);
        if (!own || twins.has(own.device_id)) return { kind: 'stale' };
        const now = Math.max(own.now, reading.endedAt);
        const heardNow = isThroughOldDoor(record, own) ? saysNothing(reading) : reading;
        const plan = planOf(own, heardNow, profile, { policy: this.policy, now });
        return { kind: 'kept', plan, quiet: isQuiet(plan) };
      });
      const told: NewEvent[] = [];
      for (const met of firstMet(heard, locked)) {
        const twin = twins.get(met.deviceId);
        if (twin) told.push(...(await sendBack(tx, met, twin)));
      }
      await this.store(
        tx,
        results.flatMap((result) => (result.kind === 'kept' ? [result.plan] : [])),
        told,
      );
      return results;
    });
    this.options.afterCommit?.();
    return recorded;
  }

  /** @param told what happened to devices beside the plans. */
  private async store(tx: Tx, plans: readonly Plan[], told: readonly NewEvent[] = []): Promise<void> {
    if (plans.length === 0) {
      await appendEvents(tx, told);
      return;
    }
    const written = await writeStates(tx, plans, { quick: false });
    if (written.size !== plans.length) throw new Error('a locked device was not written');
    await storeLedger(tx, plans, this.policy);
    const events = [...eventsOf(plans), ...told];
    // From here the head of the event log is locked: nothing slow may follow.
    const first = await appendEvents(tx, events);
    await storeTransitions(tx, first, events);
  }

  private async writeQuick(plans: readonly Plan[]): Promise<boolean[]> {
    const kept = await writeStates(this.database.single, plans, { quick: true });
    return plans.map((plan) => kept.has(plan.record.device_id));
  }
}

/** Devices approved by certificate alone whose serial is met now for the first time. */
function firstMet(heard: readonly Heard[], locked: readonly DeviceRecord[]): FirstMet[] {
  return heard.flatMap(({ record, reading }): FirstMet[] => {
    const own = locked.find((one) => one.device_id === record.device_id && one.fence === record.fence);
    if (!own || own.serial !== null || reading.kind !== 'seen') return [];
    const { device_id: deviceId, customer_id: customerId, vendor } = own;
    return [{ deviceId, customerId, vendor, serial: reading.identity.serial }];
  });
}
