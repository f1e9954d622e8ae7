import { ladder, rankOf, type ExpiryRules } from '@firewatch/shared/domain/expiry';
import { isoDay, localTime } from '@firewatch/shared/domain/expiry-days';
import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import type { Policy } from '@firewatch/shared/domain/policy';
import { bundlesOf, dueCounts } from '@firewatch/shared/domain/renewals';
import { digestWords, type DigestStep, type DigestWords } from '@firewatch/shared/domain/renewals-digest';
import { dailyMailsAt } from '../store/daily-mails.repo.js';
import type { Database, Tx } from '../store/database.js';
import {
  claimDay,
  digestEntitlements,
  hasMailChannel,
  isTold,
  storeLineCount,
  storeTold,
  takeRenewals,
  takeSignatureNews,
  watchedSince,
  type DigestEntitlement,
} from '../store/digests.repo.js';
import { createSystemNotice } from '../store/notices.repo.js';

export interface DigestRules {
  readonly policy: Policy['expiry'];
  /** Zone of its clock time and of the days it counts. */
  readonly zone: string;
  /** Minutes after local midnight, while no owner has set another time. */
  readonly atMinutes: number;
}

function contentOf(words: DigestWords, rules: ExpiryRules): NoticeContent {
  return {
    label: '',
    incidentId: null,
    kind: null,
    severity: words.severity,
    headline: { title: words.title, subline: words.subline, likely: '', doNow: '' },
    zone: rules.zone,
    at: rules.now,
    customers: [],
    findings: [],
    lines: words.lines,
    path: '/renewals',
    adopted: [],
    told: { severity: words.severity, units: [], customerIds: [] },
  };
}

function byDevice(all: readonly DigestEntitlement[]): readonly (readonly DigestEntitlement[])[] {
  const devices = new Map<string, DigestEntitlement[]>();
  for (const one of all) devices.set(one.deviceId, [...(devices.get(one.deviceId) ?? []), one]);
  return [...devices.values()];
}

function stepsOf(
  devices: readonly (readonly DigestEntitlement[])[],
  rules: ExpiryRules,
): readonly (DigestStep & { readonly item: string })[] {
  return devices.flatMap((own) => {
    const told = own.flatMap(({ item, endsAt, toldRank }) =>
      toldRank === null ? [] : [{ item, endsAt, rank: toldRank }],
    );
    return ladder(own, told, rules).map(({ entitlement, step }) => ({ ...entitlement, step }));
  });
}

/**
 * The digest of a day: claimed, worded, stored with its deliveries and marked as told in one transaction, so that a crash
 * leaves either all of it or nothing, and of two processes one sends it.
 */
export class DigestDesk {
  constructor(
    private readonly database: Database,
    private readonly rules: DigestRules,
  ) {}

  /**
   * Sends today's digest if its hour has come and nobody has sent it.
   * Shape   `now` epoch ms; absent = the database's clock. The first day of an installation has none when its hour had passed
   *         before it began: it would tell of the first firewalls only. Without a mail channel the day waits for one.
   * @returns ids of the delivery rows; null = not due, not ours, or nobody to tell.
   */
  tell(now?: number): Promise<readonly string[] | null> {
    return this.database.asEngine(async (tx) => {
      const [clock] = await tx.query<{ now: number }>('select now() as now');
      const rules = { now: now ?? clock?.now ?? 0, zone: this.rules.zone, policy: this.rules.policy };
      const day = await this.dueDay(tx, rules.now);
      if (day === null || !(await claimDay(tx, day))) return null;
      const words = await this.wordsFor(tx, rules);
      if (words === null) return [];
      await storeLineCount(tx, day, words.lines.length);
      return createSystemNotice(tx, {
        kind: 'digest',
        content: contentOf(words, rules),
        to: { channels: 'mail' },
      });
    });
  }

  private async dueDay(tx: Tx, now: number): Promise<string | null> {
    const { zone } = this.rules;
    const atMinutes = (await dailyMailsAt(tx)) ?? this.rules.atMinutes;
    const local = localTime(zone, now);
    const since = localTime(zone, await watchedSince(tx));
    const hadPassed = since.day === local.day && since.minutes >= atMinutes;
    if (local.minutes < atMinutes || hadPassed || since.day > local.day) return null;
    const day = isoDay(local.day);
    return (await isTold(tx, day)) || !(await hasMailChannel(tx)) ? null : day;
  }

  private async wordsFor(tx: Tx, rules: ExpiryRules): Promise<DigestWords | null> {
    const devices = byDevice(await digestEntitlements(tx));
    const steps = stepsOf(devices, rules);
    await storeTold(
      tx,
      steps.map((one) => ({ ...one, rank: rankOf(one.step) })),
    );
    const renewals = await takeRenewals(tx);
    const signatures = await takeSignatureNews(tx);
    const due = dueCounts(devices.map((own) => bundlesOf(own, rules)));
    return digestWords({ steps, renewals, signatures, due }, rules);
  }
}
