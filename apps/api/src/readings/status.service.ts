import { Inject, Injectable } from '@nestjs/common';
import type { Status } from '@firewatch/shared/wire/status';
import { Clock } from '../platform/clock/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { programVersion } from '../platform/health/version.js';
import { endsWithin } from '../platform/loop/within.js';
import { QueuePort } from '../queues/queue-table.js';
import { Database } from '../store/database.js';
import { deliveryHealth, pollHealth } from '../store/fleet-health.repo.js';
import { behindSeconds } from '../store/fleet.repo.js';
import { intakeHealth } from '../store/push.repo.js';
import { syslogParts } from './syslog.parts.js';
import { ownParts } from './status.parts.js';

/** Beyond this a delivery is late, not just on its way. */
const LATE_SECONDS = 60;
/** A queue that has not answered by then is away, ms. */
const QUEUE_WITHIN_MS = 1_000;

/** Health of our own parts. */
@Injectable()
export class StatusService {
  private readonly startedAt: number;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly queue: QueuePort,
    clock: Clock,
  ) {
    this.startedAt = clock.now();
  }

  async read(): Promise<Status> {
    const [deliveries, polling, behind, syslog, own] = await this.database.asEngine(async (tx) => [
      await deliveryHealth(tx),
      await pollHealth(tx),
      await behindSeconds(tx),
      syslogParts(await intakeHealth(tx)),
      await ownParts(tx, this.startedAt, this.config.upkeep.pingUrl !== null),
    ]);
    const parts = await Promise.all(this.config.parts.map((part) => this.checked(part)));
    const oldest = deliveries.oldest_seconds;
    const isLate = oldest !== null && oldest > LATE_SECONDS;
    return {
      version: programVersion(),
      startedAt: new Date(this.startedAt).toISOString(),
      role: this.config.role,
      parts: [
        ...parts,
        {
          name: 'polling',
          what: `${polling.reads_per_minute} firewalls read in the last minute`,
          state: behind === null ? 'ok' : 'degraded',
          detail: behind === null ? '' : `Reads start ${behind} s late.`,
        },
        {
          name: 'deliveries',
          what: `${deliveries.waiting} waiting, ${deliveries.dead} given up in 7 days`,
          state: isLate || deliveries.dead > 0 ? 'degraded' : 'ok',
          detail: isLate ? `The oldest has waited ${Math.round(oldest)} s.` : '',
        },
        ...syslog,
      ],
      polling: { due: polling.due, behindSeconds: behind, readsPerMinute: polling.reads_per_minute },
      deliveries: {
        waiting: deliveries.waiting,
        dead: deliveries.dead,
        oldestWaitingSeconds: oldest === null ? null : Math.round(oldest),
      },
      ...own,
    };
  }

  /** The database has answered when this is asked; key and log are files that were opened at start. */
  private async checked({ name, what }: Config['parts'][number]): Promise<Status['parts'][number]> {
    const isAway = name === 'queue' && !(await this.queueAnswers());
    if (!isAway) return { name, what, state: 'ok', detail: '' };
    const detail = 'The queue does not answer; reads and messages go on without it.';
    return { name, what, state: 'degraded', detail };
  }

  private async queueAnswers(): Promise<boolean> {
    const answers = this.queue.waiting('poll').then(
      () => true,
      () => false,
    );
    return (await endsWithin(answers, QUEUE_WITHIN_MS)) && answers;
  }

  /** Rejects when the store does not answer. */
  async ready(): Promise<void> {
    await this.database.inScope([], (tx) => tx.query('select 1'));
  }
}
