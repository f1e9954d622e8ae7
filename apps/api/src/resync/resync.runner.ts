import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { failpoint } from '../platform/config/failpoint.js';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { QueuePort } from '../queues/queue-table.js';
import { Nudges } from '../store/nudges.js';
import { RunStep, type Stepped } from './run-step.js';

/** Without a nudge it looks this often, ms. */
const LOOK_EVERY_MS = 1_000;
const GAP_MS = 20;

/**
 * Drives runs. Any number of processes may run it: a run is stepped by who holds its row, and one that dies leaves nothing half
 * done. It never calls a firewall itself.
 */
@Injectable()
export class ResyncRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: Log;
  private readonly loop = new Loop(() => this.round(), {
    idleMs: LOOK_EVERY_MS,
    gapMs: GAP_MS,
    name: 'resynchronising',
  });
  private readonly offs: (() => void)[] = [];
  private isBusy = false;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'failpoints'>,
    private readonly nudges: Nudges,
    private readonly queue: QueuePort,
    private readonly runStep: RunStep,
    log: Log,
  ) {
    this.log = log.for('resync');
  }

  onApplicationBootstrap(): void {
    this.offs.push(this.nudges.on('fw_resync', () => this.loop.kick()));
    // Readings move a run on only while there is one.
    this.offs.push(this.nudges.on('fw_events', () => (this.isBusy ? this.loop.kick() : undefined)));
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    for (const off of this.offs) off();
    await this.loop.stop();
  }

  private async round(): Promise<boolean> {
    try {
      const ids = await this.runStep.active();
      this.isBusy = ids.length > 0;
      const steps: Stepped[] = [];
      for (const id of ids) steps.push(await this.step(id));
      const soon = steps.flatMap(({ inMs }) => (inMs !== null && inMs < LOOK_EVERY_MS ? [inMs] : []));
      this.loop.aim(soon.length === 0 ? null : Math.min(...soon));
      return steps.some(({ isAny }) => isAny);
    } catch (error) {
      this.log.warn('resync waits: a step failed and was undone', { reason: String(error) });
      return false;
    }
  }

  /** Its jobs go out once what they stand for is committed. */
  private async step(id: string): Promise<Stepped> {
    const stepped = await this.runStep.take(id);
    if (stepped.calls.length === 0) return stepped;
    failpoint(this.config, 'resync:after-intent');
    // Only nudges: a call whose job is lost is found by the sweep of whoever makes calls.
    this.queue.enqueue('resync', stepped.calls).catch((error: unknown) => {
      this.log.debug('step jobs not queued; the sweep takes them', { reason: String(error) });
    });
    return stepped;
  }
}
