import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '../platform/log/log.js';
import { Ending } from '../platform/loop/ending.js';
import { Loop } from '../platform/loop/loop.js';
import { endsWithin } from '../platform/loop/within.js';
import { QueuePort } from '../queues/queue-table.js';
import { Nudges } from '../store/nudges.js';
import { DeliveryDesk } from './delivery.desk.js';

/** Without nudge or queue it looks this often, ms. */
const SWEEP_MS = 2_000;
const GAP_MS = 20;
/** Sends of one channel side by side: a channel that hangs fills only its own. */
const PER_CHANNEL = 4;
/** What is being sent when the program begins to end may take this long, ms; then this long to write down that it was given up. */
const STOP_MS = 2_000;
const GIVEN_UP_MS = 500;

/** Takes due rows of `deliveries`, hands them over, writes down how it went. The rows are the truth; jobs only say when. */
@Injectable()
export class DeliveryWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: Log;
  private readonly loop = new Loop(() => this.sweep(), {
    idleMs: SWEEP_MS,
    gapMs: GAP_MS,
    name: 'sending messages',
  });
  private readonly running = new Map<string, Set<Promise<void>>>();
  private off: () => void = () => undefined;
  private lastSends: Promise<boolean> | null = null;

  constructor(
    private readonly desk: DeliveryDesk,
    private readonly nudges: Nudges,
    private readonly queue: QueuePort,
    private readonly ending: Ending,
    log: Log,
  ) {
    this.log = log.for('delivery');
  }

  onApplicationBootstrap(): void {
    this.queue.work('deliver', ({ deliveryId }) => this.deliver(deliveryId));
    this.off = this.nudges.on('fw_deliveries', () => this.loop.kick());
    this.loop.start();
    this.ending.signal.addEventListener('abort', () => void this.sendsEnd(), { once: true });
  }

  async onModuleDestroy(): Promise<void> {
    this.off();
    await this.sendsEnd();
    await this.loop.stop();
    this.desk.stop();
    await endsWithin(this.sends(), GIVEN_UP_MS);
  }

  /** Nothing new is begun from here on; what is being sent may end, counted from the first call. */
  private sendsEnd(): Promise<boolean> {
    this.lastSends ??= endsWithin(this.sends(), STOP_MS);
    return this.lastSends;
  }

  private sends(): Promise<unknown> {
    return Promise.all([...this.running.values()].flatMap((set) => [...set]));
  }

  /** Claims what is due, as much as each channel has room for; does not wait for the sends. */
  private async sweep(): Promise<boolean> {
    try {
      const channels = await this.desk.dueChannels();
      for (const channelId of channels) await this.fill(channelId);
      this.loop.aim(await this.desk.nextInMs(SWEEP_MS));
    } catch (error) {
      this.log.warn('deliveries wait: the store did not answer', { reason: String(error) });
    }
    return false;
  }

  /** A job of the queue: this one now, when its channel has room; else the sweep takes it. */
  private async deliver(deliveryId: string): Promise<void> {
    const channelId = await this.desk.channelOf(deliveryId);
    if (channelId !== null) await this.fill(channelId, deliveryId);
  }

  private async fill(channelId: string, deliveryId?: string): Promise<void> {
    const running = this.running.get(channelId) ?? new Set<Promise<void>>();
    this.running.set(channelId, running);
    const room = PER_CHANNEL - running.size;
    if (room <= 0 || this.lastSends) return;
    const limit = deliveryId === undefined ? room : 1;
    const claimed = await this.desk.claim(channelId, limit, deliveryId);
    for (const one of claimed) {
      const work = this.desk.handOver(one).finally(() => {
        running.delete(work);
        // The next in line of this incident, or of this channel, may go now.
        this.loop.kick();
      });
      running.add(work);
    }
  }
}
