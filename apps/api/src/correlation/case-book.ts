import type { LostDevice, OpenIncident } from '@firewatch/shared/domain/incident-case';
import type { Severity } from '@firewatch/shared/domain/incident';
import { incidentLabel } from '@firewatch/shared/domain/incident-label';
import type { Tx } from '../store/database.js';
import type { NewEvent } from '../store/events.repo.js';
import { leaveMembers, putMembers, type StoredMember } from '../store/incident-members.repo.js';
import { addTimeline, type TimelineEntry } from '../store/incident-timeline.repo.js';
import {
  insertIncident,
  saveAck,
  saveIncident,
  type Ack,
  type NewIncident,
  type StoredIncident,
} from '../store/incidents.repo.js';

const labelOf = (incident: StoredIncident): string => incidentLabel(incident.kind, incident.number);

/** The incidents of one pass: every change is written at once and remembered for the events at its end. */
export class CaseBook {
  private readonly byId = new Map<string, StoredIncident>();
  private readonly changes = new Map<string, 'incident.opened' | 'incident.changed' | 'incident.closed'>();

  constructor(
    private readonly tx: Tx,
    readonly now: number,
    incidents: readonly StoredIncident[],
  ) {
    for (const incident of incidents) this.byId.set(incident.id, incident);
  }

  all(): readonly StoredIncident[] {
    return [...this.byId.values()];
  }

  open(): readonly StoredIncident[] {
    return this.all().filter((incident) => incident.state === 'open');
  }

  get(id: string): StoredIncident | undefined {
    return this.byId.get(id);
  }

  /** Ids of incidents that changed in this pass. */
  changed(): readonly string[] {
    return [...this.changes.keys()];
  }

  async start(
    incident: NewIncident,
    members: readonly StoredMember[],
    body: string,
  ): Promise<StoredIncident> {
    const stored = await insertIncident(this.tx, incident);
    this.byId.set(stored.id, stored);
    this.changes.set(stored.id, 'incident.opened');
    await addTimeline(this.tx, stored.id, this.now, [{ kind: 'opened', body }]);
    await this.put(stored, members, 'first');
    return stored;
  }

  /** Joins members or changes them; `silent` changes leave no line in the timeline. */
  async put(
    incident: StoredIncident,
    members: readonly StoredMember[],
    how: 'first' | 'join' | 'silent',
  ): Promise<void> {
    if (members.length === 0) return;
    await putMembers(this.tx, incident.id, members);
    const ids = new Set(members.map((member) => member.deviceId));
    incident.members = [...incident.members.filter((member) => !ids.has(member.deviceId)), ...members];
    if (how === 'join') {
      await this.note(
        incident,
        members.map((member) => ({
          kind: 'joined',
          body: `${member.deviceName} joined`,
          customerId: member.customerId,
        })),
      );
    }
    this.touch(incident);
  }

  async leave(incident: StoredIncident, deviceIds: readonly string[], body: string): Promise<void> {
    const gone = incident.members.filter(
      (member) => member.leftAt === null && deviceIds.includes(member.deviceId),
    );
    if (gone.length === 0) return;
    await leaveMembers(
      this.tx,
      incident.id,
      gone.map((member) => member.deviceId),
      this.now,
    );
    incident.members = incident.members.map((member) =>
      gone.includes(member) ? { ...member, leftAt: this.now } : member,
    );
    await this.note(
      incident,
      gone.map((member) => ({
        kind: 'left',
        body: `${member.deviceName} ${body}`,
        customerId: member.customerId,
      })),
    );
    this.touch(incident);
  }

  /** More than the one device it began with: it is about several from now on. */
  async widen(incident: StoredIncident): Promise<void> {
    if (incident.deviceId === null) return;
    incident.deviceId = null;
    await this.save(incident);
  }

  async raise(incident: StoredIncident, severity: Severity): Promise<void> {
    incident.severity = severity;
    await this.save(incident);
  }

  async close(incident: StoredIncident, why: string): Promise<void> {
    incident.state = 'closed';
    incident.closedAt = this.now;
    incident.nextLookAt = null;
    if (incident.ackedAt !== null) await this.ack(incident, null);
    await saveIncident(this.tx, incident, why);
    await this.note(incident, [{ kind: 'closed', body: why }]);
    this.changes.set(incident.id, 'incident.closed');
  }

  /** The fleet or group incident speaks for it from now on. */
  async absorb(incident: StoredIncident, by: StoredIncident): Promise<void> {
    incident.absorbedBy = by.id;
    const customers = new Set(incident.members.map((member) => member.customerId));
    await this.note(by, [
      {
        // Whoever sees only part of `by` must not count the others' incidents in it.
        customerId: customers.size === 1 ? ([...customers][0] ?? null) : null,
        kind: 'adopted',
        body: `${labelOf(incident)} became part of this`,
        detail: { incidentId: incident.id },
      },
    ]);
    await this.close(incident, `became part of ${labelOf(by)}`);
  }

  async ack(incident: StoredIncident, ack: Ack | null): Promise<void> {
    incident.ackedAt = ack?.at ?? null;
    incident.ackUntil = ack?.until ?? null;
    await saveAck(this.tx, incident, ack);
    this.touch(incident);
  }

  async save(incident: StoredIncident): Promise<void> {
    await saveIncident(this.tx, incident);
    this.touch(incident);
  }

  /** Only times of ours changed: nobody needs to look again. */
  async saveTimes(incident: StoredIncident): Promise<void> {
    await saveIncident(this.tx, incident);
  }

  async note(incident: StoredIncident, entries: readonly TimelineEntry[]): Promise<void> {
    await addTimeline(this.tx, incident.id, this.now, entries);
  }

  touch(incident: StoredIncident): void {
    if (!this.changes.has(incident.id)) this.changes.set(incident.id, 'incident.changed');
  }

  /** One event for people who see everything and one for each customer concerned. */
  events(): readonly NewEvent[] {
    return [...this.changes].flatMap(([id, type]) => {
      const incident = this.byId.get(id);
      if (!incident) return [];
      const customers = new Set(incident.members.map((member) => member.customerId));
      const payload = { kind: incident.kind, label: labelOf(incident), state: incident.state };
      return [null, ...customers].map((customerId) => ({ type, customerId, incidentId: id, payload }));
    });
  }
}

/** A stored incident in the core's own words: members that have not left, with what they lost. */
export function asOpen(incident: StoredIncident): OpenIncident {
  const members: LostDevice[] = incident.members
    .filter((member) => member.leftAt === null)
    .map((member) => ({ deviceId: member.deviceId, lost: member.detail.lost }));
  const { id, kind, cohort, turn, deviceId, siteId, severity, since, findings } = incident;
  const { waveAt = since, heldUntil = null } = findings;
  return { id, kind, cohort, turn, deviceId, siteId, severity, waveAt, heldUntil, members };
}
