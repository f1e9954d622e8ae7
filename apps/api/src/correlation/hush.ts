import { silenceOf, type RunningWindow, type Silence } from '@firewatch/shared/domain/maintenance';
import type { NoticeKind } from '@firewatch/shared/domain/incident';
import type { ToldNotice } from '@firewatch/shared/domain/notices';
import { timeWords } from '@firewatch/shared/domain/time-words';
import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import type { Tx } from '../store/database.js';
import type { StoredIncident } from '../store/incidents.repo.js';
import { nowTold, runningOver, withheldLog, withhold } from '../store/maintenance-engine.repo.js';
import { noticeLog } from '../store/notices.repo.js';
import type { CaseBook } from './case-book.js';

/** Whom an incident is about: those it still has; when it is over, all it had. */
function devicesOf(incident: StoredIncident): readonly string[] {
  const active = incident.members.filter((one) => one.leftAt === null);
  const counted = incident.state === 'closed' ? incident.members : active;
  return counted.map((one) => one.deviceId);
}

const WITHHELD: Readonly<Record<NoticeKind, string>> = {
  opened: 'The first notice is withheld',
  updated: 'An update is withheld',
  reminder: 'A reminder is withheld',
  resolved: 'Came and went: nobody was paged',
  'opened-and-resolved': 'Came and went: nobody was paged',
};

/** Maintenance windows as the notices of one pass meet them. */
export class Hush {
  private constructor(
    private readonly scene: { readonly tx: Tx; readonly book: CaseBook; readonly zone: string },
    private readonly windows: readonly RunningWindow[],
    private readonly logs: ReadonlyMap<string, readonly ToldNotice[]>,
  ) {}

  static async over(scene: Hush['scene'], incidents: readonly StoredIncident[]): Promise<Hush> {
    const { tx, book } = scene;
    const ids = incidents.map((incident) => incident.id);
    const told = await noticeLog(tx, ids);
    const withheld = await withheldLog(tx, ids);
    const logs = new Map(
      ids.map((id) => {
        const all = [...(told.get(id) ?? []), ...(withheld.get(id) ?? [])];
        return [id, all.sort((a, b) => a.at - b.at)] as const;
      }),
    );
    const devices = new Set(incidents.flatMap(devicesOf));
    return new Hush(scene, await runningOver(tx, [...devices], book.now), logs);
  }

  logOf(incident: StoredIncident): readonly ToldNotice[] {
    return this.logs.get(incident.id) ?? [];
  }

  silenceOf(incident: StoredIncident): Silence | null {
    return silenceOf(devicesOf(incident), this.windows, this.scene.book.now);
  }

  /** Marks the incident as inside, or as out again. */
  async mark(incident: StoredIncident, silence: Silence | null): Promise<void> {
    const { book } = this.scene;
    const before = incident.findings.maintenance;
    if (silence === null) {
      if (before === undefined || before.until === null) return;
      incident.findings = { ...incident.findings, maintenance: { ...before, until: null } };
      if (incident.state === 'open') {
        await book.note(incident, [{ kind: 'notice', body: 'The maintenance window no longer covers it' }]);
      }
      return book.save(incident);
    }
    if (before?.windowId === silence.windowId && before.until === silence.until) return;
    const isOpenedInside = before?.isOpenedInside ?? this.logOf(incident).length === 0;
    incident.findings = { ...incident.findings, maintenance: { ...silence, isOpenedInside } };
    return book.save(incident);
  }

  /** Something goes out: what was withheld of it before is made good by it. */
  async speaks(incident: StoredIncident): Promise<void> {
    const { tx, book } = this.scene;
    const wasSilent = this.logOf(incident).some((notice) => notice.isWithheld === true);
    if (wasSilent) await nowTold(tx, incident.id, book.now);
  }

  async withhold(
    incident: StoredIncident,
    silence: Silence,
    notice: { readonly kind: NoticeKind; readonly reason: string; readonly content: NoticeContent },
  ): Promise<void> {
    const { tx, book, zone } = this.scene;
    await withhold(tx, { ...notice, windowId: silence.windowId, incidentId: incident.id, at: book.now });
    const until = timeWords(zone, book.now).clock(silence.until);
    await book.note(incident, [
      {
        kind: 'notice',
        body: `${WITHHELD[notice.kind]}, maintenance until ${until}`,
        detail: { kind: notice.kind, reason: notice.reason, withheldBy: silence.windowId },
      },
    ]);
    book.touch(incident);
  }
}
