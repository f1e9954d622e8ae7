import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Loop } from '../platform/loop/loop.js';
import { nextWake } from '../store/device-targets.repo.js';
import { closeWithdrawn } from '../store/enrolment.repo.js';
import { hideWithdrawn } from '../store/removal-purge.js';
import { ReadingRecorder } from '../store/reading.recorder.js';
import { DeviceReader } from './device-reader.js';
import { PollContext } from './poll.context.js';

const TICK_MS = 1_000;
const AT_ONCE = 50;
/** A read in flight when its device's deadline comes may still bring the evidence. */
const GRACE_MS = 500;
const TIDY_EVERY_MS = 60_000;

/** Acts on stored deadlines at their time: what was not heard in time is told, whoever died meanwhile. */
@Injectable()
export class WakeRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new Loop(() => this.round(), { idleMs: TICK_MS, gapMs: 10 });
  private tidiedAt = -TIDY_EVERY_MS;

  constructor(
    private readonly recorder: ReadingRecorder,
    private readonly reader: DeviceReader,
    private readonly context: PollContext,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }

  private async round(): Promise<boolean> {
    try {
      const isMore = await this.tick();
      if (!isMore) await this.aim();
      await this.tidy();
      return isMore;
    } catch (error) {
      this.context.report.storeAway(error);
      return false;
    }
  }

  /** @returns whether more deadlines may have come. */
  private async tick(): Promise<boolean> {
    // Looked at without a transaction first: most rounds find nothing.
    const inMs = await nextWake(this.context.tx, 0);
    if (inMs === null) return false;
    const { plans, faults } = await this.recorder.tick({ limit: AT_ONCE, graceMs: GRACE_MS }, (vendor) =>
      this.reader.profileOf(vendor),
    );
    for (const plan of plans) this.context.report.changed(plan);
    for (const { deviceId, cause } of faults) {
      this.context.report.fault('a deadline could not be judged', {
        device: deviceId,
        reason: String(cause),
      });
    }
    return plans.length + faults.length === AT_ONCE;
  }

  private async aim(): Promise<void> {
    const inMs = await nextWake(this.context.tx, TICK_MS);
    const soon = inMs !== null && inMs <= 0 ? GRACE_MS / 5 : null;
    this.loop.aim(inMs === null ? null : (soon ?? inMs + 2));
  }

  private async tidy(): Promise<void> {
    if (performance.now() - this.tidiedAt < TIDY_EVERY_MS) return;
    this.tidiedAt = performance.now();
    await closeWithdrawn(this.context.tx);
    await hideWithdrawn(this.context.tx);
  }
}
