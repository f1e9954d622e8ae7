import type { LostService } from '@firewatch/shared/domain/incident-case';
import type { IncidentMember } from '@firewatch/shared/domain/incident';
import type { UnreadableReason } from '@firewatch/shared/domain/reading';
import type { Tx } from './database.js';

/** What a member's row keeps beyond its columns. */
export interface MemberDetail {
  readonly lost: readonly LostService[];
  readonly model: string | null;
  readonly firmware: string | null;
  readonly signatureVersion: string | null;
  /** No-data, identity, credential: why reads fail. */
  readonly why?: UnreadableReason;
  readonly text?: string;
  /** Taken in before its own deadline: leaves as soon as it answers. */
  readonly isAdopted?: boolean;
  readonly metSerial?: string | null;
  readonly metFingerprint?: string | null;
}

export interface StoredMember extends IncidentMember {
  readonly detail: MemberDetail;
}

/** Members of each incident by its id, those that left included, oldest loss first. */
export async function loadMembers(
  tx: Tx,
  incidentIds: readonly string[],
): Promise<Map<string, StoredMember[]>> {
  const found = new Map<string, StoredMember[]>();
  if (incidentIds.length === 0) return found;
  const rows = await tx.query<Omit<StoredMember, 'model' | 'firmware'> & { incidentId: string }>(
    `select m.incident_id as "incidentId", m.device_id as "deviceId", d.name as "deviceName", m.customer_id as "customerId",
       c.name as "customerName", d.site_id as "siteId", m.services, m.since, m.not_before as "notBefore",
       m.paid_until as "paidUntil", m.joined_at as "joinedAt", m.left_at as "leftAt", m.detail
     from incident_members m join devices d on d.id = m.device_id join customers c on c.id = m.customer_id
     where m.incident_id = any($1::uuid[]) order by m.since, d.name`,
    [incidentIds],
  );
  for (const { incidentId, ...row } of rows) {
    const detail = { ...EMPTY_DETAIL, ...row.detail };
    const list = found.get(incidentId) ?? [];
    list.push({ ...row, detail, model: detail.model, firmware: detail.firmware });
    found.set(incidentId, list);
  }
  return found;
}

const EMPTY_DETAIL: MemberDetail = { lost: [], model: null, firmware: null, signatureVersion: null };

/** Joins or changes members in one statement; a member that had left is back. */
export async function putMembers(
  tx: Tx,
  incidentId: string,
  members: readonly StoredMember[],
): Promise<void> {
  await tx.query(
    `insert into incident_members (incident_id, device_id, customer_id, services, since, not_before, paid_until, joined_at, detail)
     select $1, m.device_id, m.customer_id, m.services, to_timestamp(m.since / 1000.0), to_timestamp(m.not_before / 1000.0),
       to_timestamp(m.paid_until / 1000.0), to_timestamp(m.joined_at / 1000.0), m.detail
     from jsonb_to_recordset($2::jsonb) as m (device_id uuid, customer_id uuid, services text[], since double precision,
       not_before double precision, paid_until double precision, joined_at double precision, detail jsonb)
     on conflict (incident_id, device_id) do update set services = excluded.services, since = excluded.since,
       not_before = excluded.not_before, paid_until = excluded.paid_until, joined_at = excluded.joined_at, left_at = null,
       detail = excluded.detail`,
    [
      incidentId,
      JSON.stringify(
        members.map((member) => ({
          device_id: member.deviceId,
          customer_id: member.customerId,
          services: member.services,
          since: member.since,
          not_before: member.notBefore,
          paid_until: member.paidUntil,
          joined_at: member.joinedAt,
          detail: member.detail,
        })),
      ),
    ],
  );
}

export async function leaveMembers(
  tx: Tx,
  incidentId: string,
  deviceIds: readonly string[],
  at: number,
): Promise<void> {
  await tx.query(
    'update incident_members set left_at = $3 where incident_id = $1 and device_id = any($2::uuid[]) and left_at is null',
    [incidentId, deviceIds, new Date(at)],
  );
}
