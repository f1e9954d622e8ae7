import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import {
  isAuditDue,
  judgeOwnHealth,
  ownNews,
  type OwnFinding,
  type OwnHealthInput,
} from '@firewatch/shared/domain/own-health';
import {
  ownAlarm,
  ownAllWell,
  ownDaily,
  ownEscalation,
  type OwnMessage,
} from '@firewatch/shared/domain/own-health-notice';
import { CONFIG, type Config } from '../platform/config/config.js';
import { dailyMailsAt } from '../store/daily-mails.repo.js';
import type { Tx } from '../store/database.js';
import { dailyFigures } from '../store/daily-figures.repo.js';
import { otherWays, takeLost } from '../store/escalation.repo.js';
import { allDestinations, createSystemNotice, lastAlert } from '../store/notices.repo.js';
import {
  lockAudit,
  ownHealthInput,
  readOwnHealth,
  writeAudit,
  type OwnHealthRow,
} from '../store/own-health.repo.js';
import { dayOf, isDailyDue } from './daily-time.js';

export interface Audit {
  /** Database clock, epoch ms. */
  readonly now: number;
  readonly findings: readonly OwnFinding[];
  readonly pingedAt: number | null;
}

const isWell = (findings: readonly OwnFinding[]): boolean => !findings.some((one) => one.state === 'wrong');

/** One look at ourselves in one transaction: judged, told where it is news, written down. */
@Injectable()
export class OwnNewsDesk {
  /** Of the daily hour and of the clock times in messages. */
  protected readonly zone: string = Intl.DateTimeFormat().resolvedOptions().timeZone;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'digest'>) {}

  /**
   * @param since epoch ms; overdue reads of before are no lag of ours.
   * @returns null when another process looks, or looked a moment ago.
   */
  async look(tx: Tx, since: number): Promise<Audit | null> {
    if (!(await lockAudit(tx))) return null;
    const before = await readOwnHealth(tx);
    if (!isAuditDue(before.now, before.auditedAt, DEFAULT_POLICY.ownHealth)) return null;
    const input = await ownHealthInput(tx, since);
    const findings = judgeOwnHealth(input, DEFAULT_POLICY.ownHealth);
    const at = { at: input.now, zone: this.zone };
    const told = await this.tell(tx, findings, before, at);
    await this.escalate(tx, at);
    const dailyOn = await this.daily(tx, { input, findings, before, at });
    await writeAudit(tx, { findings, told, dailyOn });
    return { now: input.now, findings, pingedAt: before.pingedAt };
  }

  private async tell(
    tx: Tx,
    findings: readonly OwnFinding[],
    before: OwnHealthRow,
    at: Pick<OwnMessage, 'at' | 'zone'>,
  ): Promise<OwnHealthRow['told']> {
    const news = ownNews(findings, before.told, isWell(before.findings));
    if (news === null) return before.told;
    const last = before.told.length === 0 ? null : await lastAlert(tx);
    const alarm = { ...at, alertId: last?.isOver === false ? last.id : randomUUID() };
    const content = news.kind === 'alarm' ? ownAlarm(findings, alarm) : ownAllWell(alarm);
    // Whoever was woken by the alarm hears its end too, also a channel that is for critical news only.
    const to = { destinations: await allDestinations(tx) };
    await createSystemNotice(tx, { kind: 'own-health', content, to });
    return news.told;
  }

  private async escalate(tx: Tx, at: Pick<OwnMessage, 'at' | 'zone'>): Promise<void> {
    const lost = await takeLost(tx);
    if (lost.length === 0) return;
    const destinations = await otherWays(tx, lost);
    await createSystemNotice(tx, {
      kind: 'own-health',
      content: ownEscalation(lost, at),
      to: { destinations },
    });
  }

  /** @returns the day of the last daily message. On the day of the installation there is none. */
  private async daily(
    tx: Tx,
    of: {
      readonly input: OwnHealthInput;
      readonly findings: readonly OwnFinding[];
      readonly before: OwnHealthRow;
      readonly at: Pick<OwnMessage, 'at' | 'zone'>;
    },
  ): Promise<string> {
    const { before, at, input } = of;
    if (before.dailyOn === null) return dayOf(at.at, at.zone);
    const atMinutes = (await dailyMailsAt(tx)) ?? this.config.digest.atMinutes;
    if (!isDailyDue(at.at, { zone: at.zone, atMinutes }, before.dailyOn)) return before.dailyOn;
    const free = input.processes.flatMap((one) => (one.disk ? [one.disk.freeBytes] : []));
    const figures = { ...(await dailyFigures(tx)), freeBytes: free.length === 0 ? null : Math.min(...free) };
    const content = ownDaily(figures, of.findings, at);
    await createSystemNotice(tx, { kind: 'own-health', content, to: { channels: 'mail' } });
    return dayOf(at.at, at.zone);
  }
}
