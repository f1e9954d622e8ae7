import {
  currentMembers,
  describeIncident,
  type DescribedIncident,
  type TimeWords,
} from '@firewatch/shared/domain/incident-description';
import type { Headline } from '@firewatch/shared/domain/headline';
import { incidentLabel } from '@firewatch/shared/domain/incident-label';
import { SERVICES } from '@firewatch/shared/domain/service';
import { timeWords } from '@firewatch/shared/domain/time-words';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { IncidentRow } from '@firewatch/shared/wire/incidents';
import type { Tx } from './database.js';
import { describedMember } from './incident-words.js';
import { loadMembers, type StoredMember } from './incident-members.repo.js';
import type { StoredFindings, StoredIncident } from './incidents.repo.js';

/** An incident as one reader may see it: RLS has left only their members. Instants epoch ms. */
export interface SeenIncident extends Pick<
  StoredIncident,
  | 'id'
  | 'number'
  | 'kind'
  | 'severity'
  | 'cohort'
  | 'turn'
  | 'deviceId'
  | 'openedAt'
  | 'since'
  | 'findings'
  | 'ackedAt'
  | 'ackUntil'
> {
  readonly isOpen: boolean;
  readonly closedAt: number | null;
  readonly closedWhy: string | null;
  readonly ackedBy: string | null;
  readonly ackReason: string | null;
  readonly absorbedId: string | null;
  readonly absorbedKind: StoredIncident['kind'] | null;
  readonly absorbedNumber: number | null;
  readonly seesAll: boolean;
  readonly now: number;
  readonly members: readonly StoredMember[];
}

/** For a reader scoped to customers it is over when the last of their own devices is back. */
const IS_OPEN = `(i.state = 'open' and (fw_sees_all() or exists (
  select 1 from incident_members om where om.incident_id = i.id and om.left_at is null)))`;

const HEAD = `select i.id, i.number, i.kind, i.severity, i.cohort, i.turn, i.device_id as "deviceId", i.opened_at as "openedAt", i.since,
    i.findings, i.acked_at as "ackedAt", i.ack_until as "ackUntil", i.ack_reason as "ackReason", coalesce(p.name, i.ack_name) as "ackedBy",
    ${IS_OPEN} as "isOpen", i.closed_at as "closedAt", i.closed_why as "closedWhy",
    a.id as "absorbedId", a.kind as "absorbedKind", a.number as "absorbedNumber", fw_sees_all() as "seesAll", now() as now
  from incidents i left join people p on p.id = i.acked_by left join incidents a on a.id = i.absorbed_by`;

type Head = Omit<SeenIncident, 'members'>;

async function withMembers(tx: Tx, heads: readonly Head[]): Promise<SeenIncident[]> {
  const members = await loadMembers(
    tx,
    heads.map((head) => head.id),
  );
  return heads.map((head) => {
    const own = members.get(head.id) ?? [];
    const left = own.map((member) => member.leftAt).filter((at): at is number => at !== null);
    const closedAt = head.isOpen ? null : (head.closedAt ?? (left.length > 0 ? Math.max(...left) : head.now));
    return { ...head, closedAt, members: own };
  });
}

export interface IncidentFilter {
  readonly kind?: string | undefined;
  readonly state?: 'open' | 'closed' | undefined;
  readonly device?: string | undefined;
  readonly withAbsorbed: boolean;
  readonly after?:
    { readonly isOpen: boolean; readonly openedAt: number; readonly number: number } | undefined;
  readonly limit: number;
}

/** A cursor holds milliseconds: what the column has beyond them would fall between two pages. */
const OPENED_AT = `date_trunc('milliseconds', i.opened_at)`;

/** Open ones first, then youngest first. One more than `limit` when there is a next page. */
export async function listIncidents(tx: Tx, filter: IncidentFilter): Promise<SeenIncident[]> {
  const params: unknown[] = [filter.limit + 1];
  const parts: string[] = ['true'];
  const add = (value: unknown, sql: (n: string) => string): void => {
    if (value === undefined) return;
    params.push(value);
    parts.push(sql(`$${params.length}`));
  };
  add(filter.kind, (n) => `i.kind = ${n}`);
  add(filter.state === undefined ? undefined : filter.state === 'open', (n) => `${IS_OPEN} = ${n}`);
  add(
    filter.device,
    (n) => `i.id in (select dm.incident_id from incident_members dm where dm.device_id = ${n})`,
  );
  if (!filter.withAbsorbed) parts.push('i.absorbed_by is null');
  if (filter.after) {
    const { isOpen, openedAt, number } = filter.after;
    params.push(isOpen, new Date(openedAt), number);
    const at = params.length;
    parts.push(
      `(${IS_OPEN}, ${OPENED_AT}, i.number) < ($${at - 2}::boolean, $${at - 1}::timestamptz, $${at}::bigint)`,
    );
  }
  const heads = await tx.query<Head>(
    `${HEAD} where ${parts.join(' and ')} order by "isOpen" desc, ${OPENED_AT} desc, i.number desc limit $1`,
    params,
  );
  return withMembers(tx, heads);
}

export async function findIncident(tx: Tx, id: string): Promise<SeenIncident | null> {
  const [incident] = await withMembers(tx, await tx.query<Head>(`${HEAD} where i.id = $1`, [id]));
  return incident ?? null;
}

function describedIncident(incident: SeenIncident): DescribedIncident {
  const findings: StoredFindings = incident.findings;
  const { seesAll } = incident;
  return {
    kind: incident.kind,
    turn: incident.turn,
    state: incident.isOpen ? 'open' : 'closed',
    closedAt: incident.closedAt,
    isSudden: findings.isSudden ?? false,
    isSingle: incident.deviceId !== null,
    vendorName: findings.vendorName ?? null,
    siteName: findings.siteName ?? null,
    credentialName: seesAll ? (findings.credentialName ?? null) : null,
    cohortSize: seesAll ? (findings.cohortSize ?? null) : null,
    others: seesAll ? (findings.others ?? null) : null,
    members: incident.members.map(describedMember),
    ...(findings.isWithdrawn && { isWithdrawn: true }),
    ...(findings.isOwnDelay && { lateSince: incident.since }),
  };
}

/** In the installation's own zone: page and mail tell the same times. */
export const wordsAt = (now: number): TimeWords =>
  timeWords(Intl.DateTimeFormat().resolvedOptions().timeZone, now);

/** The sentences of an incident, for the reader it was loaded for. */
export const headlineOf = (incident: SeenIncident): Headline =>
  describeIncident(describedIncident(incident), wordsAt(incident.now));

/** Members the sizes count: those not back yet; when it is over, all. */
export const countedMembers = (incident: SeenIncident): readonly StoredMember[] =>
  currentMembers({ state: incident.isOpen ? 'open' : 'closed', members: incident.members });

const maintenanceOf = (found: StoredFindings['maintenance']): IncidentRow['maintenance'] =>
  found === undefined ? null : { ...found, until: isoOrNull(found.until) };

export function incidentRowOf(incident: SeenIncident): IncidentRow {
  const { title, subline, likely } = headlineOf(incident);
  const members = countedMembers(incident);
  const { ackedAt, findings } = incident;
  const since =
    incident.members.length > 0 ? Math.min(...incident.members.map((one) => one.since)) : incident.since;
  return {
    id: incident.id,
    label: incidentLabel(incident.kind, incident.number),
    kind: incident.kind,
    state: incident.isOpen ? 'open' : 'closed',
    severity: incident.severity,
    headline: title,
    subline,
    likely,
    deviceCount: members.length,
    cohortSize: incident.seesAll ? (findings.cohortSize ?? null) : null,
    customerCount: new Set(members.map((member) => member.customerId)).size,
    services: SERVICES.filter((service) => members.some((member) => member.services.includes(service))),
    since: new Date(since).toISOString(),
    openedAt: new Date(incident.openedAt).toISOString(),
    closedAt: isoOrNull(incident.closedAt),
    closedWhy: incident.isOpen ? null : incident.closedWhy,
    lastJoinedAt: isoOrNull(
      incident.members.length > 0 ? Math.max(...incident.members.map((member) => member.joinedAt)) : null,
    ),
    deviceId: incident.deviceId,
    maintenance: maintenanceOf(findings.maintenance),
    ack:
      ackedAt === null
        ? null
        : {
            at: new Date(ackedAt).toISOString(),
            by: incident.ackedBy ?? 'somebody',
            reason: incident.ackReason ?? '',
            until: isoOrNull(incident.ackUntil),
            newSince: members.filter((member) => member.joinedAt > ackedAt).length,
          },
    absorbedBy:
      incident.absorbedId && incident.absorbedKind
        ? {
            id: incident.absorbedId,
            label: incidentLabel(incident.absorbedKind, incident.absorbedNumber ?? 0),
          }
        : null,
  };
}

/** Incidents a device was part of, youngest first. */
export async function describedIncidentsOf(
  tx: Tx,
  deviceId: string,
  limit: number,
): Promise<{ id: string; label: string; headline: string; openedAt: string; closedAt: string | null }[]> {
  const incidents = await listIncidents(tx, { device: deviceId, withAbsorbed: true, limit });
  return incidents
    .slice(0, limit)
    .map(incidentRowOf)
    .map(({ id, label, headline, openedAt, closedAt }) => ({ id, label, headline, openedAt, closedAt }));
}
