import type { Service } from '@firewatch/shared/domain/service';
import type { IncidentDetail } from '@firewatch/shared/wire/incidents';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { Tx } from './database.js';
import type { SeenIncident } from './incident-views.repo.js';

export interface ExposureRow {
  readonly device_id: string;
  readonly customer_id: string;
  readonly service: Service;
  readonly kind: 'exposed' | 'weakened';
  readonly from_at: number;
  readonly to_at: number | null;
}
export interface BlindRow {
  readonly device_id: string;
  readonly customer_id: string;
  readonly from_at: number;
  readonly to_at: number | null;
}

/** What the incident's devices did not have while it lasted. */
export async function exposuresDuring(
  tx: Tx,
  incident: SeenIncident,
): Promise<{ readonly exposures: ExposureRow[]; readonly blind: BlindRow[] }> {
  const from = Math.min(incident.openedAt, ...incident.members.map((member) => member.since));
  const window = [
    incident.members.map((member) => member.deviceId),
    new Date(from),
    new Date(incident.closedAt ?? incident.now),
  ];
  const during = '(to_at is null or to_at > $2) and from_at <= $3 and device_id = any ($1::uuid[])';
  const exposures = await tx.query<ExposureRow>(
    `select device_id, customer_id, service, kind, from_at, to_at from exposures where ${during} order by from_at`,
    window,
  );
  const blind = await tx.query<BlindRow>(
    `select device_id, customer_id, from_at, to_at from blind_spells where ${during} order by from_at`,
    window,
  );
  return { exposures, blind };
}

/** Suspected in the same cohort, not yet members: they never count. */
export async function suspectedBeside(tx: Tx, incident: SeenIncident): Promise<number> {
  if (!incident.isOpen || incident.cohort === null) return 0;
  const [row] = await tx.query<{ n: number }>(
    `select count(*) as n from device_state s join devices d on d.id = s.device_id
     where d.cohort = $1 and d.removed_at is null and s.is_suspected and not (d.id = any ($2::uuid[]))`,
    [
      incident.cohort,
      incident.members.filter((member) => member.leftAt === null).map((member) => member.deviceId),
    ],
  );
  return row?.n ?? 0;
}

/** What people wrote and what we did, oldest first; RLS leaves out what is for other customers. */
export async function timelineOf(tx: Tx, incidentId: string): Promise<IncidentDetail['updates']> {
  const rows = await tx.query<{
    id: number;
    at: number;
    kind: string;
    author: string | null;
    body: string;
    customerId: string | null;
  }>(
    `select id, at, kind, author_name as author, body, customer_id as "customerId" from incident_updates
     where incident_id = $1 order by at desc, id desc limit 1000`,
    [incidentId],
  );
  return rows.reverse().map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
}

interface DeliveryRow {
  readonly id: string;
  readonly channelName: string;
  readonly destination: string;
  readonly noticeKind: IncidentDetail['deliveries'][number]['noticeKind'];
  readonly subject: string;
  readonly state: IncidentDetail['deliveries'][number]['state'];
  readonly attempts: number;
  readonly createdAt: number;
  readonly deliveredAt: number | null;
  readonly nextAttemptAt: number | null;
  readonly reason: string | null;
  readonly answer: string | null;
}

/** One line per delivery; RLS gives none to people scoped to customers. */
export async function whoKnows(tx: Tx, incidentId: string): Promise<IncidentDetail['deliveries']> {
  const rows = await tx.query<DeliveryRow>(
    `select d.id, c.name as "channelName", d.destination, n.kind as "noticeKind",
       coalesce(n.content#>>'{headline,title}', '') as subject, d.state, d.attempts, d.created_at as "createdAt",
       d.delivered_at as "deliveredAt", case when d.state = 'waiting' then d.next_attempt_at end as "nextAttemptAt",
       d.last_reason as reason, d.answer
     from deliveries d join notices n on n.id = d.notice_id join channels c on c.id = d.channel_id
     where d.incident_id = $1 order by d.created_at, d.id limit 1000`,
    [incidentId],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: new Date(row.createdAt).toISOString(),
    deliveredAt: isoOrNull(row.deliveredAt),
    nextAttemptAt: isoOrNull(row.nextAttemptAt),
  }));
}

/** The set that a credential incident is about; null where the scope does not see it. */
export async function credentialSetOf(
  tx: Tx,
  incidentId: string,
): Promise<{ id: string; name: string } | null> {
  const [set] = await tx.query<{ id: string; name: string }>(
    `select c.id, c.name from incidents i join credential_sets c on c.id = i.credential_set_id
     where i.id = $1 and i.kind = 'credential'`,
    [incidentId],
  );
  return set ?? null;
}

/** The groups that devices are in, as far as the scope sees them. */
export async function groupsOfDevices(
  tx: Tx,
  deviceIds: readonly string[],
): Promise<Map<string, { id: string; name: string; deviceCount: number }>> {
  const rows = await tx.query<{ device_id: string; id: string; name: string; deviceCount: number }>(
    `select d.id as device_id, g.id, g.name,
       (select count(*) from devices o where o.group_id = g.id and o.removed_at is null) as "deviceCount"
     from devices d join groups g on g.id = d.group_id where d.id = any ($1::uuid[])`,
    [[...deviceIds]],
  );
  return new Map(rows.map(({ device_id, ...group }) => [device_id, group]));
}

/** Accepted pairs of the devices of an identity incident. */
export async function acceptedPairs(
  tx: Tx,
  deviceIds: readonly string[],
): Promise<Map<string, { serial: string; fingerprint: string }[]>> {
  const rows = await tx.query<{ device_id: string; serial: string; fingerprint: string }>(
    'select device_id, serial, fingerprint from device_identities where device_id = any ($1::uuid[]) order by accepted_at',
    [[...deviceIds]],
  );
  const pairs = new Map<string, { serial: string; fingerprint: string }[]>();
  for (const { device_id, ...pair } of rows) pairs.set(device_id, [...(pairs.get(device_id) ?? []), pair]);
  return pairs;
}
