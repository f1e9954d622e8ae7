import type { DeviceEvent } from '@firewatch/shared/domain/events';
import type { ReadReason, ReadScope, UnreadableReason } from '@firewatch/shared/domain/reading';

export type ReadOutcome = 'seen' | UnreadableReason;

/** Counters of this process since its start; whoever exposes metrics reads them. Durations ms. */
export class PollMetrics {
  /** Reads that ended, by `scope/why/outcome`. */
  readonly reads = new Map<string, number>();
  /** Results of claims that were no longer ours. */
  thrownAway = 0;
  /** Devices read here because the queue was away or had lost the job. */
  ownBatches = 0;
  storeFailures = 0;
  inFlight = 0;
  readMsTotal = 0;
  readCount = 0;
  /** Devices not begun a whole interval after they were due, and how late the latest is. */
  behindDevices = 0;
  behindMs = 0;

  /** What the core said, by event type. */
  readonly events = new Map<DeviceEvent['type'], number>();

  happened(type: DeviceEvent['type']): void {
    this.events.set(type, (this.events.get(type) ?? 0) + 1);
  }

  ended(scope: ReadScope, why: ReadReason, outcome: ReadOutcome): void {
    const key = `${scope}/${why}/${outcome}`;
    this.reads.set(key, (this.reads.get(key) ?? 0) + 1);
  }
}
