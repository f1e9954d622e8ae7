import { decide, type TellableIncident, type ToldNotice } from '@firewatch/shared/domain/notices';
import { followUpAt, followUpSweepAt } from '@firewatch/shared/domain/opening-window';
import { incidentLabel } from '@firewatch/shared/domain/incident-label';
import type { NoticeKind } from '@firewatch/shared/domain/incident';
import type { Silence } from '@firewatch/shared/domain/maintenance';
import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import type { Policy } from '@firewatch/shared/domain/policy';
import type { Tx } from '../store/database.js';
import type { StoredIncident } from '../store/incidents.repo.js';
import { createEndNotice, createNotice } from '../store/notices.repo.js';
import type { CaseBook } from './case-book.js';
import type { CohortWatch } from './cohort-watch.js';
import { ContactCases } from './contact-cases.js';
import { Hush } from './hush.js';
import { contentOf, customersOf, unitsOf } from './notice-content.js';

export interface DeskScene {
  readonly tx: Tx;
  readonly book: CaseBook;
  readonly watch: CohortWatch;
  readonly policy: Policy;
  /** IANA name of the zone in which messages tell times. */
  readonly zone: string;
}

/** After this many messages in one pass something is wrong with the rules, not with the fleet. */
const MOST_PER_PASS = 3;

/** Lines of the timeline that everyone reads who has one firewall in it: the headline would tell them the size of the whole. */
const TOLD: Readonly<Record<NoticeKind, string>> = {
  opened: 'First notice written',
  updated: 'Update written to those who were told',
  reminder: 'Reminder written: nobody has acknowledged',
  resolved: 'Notice of the end written',
  'opened-and-resolved': 'One notice of opening and end written',
};

/** When a service of one firewall joined is not stored: there it counts as later. */
const hasGrownSince = ({ kind, members }: StoredIncident, at: number): boolean =>
  kind === 'device' || members.some(({ leftAt, joinedAt }) => leftAt === null && joinedAt > at);

/** Decides what is told about the incidents of a pass and stores it with them. */
export class NoticeDesk {
  private readonly made: string[] = [];

  constructor(private readonly scene: DeskScene) {}

  /** @returns ids of the delivery rows. */
  async tell(incidents: readonly StoredIncident[]): Promise<readonly string[]> {
    const hush = await Hush.over(this.scene, incidents);
    for (const incident of incidents) {
      await this.expireAck(incident);
      await this.tellOne(incident, hush);
    }
    return this.made;
  }

  private async expireAck(incident: StoredIncident): Promise<void> {
    const { book } = this.scene;
    if (incident.ackedAt === null || incident.ackUntil === null || incident.ackUntil > book.now) return;
    await book.ack(incident, null);
    await book.note(incident, [{ kind: 'unack', body: 'The acknowledgement reached its end' }]);
  }

  private async tellOne(incident: StoredIncident, hush: Hush): Promise<void> {
    const { book, policy } = this.scene;
    const silence = hush.silenceOf(incident);
    await hush.mark(incident, silence);
    let log = hush.logOf(incident);
    for (let round = 0; round < MOST_PER_PASS; round += 1) {
      const sweepLookAt = await this.followUpSweep(incident, log);
      const decision = decide(this.tellable(incident, silence), log, policy, book.now);
      if (decision.send !== null) {
        if (decision.clearsAck) await this.clearAck(incident);
        await hush.speaks(incident);
        await this.send(incident, decision.send, decision.reason);
        log = [...log, this.toldNow(incident, decision.send)];
      } else if (decision.withheld && silence) {
        const { withheld } = decision;
        await hush.withhold(incident, silence, { ...withheld, content: this.contentOf(incident) });
        log = [...log, { ...this.toldNow(incident, withheld.kind), isWithheld: true }];
      } else {
        await this.lookAgain(incident, [decision.lookAt, sweepLookAt]);
        return;
      }
    }
  }

  private async clearAck(incident: StoredIncident): Promise<void> {
    const { book } = this.scene;
    if (incident.ackedAt === null) return;
    await book.ack(incident, null);
    await book.note(incident, [
      { kind: 'unack', body: 'It became worse: the acknowledgement no longer holds' },
    ]);
  }

  private toldNow(incident: StoredIncident, kind: NoticeKind): ToldNotice {
    return {
      kind,
      at: this.scene.book.now,
      severity: incident.severity,
      units: unitsOf(incident),
      customerIds: customersOf(incident),
    };
  }

  private tellable(incident: StoredIncident, silence: Silence | null): TellableIncident {
    const { book, watch } = this.scene;
    const { heldUntil, followUpSweptAt } = incident.findings;
    const isOpenWindow = incident.cohort !== null && watch.isOpen(incident.cohort);
    return {
      kind: incident.kind,
      state: incident.state,
      isAbsorbed: incident.absorbedBy !== null,
      severity: incident.severity,
      units: unitsOf(incident),
      customerIds: customersOf(incident),
      ack:
        incident.ackedAt === null
          ? null
          : { until: incident.ackUntil, isOutgrown: hasGrownSince(incident, incident.ackedAt) },
      notBefore: incident.noticeNotBefore,
      isSweeping:
        isOpenWindow &&
        followUpSweptAt !== undefined &&
        book.now < followUpSweptAt + this.scene.policy.opening.closesAfterMs,
      isFlapping: heldUntil !== undefined && heldUntil > book.now,
      silence,
    };
  }

  /** One more sweep before the follow-up of a fleet incident. @returns when to look again for it. */
  private async followUpSweep(incident: StoredIncident, log: readonly ToldNotice[]): Promise<number | null> {
    const { book, policy, watch } = this.scene;
    const [opened] = log;
    if (incident.kind !== 'fleet' || incident.state !== 'open' || incident.cohort === null || !opened)
      return null;
    const isOver = book.now >= followUpAt(opened.at, policy) + policy.opening.closesAfterMs;
    if (incident.findings.followUpSweptAt !== undefined || isOver) return null;
    const last = watch.lastSweepAt(incident.cohort);
    const at = Math.max(followUpSweepAt(opened.at, policy), last === null ? 0 : last + policy.sweep.everyMs);
    if (book.now < at) return at;
    const reads = await watch.sight(incident.cohort, { suspected: [], confirmed: [] }, true);
    incident.findings = { ...incident.findings, followUpSweptAt: book.now };
    if (reads) {
      await book.note(incident, [{ kind: 'sweep', body: 'Every firewall of this kind is read once more' }]);
    }
    return null;
  }

  private async send(incident: StoredIncident, kind: NoticeKind, reason: string): Promise<void> {
    const { tx, book } = this.scene;
    const content = this.contentOf(incident);
    const rows =
      kind === 'resolved'
        ? await createEndNotice(tx, { incidentId: incident.id, resolved: content, both: content })
        : await createNotice(tx, { incidentId: incident.id, kind, content });
    this.made.push(...rows);
    await book.note(incident, [{ kind: 'notice', body: TOLD[kind], detail: { kind, reason } }]);
    book.touch(incident);
  }

  private contentOf(incident: StoredIncident): NoticeContent {
    const { book, zone } = this.scene;
    const adopted = book
      .all()
      .filter((one) => one.absorbedBy === incident.id)
      .map((one) => incidentLabel(one.kind, one.number));
    return contentOf(incident, { now: book.now, zone, adopted });
  }

  private async lookAgain(incident: StoredIncident, times: readonly (number | null)[]): Promise<void> {
    const { book } = this.scene;
    const { heldUntil } = incident.findings;
    const isOpen = incident.state === 'open';
    const all = [
      ...times,
      isOpen ? incident.ackUntil : null,
      ContactCases.nextLook(incident, book.now),
      isOpen && heldUntil !== undefined && heldUntil > book.now ? heldUntil : null,
    ].filter((at): at is number => at !== null);
    incident.nextLookAt = all.length === 0 ? null : Math.max(Math.min(...all), book.now + 1);
    await book.saveTimes(incident);
  }
}
