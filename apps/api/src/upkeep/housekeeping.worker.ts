import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { DiskWatch } from '../platform/health/disk-watch.js';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { Database } from '../store/database.js';
import { tidy } from '../store/housekeeper.js';
import { purgeRemoved } from '../store/removal-purge.js';
import { PartitionKeeper } from '../store/partitions.js';

const LOOK_EVERY_MS = 10_000;
const EVERY_MS = 3_600_000;
/** While the disk is low, ms: space may be wanted sooner than in an hour, but not at the cost of the watch. */
const WHEN_LOW_EVERY_MS = 60_000;

/** Deletes what is no longer kept: at start, hourly, and every minute while the disk is low. */
@Injectable()
export class HousekeepingWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: Log;
  private readonly loop = new Loop(() => this.round(), { idleMs: LOOK_EVERY_MS, gapMs: LOOK_EVERY_MS });
  private readonly partitions: PartitionKeeper;
  private tidiedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly database: Database,
    private readonly disk: DiskWatch,
    @Inject(CONFIG) config: Config,
    log: Log,
  ) {
    this.log = log.for('housekeeping');
    this.partitions = new PartitionKeeper(config.database.ownerUrl, log.for('partitions'));
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
  }

  private async round(): Promise<boolean> {
    const isLow = this.disk.isLow;
    if (performance.now() - this.tidiedAt < (isLow ? WHEN_LOW_EVERY_MS : EVERY_MS)) return false;
    this.tidiedAt = performance.now();
    try {
      const deleted = await tidy(this.database, { isLow });
      if (Object.keys(deleted).length > 0) this.log.info('old rows deleted', { ...deleted, isLow });
      const purged = await purgeRemoved(this.database);
      if (purged > 0) this.log.info('history of removed firewalls deleted', { devices: purged });
      if (isLow) await this.partitions.look(true);
    } catch (error) {
      this.log.warn('not tidied, tried again later', { reason: String(error) });
    }
    return false;
  }
}
