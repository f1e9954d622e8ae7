import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { StartRefusal } from '../platform/config/start-refusal.js';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { chainNew, linkAt, ROUND } from '../store/audit-chain.js';
import { noteAuditFault } from '../store/audit-fault.repo.js';
import { type AuditHead, headFile, readHead, writeHead } from '../store/audit-head.js';
import { Database, type Tx } from '../store/database.js';
import { Nudges } from '../store/nudges.js';
import { tellOwners } from '../store/owner-notice.js';
import { Vault } from '../store/vault.js';

/** Without a nudge it looks this often, and for lines far from the end this often, ms. */
const LOOK_MS = 5_000;
const WHOLE_EVERY_MS = 3_600_000;

const PAGE = '/administration/audit';

/** Links new lines of the audit soon after they were committed, and keeps the last link outside the database. */
@Injectable()
export class AuditChainer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: Log;
  private readonly loop = new Loop(() => this.round(), { idleMs: LOOK_MS, gapMs: 200 });
  private readonly file: string | null;
  private wholeAt = -WHOLE_EVERY_MS;
  private isHeadWrong = false;
  private off: () => void = () => undefined;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly nudges: Nudges,
    log: Log,
  ) {
    this.log = log.for('audit');
    this.file = config.keyFile === null ? null : headFile(config.keyFile);
  }

  onApplicationBootstrap(): void {
    if (!this.vault.canUnseal) return;
    this.off = this.nudges.on('fw_audit', () => this.loop.kick());
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.off();
    await this.loop.stop();
  }

  private async round(): Promise<boolean> {
    try {
      const isWhole = performance.now() - this.wholeAt > WHOLE_EVERY_MS;
      // Before anything new is linked and kept: a new line may take the number of one that was cut off.
      await this.checkHead();
      const key = this.vault.derive('audit/1');
      const { head, made } = await this.database.asEngine((tx) => chainNew(tx, key, isWhole));
      if (head && (made > 0 || isWhole)) this.keep(head);
      if (head && isWhole) {
        this.log.info('audit head', { seq: head.seq, hash: head.hash });
        this.wholeAt = performance.now();
      }
      return made === ROUND;
    } catch (error) {
      this.log.warn('the audit is not linked on, tried again', { reason: String(error) });
      return false;
    }
  }

  /** The head outside must be one of the links inside; if it is not, it stays as it is for whoever looks into it. */
  private async checkHead(): Promise<void> {
    await this.database.asEngine(async (tx) => {
      const fault = await this.headFault(tx);
      this.isHeadWrong = fault !== null;
      if (fault === null || !(await noteAuditFault(tx, fault))) return;
      this.log.error('the audit was changed: run "audit verify"', { reason: fault });
      await tellOwners(
        tx,
        { name: 'Firewatch' },
        { did: 'found the audit changed', lines: [fault], path: PAGE },
      );
    });
  }

  private async headFault(tx: Tx): Promise<string | null> {
    if (this.file === null) return null;
    try {
      const outside = readHead(this.file);
      if (outside === null || (await linkAt(tx, outside.seq))?.hash === outside.hash) return null;
      return `The head kept outside the database at ${outside.at}, line ${outside.seq}, is not in the database.`;
    } catch (error) {
      if (error instanceof StartRefusal) return error.message;
      throw error;
    }
  }

  private keep(head: AuditHead): void {
    if (this.file !== null && !this.isHeadWrong) writeHead(this.file, head);
  }
}
