import { Injectable } from '@nestjs/common';
import type { Reading, UnreadableReading } from '@firewatch/shared/domain/reading';
import { DiskWatch } from '../platform/health/disk-watch.js';
import { keepSample } from '../store/answer-samples.repo.js';
import { Database } from '../store/database.js';
import type { ClaimedDevice } from '../store/device-targets.repo.js';
import { PollContext } from './poll.context.js';

const EVERY_MS = 3_600_000;
/** More devices than that, and what was offered an hour ago is forgotten; the store counts all the same. */
const MOST_REMEMBERED = 20_000;

/** Keeps a sample of what could not be read, beside the reading and never in its way. */
@Injectable()
export class SampleKeeper {
  /** When each device's sample was last offered to the store, epoch ms: one that fails every minute asks once an hour. */
  private readonly offered = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly disk: DiskWatch,
    private readonly context: PollContext,
  ) {}

  /** The reading alone: a sample belongs into no state, event or log line. */
  apart(reading: Reading): { readonly reading: Reading; readonly sample: UnreadableReading['sample'] } {
    if (reading.kind === 'seen' || reading.sample === undefined) return { reading, sample: undefined };
    const { sample, ...rest } = reading;
    return { reading: rest, sample };
  }

  /** Errors: none; a sample that cannot be stored is let go. */
  async keep(device: ClaimedDevice, reading: Reading, sample: UnreadableReading['sample']): Promise<void> {
    if (sample === undefined || reading.kind === 'seen' || this.disk.isLow) return;
    const { device_id: deviceId, customer_id: customerId } = device;
    const now = this.context.clock.now();
    if (now - (this.offered.get(deviceId) ?? -EVERY_MS) < EVERY_MS) return;
    if (this.offered.size >= MOST_REMEMBERED) this.offered.clear();
    this.offered.set(deviceId, now);
    try {
      const taken = { deviceId, customerId, why: reading.why, sample };
      await this.database.asEngine((tx) => keepSample(tx, taken));
    } catch (error) {
      this.context.report.storeAway(error);
    }
  }
}
