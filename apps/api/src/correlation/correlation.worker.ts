import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { QueuePort } from '../queues/queue-table.js';
import { Nudges } from '../store/nudges.js';
import { CorrelationRunner } from './correlation.runner.js';

/** Without a nudge it looks this often: the bound on what a lost nudge costs, ms. */
const LOOK_EVERY_MS = 1_000;
/** Between the starts of two passes, ms: readings of one burst are decided together. */
const GAP_MS = 20;

/**
 * Events to incidents, one pass at a time in the whole installation (the lock lies in the pass's transaction, so a
 * process that dies or hangs hands over at once).
 */
@Injectable()
export class CorrelationWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: Log;
  private readonly loop = new Loop(() => this.round(), {
    idleMs: LOOK_EVERY_MS,
    gapMs: GAP_MS,
    name: 'making incidents',
  });
  private off: () => void = () => undefined;

  constructor(
    private readonly runner: CorrelationRunner,
    private readonly nudges: Nudges,
    private readonly queue: QueuePort,
    log: Log,
  ) {
    this.log = log.for('correlation');
  }

  onApplicationBootstrap(): void {
    this.off = this.nudges.on('fw_events', () => this.loop.kick());
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.off();
    await this.loop.stop();
  }

  private async round(): Promise<boolean> {
    const startedAt = performance.now();
    try {
      const result = await this.runner.pass();
      // A window's end or a deadline sooner than the next look.
      this.loop.aim(result.nextInMs !== null && result.nextInMs < LOOK_EVERY_MS ? result.nextInMs : null);
      if (result.deliveryIds.length > 0) {
        this.log.info('notices stored', {
          deliveries: result.deliveryIds.length,
          tookMs: Math.round(performance.now() - startedAt),
        });
        // Only a nudge: rows wait for the sweep when the queue is away, and the pass never waits for the queue.
        const jobs = result.deliveryIds.map((deliveryId) => ({ deliveryId }));
        this.queue.enqueue('deliver', jobs).catch((error: unknown) => {
          this.log.debug('delivery jobs not queued; the sweep takes them', { reason: String(error) });
        });
      }
      return result.hasMore;
    } catch (error) {
      this.log.warn('correlation waits: a pass failed and was undone', { reason: String(error) });
      return false;
    }
  }
}
