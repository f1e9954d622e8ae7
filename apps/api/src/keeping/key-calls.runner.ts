import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Log } from '../platform/log/log.js';
import { Loop } from '../platform/loop/loop.js';
import { verifyAndNote } from '../store/audit-chain.js';
import { headFile, readHead } from '../store/audit-head.js';
import { Database, type Tx } from '../store/database.js';
import { finishKeyCall, type KeyCall, keyCallSeal, takeKeyCalls } from '../store/key-calls.repo.js';
import { Nudges } from '../store/nudges.js';
import { factorSeal, sealedFactor, takeStep } from '../store/second-factor.repo.js';
import { Vault } from '../store/vault.js';
import { checkCode } from './code-check.js';

const AT_ONCE = 10;

/** Answers what the door asks of the holder of the key: is this code right, is the audit as it was written. */
@Injectable()
export class KeyCallsRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log: Log;
  private readonly loop = new Loop(() => this.round(), { idleMs: 1_000, gapMs: 5 });
  private off: () => void = () => undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly nudges: Nudges,
    log: Log,
  ) {
    this.log = log.for('keys');
  }

  onApplicationBootstrap(): void {
    if (!this.vault.canUnseal) return;
    this.off = this.nudges.on('fw_keys', () => this.loop.kick());
    this.loop.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.off();
    await this.loop.stop();
  }

  private async round(): Promise<boolean> {
    try {
      const calls = await this.database.asEngine((tx) => takeKeyCalls(tx, AT_ONCE));
      for (const call of calls) await this.answer(call);
      return calls.length === AT_ONCE;
    } catch (error) {
      this.log.warn('questions to the key wait: the store did not answer', { reason: String(error) });
      return false;
    }
  }

  private async answer(call: KeyCall): Promise<void> {
    try {
      // The answer and what it uses up are one: a code that was accepted is used, whatever happens next.
      await this.database.asEngine(async (tx) => {
        const result =
          call.kind === 'audit-verify' ? await this.verifyAudit(tx) : await this.checkFactor(tx, call);
        await finishKeyCall(tx, call.id, result);
      });
    } catch (error) {
      this.log.error('a question to the key was not answered', { kind: call.kind, reason: String(error) });
    }
  }

  private async verifyAudit(tx: Tx): Promise<object> {
    const head = this.config.keyFile === null ? null : readHead(headFile(this.config.keyFile));
    const report = await verifyAndNote(tx, this.vault.derive('audit/1'), head);
    return { ...report, headKept: head !== null };
  }

  private async checkFactor(tx: Tx, call: KeyCall): Promise<object> {
    const factor = await sealedFactor(tx, call.person_id);
    if (!factor || !call.sealed) return { is: 'wrong' };
    const { code } = this.vault.unseal(call.sealed, keyCallSeal(call.id));
    const { secret } = this.vault.unseal(factor.sealed, factorSeal(call.person_id));
    const verdict = checkCode(String(secret), String(code), factor.now);
    if (verdict.is === 'wrong') return verdict;
    // Also of one that is only named: who is told "right in 5 minutes" must not come back with it in 5 minutes.
    const isFirst = await takeStep(tx, call.person_id, verdict.step);
    if (verdict.is === 'right') return { is: isFirst ? 'right' : 'used' };
    this.log.warn('a code is right for another time: the clock of the phone or of the database is off', {
      offsetMs: verdict.offsetMs,
    });
    return { is: 'other-time', offsetMs: verdict.offsetMs };
  }
}
