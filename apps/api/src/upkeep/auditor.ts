import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { isPingDue } from '@firewatch/shared/domain/own-health';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { Clock } from '../platform/clock/clock.js';
import { StoreSignal } from '../platform/health/store-signal.js';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { Database } from '../store/database.js';
import { writePing } from '../store/own-health.repo.js';
import { OwnNewsDesk, type Audit } from './own-news.desk.js';
import { Pinger } from './pinger.js';

/** How often a process tries to be the one that looks; the looks themselves are 30 s apart (policy). */
const TRY_EVERY_MS = 2_000;
/** Other processes of a split installation may come up as late as this. */
const FIRST_LOOK_AFTER_MS = 10_000;

/** Where a look goes: into the store and to people, and out to the watch outside. */
@Injectable()
export class AuditorWays {
  constructor(
    readonly desk: OwnNewsDesk,
    readonly pinger: Pinger,
  ) {}
}

/** Looks every 30 s whether Firewatch itself works, tells people, and tells the outside watch only when all is well. */
@Injectable()
export class Auditor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: Log;
  private readonly loop = new Loop(() => this.round(), { idleMs: TRY_EVERY_MS, gapMs: TRY_EVERY_MS });
  private startedAt = 0;
  private first: NodeJS.Timeout | null = null;
  private lastSaid = '';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly signal: StoreSignal,
    private readonly way: AuditorWays,
    log: Log,
  ) {
    this.log = log.for('upkeep');
  }

  onApplicationBootstrap(): void {
    this.startedAt = this.clock.now();
    this.first = setTimeout(() => this.loop.start(), FIRST_LOOK_AFTER_MS);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.first) clearTimeout(this.first);
    this.way.pinger.stop();
    await this.loop.stop();
  }

  private async round(): Promise<boolean> {
    try {
      const audit = await this.database.asEngine((tx) => this.way.desk.look(tx, this.startedAt));
      this.signal.worked('audit');
      if (audit) await this.tellOutside(audit);
    } catch (error) {
      this.signal.failed('audit', String(error), Date.now());
      this.say('Firewatch could not look at itself', [String(error)]);
    }
    return false;
  }

  private async tellOutside({ now, findings, pingedAt }: Audit): Promise<void> {
    const sentences = findings.map((one) => one.sentence);
    this.say(sentences.length === 0 ? 'all is well' : 'not all is well', sentences);
    if (!this.way.pinger.isWanted || !isPingDue(now, pingedAt, findings, DEFAULT_POLICY.ownHealth)) return;
    const fault = await this.way.pinger.ping();
    await this.database.asEngine((tx) => writePing(tx, fault));
  }

  /** One line per change, not per look; figures in the sentences change with every look and are no change. */
  private say(message: string, findings: readonly string[]): void {
    const said = [message, ...findings].join('|').replaceAll(/\d+/g, '#');
    if (said === this.lastSaid) return;
    const isFirst = this.lastSaid === '';
    this.lastSaid = said;
    if (findings.length > 0) this.log.warn(message, { findings });
    else if (!isFirst) this.log.info(message);
  }
}
