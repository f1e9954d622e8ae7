import type { IncidentKind, Severity } from '@firewatch/shared/domain/incident';
import type { TurnFamily } from '@firewatch/shared/domain/verdict-words';
import type { Tx } from './database.js';
import { loadMembers, type StoredMember } from './incident-members.repo.js';

/** `incidents.findings`: what the core found, numbers and names only; sentences are built per reader. */
export interface StoredFindings {
  readonly isSudden?: boolean;
  readonly vendorName?: string | null;
  readonly authority?: string;
  readonly cohortSize?: number | null;
  readonly others?: { readonly bad: number; readonly of: number } | null;
  readonly models?: number;
  readonly firmwares?: number;
  /** Where the wave of a fleet incident began, epoch ms. */
  readonly waveAt?: number;
  /** Epoch ms; a flapping device's incident stays open until then. */
  readonly heldUntil?: number;
  /** The follow-up's sweep, epoch ms. */
  readonly followUpSweptAt?: number;
  readonly siteName?: string | null;
  readonly credentialName?: string | null;
  /** Ended because nobody in it is watched any more. */
  readonly isWithdrawn?: true;
  /** About our own reads, not about a device: it has no members. */
  readonly isOwnDelay?: true;
  /** The maintenance window that keeps it silent until then, epoch ms; null = no longer. */
  readonly maintenance?: {
    readonly windowId: string;
    readonly until: number | null;
    readonly isOpenedInside: boolean;
  };
}

export interface StoredIncident {
  readonly id: string;
  readonly number: number;
  readonly kind: IncidentKind;
  state: 'open' | 'closed';
  severity: Severity;
  readonly cohort: string | null;
  readonly turn: TurnFamily | null;
  deviceId: string | null;
  readonly credentialSetId: string | null;
  readonly siteId: string | null;
  readonly openedAt: number;
  closedAt: number | null;
  readonly since: number;
  findings: StoredFindings;
  ackedAt: number | null;
  ackUntil: number | null;
  absorbedBy: string | null;
  noticeNotBefore: number | null;
  nextLookAt: number | null;
  members: StoredMember[];
}

export type NewIncident = Pick<
  StoredIncident,
  | 'kind'
  | 'severity'
  | 'cohort'
  | 'turn'
  | 'deviceId'
  | 'credentialSetId'
  | 'siteId'
  | 'since'
  | 'findings'
  | 'noticeNotBefore'
> & { readonly openedAt: number };

const HEAD = `id, number, kind, state, severity, cohort, turn, device_id as "deviceId", credential_set_id as "credentialSetId",
  site_id as "siteId", opened_at as "openedAt", closed_at as "closedAt", since, findings, acked_at as "ackedAt",
  ack_until as "ackUntil", absorbed_by as "absorbedBy", notice_not_before as "noticeNotBefore", next_look_at as "nextLookAt"`;

/** Which open incidents a pass must know. */
export interface Touched {
  readonly cohorts: readonly string[];
  readonly deviceIds: readonly string[];
  readonly siteIds: readonly string[];
  readonly credentialSetIds: readonly string[];
  readonly incidentIds: readonly string[];
  /** A maintenance window changed: everything that one keeps silent. */
  readonly isMaintenanceTurned: boolean;
  /** Everything whose next look has come by then, epoch ms. */
  readonly now: number;
}

/** Open incidents a pass may change, and closed ones that are due for a look, with all their members. */
export async function loadIncidents(tx: Tx, touched: Touched): Promise<StoredIncident[]> {
  const heads = await tx.query<Omit<StoredIncident, 'members'>>(
    `select ${HEAD} from incidents i
     where (state = 'open' and (cohort = any($1::text[]) or site_id = any($2::uuid[]) or credential_set_id = any($3::uuid[])
         or id in (select incident_id from incident_members where device_id = any($4::uuid[]) and left_at is null) or findings ? 'isOwnDelay'
         or ($7 and findings->'maintenance'->'until' is distinct from 'null' and findings ? 'maintenance')))
       or id = any($5::uuid[]) or next_look_at <= $6
     order by number`,
    [
      touched.cohorts,
      touched.siteIds,
      touched.credentialSetIds,
      touched.deviceIds,
      touched.incidentIds,
      new Date(touched.now),
      touched.isMaintenanceTurned,
    ],
  );
  const members = await loadMembers(
    tx,
    heads.map((head) => head.id),
  );
  return heads.map((head) => ({ ...head, members: members.get(head.id) ?? [] }));
}

export async function insertIncident(tx: Tx, incident: NewIncident): Promise<StoredIncident> {
  const [row] = await tx.query<{ id: string; number: number }>(
    `insert into incidents (kind, severity, cohort, turn, device_id, credential_set_id, site_id, opened_at, since, findings, notice_not_before)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id, number`,
    [
      incident.kind,
      incident.severity,
      incident.cohort,
      incident.turn,
      incident.deviceId,
      incident.credentialSetId,
      incident.siteId,
      new Date(incident.openedAt),
      new Date(incident.since),
      incident.findings,
      instant(incident.noticeNotBefore),
    ],
  );
  if (!row) throw new Error('an incident was not stored');
  return {
    ...incident,
    ...row,
    state: 'open',
    closedAt: null,
    ackedAt: null,
    ackUntil: null,
    absorbedBy: null,
    nextLookAt: null,
    members: [],
  };
}

const instant = (at: number | null): Date | null => (at === null ? null : new Date(at));

/** Writes back what a pass may change on the incident's own row. */
export async function saveIncident(
  tx: Tx,
  incident: StoredIncident,
  closedWhy: string | null = null,
): Promise<void> {
  await tx.query(
    `update incidents set state = $2, severity = $3, closed_at = $4, closed_why = coalesce($5, closed_why), findings = $6,
       absorbed_by = $7, notice_not_before = $8, next_look_at = $9, device_id = $10 where id = $1`,
    [
      incident.id,
      incident.state,
      incident.severity,
      instant(incident.closedAt),
      closedWhy,
      incident.findings,
      incident.absorbedBy,
      instant(incident.noticeNotBefore),
      instant(incident.nextLookAt),
      incident.deviceId,
    ],
  );
}

export interface Ack {
  readonly at: number;
  readonly byId: string | null;
  readonly reason: string;
  readonly until: number | null;
}

/** Null takes the acknowledgement away. */
export async function saveAck(tx: Tx, incident: StoredIncident, ack: Ack | null): Promise<void> {
  const active = incident.members.filter((member) => member.leftAt === null).length;
  await tx.query(
    `update incidents set acked_at = $2, acked_by = $3, ack_reason = $4, ack_until = $5, ack_members = $6 where id = $1`,
    [
      incident.id,
      instant(ack?.at ?? null),
      ack?.byId ?? null,
      ack?.reason ?? null,
      instant(ack?.until ?? null),
      ack ? active : null,
    ],
  );
}
