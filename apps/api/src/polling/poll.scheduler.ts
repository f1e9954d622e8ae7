import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Ending } from '../platform/loop/ending.js';
import { Loop } from '../platform/loop/loop.js';
import { QueuePort, type PollItem } from '../queues/queue-table.js';
import { Nudges } from '../store/nudges.js';
import { claimDue, LEASE_MS, nextDue, stillQueued, type Claim } from '../store/poll-slots.repo.js';
import { PollWorker } from './poll.worker.js';
import { PollContext } from './poll.context.js';

const TICK_MS = 1_000;
/** Regular slots are claimed together; what is urgent is claimed at its time. */
const TOGETHER_MS = 250;
const BATCH = 25;
/** A job that nobody began after this long was lost with its queue: the claim is read here. */
const LOST_MS = 4_000;
/** After a refused enqueue, claims are read here for this long before the queue is tried again. */
const QUEUE_AWAY_MS = 5_000;

interface Outstanding {
  readonly item: PollItem;
  readonly sentAt: number;
}

/** Claims what is due and hands it to the queue; without a queue, to its own worker. */
@Injectable()
export class PollScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop = new Loop(() => this.round(), {
    idleMs: TICK_MS,
    gapMs: 40,
    name: 'reading firewalls',
  });
  private readonly outstanding = new Map<string, Outstanding>();
  private queueAwayUntil = 0;
  private wantsRoom = false;
  private off: () => void = () => undefined;

  constructor(
    private readonly queue: QueuePort,
    private readonly nudges: Nudges,
    private readonly worker: PollWorker,
    private readonly context: PollContext,
    private readonly ending: Ending,
  ) {}

  onApplicationBootstrap(): void {
    this.context.leases.start();
    this.context.report.start();
    this.queue.work('poll', ({ items }) => this.take(items));
    this.worker.whenRoom(() => {
      if (this.wantsRoom) this.loop.kick();
    });
    const offs = [
      this.nudges.on('fw_due', () => this.loop.kick()),
      // A removed device has no slot: its lease cannot be renewed, which breaks its read off.
      this.nudges.on('fw_withdrawn', () => void this.context.leases.renew()),
    ];
    this.off = () => offs.forEach((off) => off());
    this.loop.start();
    this.ending.signal.addEventListener('abort', () => this.worker.breakOff(), { once: true });
  }

  async onModuleDestroy(): Promise<void> {
    this.off();
    this.worker.breakOff();
    await this.loop.stop();
    await this.worker.stop();
    this.context.report.stop();
    const unread = [...this.outstanding.values()].map((one) => one.item);
    await this.context.leases.giveBack(unread);
  }

  private take(items: readonly PollItem[]): Promise<void> {
    for (const item of items) this.outstanding.delete(item.deviceId);
    return this.worker.run(items);
  }

  private async round(): Promise<boolean> {
    try {
      await this.rescue();
      const isMore = await this.claim();
      if (!isMore) await this.aim();
      this.context.report.storeIsBack();
      return isMore;
    } catch (error) {
      this.context.report.storeAway(error);
      return false;
    }
  }

  /** @returns whether more may be due than was claimed. */
  private async claim(): Promise<boolean> {
    const room = this.worker.room();
    const limit = room.limit - this.outstanding.size;
    this.wantsRoom = limit <= 0 || room.silentLimit === 0;
    if (limit <= 0) return false;
    const claims = await claimDue(this.context.tx, {
      limit,
      silentLimit: Math.min(limit, room.silentLimit),
      leaseMs: LEASE_MS,
      holder: this.context.leases.holder,
    });
    await this.dispatch(claims);
    return claims.length === limit;
  }

  private async dispatch(claims: readonly Claim[]): Promise<void> {
    if (claims.length === 0) return;
    const items = claims.map(({ deviceId, fence, why, scope }): PollItem => ({
      deviceId,
      fence,
      why,
      scope,
    }));
    const batches: PollItem[][] = [];
    for (let from = 0; from < items.length; from += BATCH) batches.push(items.slice(from, from + BATCH));
    if (performance.now() < this.queueAwayUntil) return this.readHere(batches);
    const sentAt = performance.now();
    for (const item of items) this.outstanding.set(item.deviceId, { item, sentAt });
    try {
      await this.queue.enqueue(
        'poll',
        batches.map((batch) => ({ items: batch })),
      );
    } catch (error) {
      this.queueAwayUntil = performance.now() + QUEUE_AWAY_MS;
      this.context.report.warn('the queue is away: devices are read by the scheduler', {
        reason: String(error),
      });
      this.readHere(batches);
    }
  }

  private readHere(batches: readonly (readonly PollItem[])[]): void {
    for (const batch of batches) {
      this.context.report.metrics.ownBatches += 1;
      void this.take(batch);
    }
  }

  /** Claims that others took are no longer ours to count; claims that nobody began are read here. */
  private async rescue(): Promise<void> {
    const old = [...this.outstanding.values()].filter((one) => performance.now() - one.sentAt > TICK_MS);
    if (old.length === 0) return;
    const queued = new Set(
      await stillQueued(
        this.context.tx,
        old.map((one) => one.item),
      ),
    );
    const lost: PollItem[] = [];
    for (const { item, sentAt } of old) {
      if (!queued.has(item.deviceId)) this.outstanding.delete(item.deviceId);
      else if (performance.now() - sentAt > LOST_MS) lost.push(item);
    }
    if (lost.length === 0) return;
    this.context.report.warn('jobs were not begun: their devices are read by the scheduler', {
      devices: lost.length,
    });
    this.readHere([lost]);
  }

  /** Sets the timer to the next time worth a claim, when that is before the next tick. */
  private async aim(): Promise<void> {
    const { anyInMs, urgentInMs } = await nextDue(this.context.tx, TICK_MS);
    const waits = [
      // What is long due and was not claimed waits for a place of its kind, not for its time.
      ...(urgentInMs === null ? [] : [urgentInMs < -50 ? TOGETHER_MS : urgentInMs]),
      ...(anyInMs === null ? [] : [Math.max(anyInMs, TOGETHER_MS)]),
    ];
    // 2 ms later than due: the claim asks for `due_at <= now()` on the server's clock.
    this.loop.aim(waits.length === 0 ? null : Math.max(10, Math.min(...waits) + 2));
  }
}
