import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { failpoint } from '../platform/config/failpoint.js';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { QueuePort } from '../queues/queue-table.js';
import { Database } from '../store/database.js';
import {
  type CallAnswer,
  type CallKey,
  finishCall,
  type TakenCall,
  takeCall,
  untakenCalls,
} from '../store/resync-calls.repo.js';
import { StepPerformer } from './step.performer.js';

/** A lost job costs this much, ms. */
const SWEEP_AFTER_MS = 1_500;
const SWEEP_EVERY_MS = 1_000;
const SWEPT_AT_ONCE = 25;
/** A firewall that is being read is asked for again this often, this many times; then the sweep comes. */
const LANE_EVERY_MS = 200;
const LANE_TRIES = 20;
/** The store may be away while a firewall answers: its answer is worth this much patience, ms. */
const KEEP_EVERY_MS = 250;

/** Makes intended calls, each once: whoever takes the row makes the call. The process that holds the key. */
@Injectable()
export class ResyncCaller implements OnApplicationBootstrap, OnModuleDestroy {
  /** Name of this process in `taken_by`. */
  private readonly holder = randomUUID();
  private readonly log: Log;
  private readonly loop = new Loop(() => this.sweep(), { idleMs: SWEEP_EVERY_MS, gapMs: 50 });
  private readonly running = new Set<Promise<void>>();

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'failpoints'>,
    private readonly database: Database,
    private readonly queue: QueuePort,
    private readonly performer: StepPerformer,
    log: Log,
  ) {
    this.log = log.for('resync');
  }

  onApplicationBootstrap(): void {
    this.queue.work('resync', (key) => this.make(key));
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.loop.stop();
    await Promise.all(this.running);
  }

  /** Jobs are nudges: what was intended and not taken is taken here. */
  private async sweep(): Promise<boolean> {
    try {
      const room = SWEPT_AT_ONCE - this.running.size;
      if (room <= 0) return false;
      const keys = await untakenCalls(this.database.single, { limit: room, olderThanMs: SWEEP_AFTER_MS });
      for (const key of keys) this.begin(key);
    } catch (error) {
      this.log.debug('calls wait: the store did not answer', { reason: String(error) });
    }
    return false;
  }

  private begin(key: CallKey): void {
    const done = this.make(key)
      .catch((error: unknown) => this.log.warn('a call was not made', { reason: String(error) }))
      .finally(() => this.running.delete(done));
    this.running.add(done);
  }

  /** Resolves when it has been made, or is not this process's to make. */
  async make(key: CallKey): Promise<void> {
    for (let tries = 0; tries < LANE_TRIES; tries += 1) {
      const taken = await this.database.asEngine((tx) => takeCall(tx, key, this.holder));
      if (taken === 'gone' || taken === 'held') return;
      if (taken !== 'later') return this.perform(taken);
      await wait(LANE_EVERY_MS);
    }
  }

  private async perform(call: TakenCall): Promise<void> {
    failpoint(this.config, 'resync:after-take');
    const startedAt = performance.now();
    const given = await this.performer.perform(call);
    failpoint(this.config, 'resync:after-call');
    const tookMs = Math.round(performance.now() - startedAt);
    const { deviceId: device, vendor, attempt, stepId: step } = call;
    this.log.info('resync step', { device, vendor, attempt, step, tookMs, answer: given.answer });
    await this.keep(call, given, startedAt + call.withinMs);
    failpoint(this.config, 'resync:after-answer');
  }

  /** Until it is kept, or its time is over: then it is unsure for good, and readings tell. */
  private async keep(call: TakenCall, given: CallAnswer, deadline: number): Promise<void> {
    for (;;) {
      try {
        await this.database.asEngine((tx) => finishCall(tx, call, given));
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await wait(KEEP_EVERY_MS);
      }
    }
  }
}
