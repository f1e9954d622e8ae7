import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { QueuePort } from '../queues/queue-table.js';
import { Database } from '../store/database.js';
import {
  channelOf,
  claimDeliveries,
  dueChannels,
  finishDelivery,
  nextAttemptInMs,
  threadKeys,
  type ClaimedDelivery,
} from '../store/deliveries.repo.js';
import { appendEvents } from '../store/events.repo.js';
import { Nudges } from '../store/nudges.js';
import { DeliverySender } from './delivery.sender.js';

/** Without nudge or queue it looks this often, ms. */
const SWEEP_MS = 2_000;
const GAP_MS = 20;
/** Sends of one channel side by side: a channel that hangs fills only its own. */
const PER_CHANNEL = 4;
/** What is in flight at shutdown may take this long to end, ms. */
const STOP_MS = 5_000;

/** Takes due rows of `deliveries`, hands them over, writes down how it went. The rows are the truth; jobs only say when. */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: Log;
  private readonly loop = new Loop(() => this.sweep(), { idleMs: SWEEP_MS, gapMs: GAP_MS });
  private readonly running = new Map<string, Set<Promise<void>>>();
  private off: () => void = () => undefined;
  private alarm: NodeJS.Timeout | null = null;
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly nudges: Nudges,
    private readonly queue: QueuePort,
    private readonly sender: DeliverySender,
    log: Log,
  ) {
    this.log = log.for('delivery');
  }

  onApplicationBootstrap(): void {
    this.queue.work('deliver', ({ deliveryId }) => this.deliver(deliveryId));
    this.off = this.nudges.on('fw_deliveries', () => this.loop.kick());
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    this.off();
    if (this.alarm) clearTimeout(this.alarm);
    await this.loop.stop();
    this.sender.onModuleDestroy();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_MS)));
    await Promise.race([Promise.allSettled([...this.running.values()].flatMap((set) => [...set])), limit]);
    clearTimeout(timer);
  }

  /** Claims what is due, as much as each channel has room for; does not wait for the sends. */
  private async sweep(): Promise<boolean> {
    try {
      const channels = await this.database.asEngine((tx) => dueChannels(tx));
      for (const channelId of channels) await this.fill(channelId);
      this.setAlarm(await this.database.asEngine((tx) => nextAttemptInMs(tx, SWEEP_MS)));
    } catch (error) {
      this.log.warn('deliveries wait: the store did not answer', { reason: String(error) });
    }
    return false;
  }

  /** A job of the queue: this one now, when its channel has room; else the sweep takes it. */
  private async deliver(deliveryId: string): Promise<void> {
    const channelId = await this.database.asEngine((tx) => channelOf(tx, deliveryId));
    if (channelId !== null) await this.fill(channelId, deliveryId);
  }

  private async fill(channelId: string, deliveryId?: string): Promise<void> {
    const running = this.running.get(channelId) ?? new Set<Promise<void>>();
    this.running.set(channelId, running);
    const room = PER_CHANNEL - running.size;
    if (room <= 0 || this.isStopping) return;
    const limit = deliveryId === undefined ? room : 1;
    const want = { channelId, limit, ...(deliveryId !== undefined && { deliveryId }) };
    const claimed = await this.database.asEngine((tx) => claimDeliveries(tx, want));
    for (const one of claimed) {
      const work = this.handOver(one).finally(() => {
        running.delete(work);
        // The next in line of this incident, or of this channel, may go now.
        this.loop.kick();
      });
      running.add(work);
    }
  }

  private async handOver(claimed: ClaimedDelivery): Promise<void> {
    try {
      const thread = await this.database.asEngine((tx) => threadKeys(tx, claimed));
      const outcome = await this.sender.send(claimed, thread);
      await this.database.asEngine(async (tx) => {
        const isOurs = await finishDelivery(tx, claimed, outcome);
        if (!isOurs) return;
        const payload = { deliveryId: claimed.id, channelId: claimed.channelId, state: outcome.state };
        const incident = claimed.incidentId === null ? {} : { incidentId: claimed.incidentId };
        await appendEvents(tx, [{ type: 'delivery.changed', customerId: null, ...incident, payload }]);
      });
    } catch (error) {
      // The row keeps its lease and is taken again when it runs out: late or twice, never lost.
      this.log.warn('the outcome of a delivery could not be stored', { delivery: claimed.id, reason: String(error) });
    }
  }

  private setAlarm(inMs: number | null): void {
    if (this.alarm) clearTimeout(this.alarm);
    this.alarm = inMs === null ? null : setTimeout(() => this.loop.kick(), Math.max(0, inMs));
  }
}
