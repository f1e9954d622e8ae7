import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { OffsetClock } from '../platform/clock/clock.js';
import { FarClocks } from '../platform/clock/far-clocks.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { DiskWatch } from '../platform/health/disk-watch.js';
import { LoopWatch } from '../platform/health/loop-watch.js';
import { StoreSignal } from '../platform/health/store-signal.js';
import { programVersion } from '../platform/health/version.js';
import { Log } from '../platform/log/log.js';
import { Loop, loopsOfProcess } from '../platform/loop/loop.js';
import { endsWithin } from '../platform/loop/within.js';
import { QueuePort } from '../queues/queue-table.js';
import { Database } from '../store/database.js';
import { endBeat, writeBeat, type OwnBeat } from '../store/own-health.repo.js';

const BEAT_MS = 5_000;
/** A store or a queue that has not answered by then is away, ms. */
const STORE_WITHIN_MS = 5_000;
const QUEUE_WITHIN_MS = 1_000;

/** What a process looks at of itself. */
@Injectable()
export class WatchedParts {
  constructor(
    readonly clock: OffsetClock,
    readonly disk: DiskWatch,
    readonly signal: StoreSignal,
    readonly farClocks: FarClocks,
  ) {}
}

/** Writes down every 5 s that this process lives and how it is; says on the spot when that cannot be written. */
@Injectable()
export class ProcessWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly id = randomUUID();
  private readonly log: Log;
  private readonly stalls = new LoopWatch();
  private readonly loop = new Loop(() => this.round(), { idleMs: BEAT_MS, gapMs: BEAT_MS });
  private writing: Promise<void> | null = null;
  private fault: unknown = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly queue: QueuePort,
    private readonly parts: WatchedParts,
    log: Log,
  ) {
    this.log = log.for('upkeep');
  }

  onApplicationBootstrap(): void {
    this.stalls.start();
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stalls.stop();
    await this.loop.stop();
    await endsWithin(
      this.database.asEngine((tx) => endBeat(tx, this.id)),
      QUEUE_WITHIN_MS,
    );
  }

  private async round(): Promise<boolean> {
    await this.parts.disk.look();
    await this.beat(await this.state());
    return false;
  }

  private async state(): Promise<OwnBeat> {
    const { role } = this.config;
    return {
      id: this.id,
      role,
      host: hostname(),
      pid: process.pid,
      version: programVersion(),
      detail: {
        loops: loopsOfProcess(),
        blockedMs: this.stalls.worstMs(),
        clockOffsetMs: this.parts.clock.offset,
        farClocks: this.parts.farClocks.offsets(this.parts.clock.now()),
        disk: this.parts.disk.space,
        queueWaiting: await this.queueWaiting(),
      },
    };
  }

  /** A beat that hangs is not followed by another one: it would only take the next connection along. */
  private async beat(state: OwnBeat): Promise<void> {
    const { signal } = this.parts;
    this.writing ??= this.write(state).finally(() => (this.writing = null));
    const hasEnded = await endsWithin(this.writing, STORE_WITHIN_MS);
    if (hasEnded && this.fault === null) return signal.worked('beat');
    const reason = hasEnded ? String(this.fault) : 'The database says nothing.';
    if (signal.now.state === 'there')
      this.log.warn('this process could not write down that it lives', { reason });
    signal.failed('beat', reason, Date.now());
  }

  private async write(state: OwnBeat): Promise<void> {
    try {
      await this.database.asEngine((tx) => writeBeat(tx, state));
      this.fault = null;
    } catch (error) {
      this.fault = error;
    }
  }

  /** Jobs that wait; null = the queue does not answer. */
  private async queueWaiting(): Promise<number | null> {
    let waiting: number | null = null;
    const answers = this.queue.waiting('poll').then((count) => (waiting = count));
    await endsWithin(answers, QUEUE_WITHIN_MS);
    return waiting;
  }
}
