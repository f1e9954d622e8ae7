import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Loop } from '../platform/loop/loop.js';
import { Database, type Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { flipBehind } from '../store/poll-lag.repo.js';
import { overdue } from '../store/poll-slots.repo.js';
import { ReadReport } from './read-report.js';

const LOOK_EVERY_MS = 5_000;
/** One late look may be a pause of the machine; it is told when the next one sees it too. */
const LOOKS_BEFORE_TOLD = 2;

/** Measures whether reads begin in time; tells once when polling falls behind, once when it has caught up. */
@Injectable()
export class LagMonitor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new Loop(() => this.round(), { idleMs: LOOK_EVERY_MS, gapMs: LOOK_EVERY_MS });
  private startedAt = 0;
  private looksBehind = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly report: ReadReport,
  ) {}

  onApplicationBootstrap(): void {
    // Overdue by a time when no program ran is no lag of this one.
    this.startedAt = this.clock.now();
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }

  private async round(): Promise<boolean> {
    try {
      await this.measure();
    } catch (error) {
      this.report.storeAway(error);
    }
    return false;
  }

  async measure(): Promise<void> {
    const { metrics } = this.report;
    const { devices, latestMs } = await overdue(this.database.single, this.startedAt);
    metrics.behindDevices = devices;
    metrics.behindMs = latestMs;
    await this.database.asEngine((tx) => this.tellLag(tx, devices, latestMs));
  }

  private async tellLag(tx: Tx, devices: number, latestMs: number): Promise<void> {
    const isBehind = devices > 0;
    this.looksBehind = isBehind ? this.looksBehind + 1 : 0;
    if (isBehind && this.looksBehind < LOOKS_BEFORE_TOLD) return;
    // One that began later knows less of the lag: it may tell of it, but not take back what another saw.
    if (!isBehind && (await overdue(tx, 0)).devices > 0) return;
    if (!(await flipBehind(tx, isBehind))) return;
    const payload = { devices, latestMs: Math.round(latestMs) };
    if (isBehind) this.report.warn('polling is behind: reads begin more than an interval late', payload);
    else this.report.warn('polling has caught up', payload);
    const type = isBehind ? 'polling.behind' : 'polling.caught-up';
    await appendEvents(tx, [{ type, customerId: null, payload }]);
  }
}
