import type { DeviceCore, DeviceState, Shown } from '@firewatch/shared/domain/device-state';
import type { IncidentKind } from '@firewatch/shared/domain/incident';
import { incidentLabel } from '@firewatch/shared/domain/incident-label';
import type { Verdict, VerdictReason } from '@firewatch/shared/domain/verdict-words';
import {
  agedOut,
  isoOrNull,
  liveFields,
  rowClauses,
  type Contact,
  type LiveDevice,
  type RowClauses,
} from '@firewatch/shared/wire/device-tuple';
import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { Tx } from './database.js';

interface RowRecord {
  readonly id: string;
  readonly name: string;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly site_id: string | null;
  readonly site_name: string | null;
  readonly vendor: string;
  readonly serial: string | null;
  readonly tags: readonly string[];
  readonly group_id: string | null;
  readonly group_name: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly created_at: number;
  readonly worst: Verdict | null;
  readonly worst_reason: VerdictReason | null;
  readonly worst_since: number | null;
  readonly is_suspected: boolean | null;
  readonly shown: LiveDevice['services'] | null;
  /** Without its facts: those are most of it, and no row needs them. */
  readonly core: DeviceCore | null;
  readonly contact: Contact | null;
  readonly believed_at: number | null;
  readonly read_at: number | null;
  readonly shown_until: number | null;
  readonly incident_id: string | null;
  readonly incident_kind: IncidentKind | null;
  readonly incident_number: number | null;
  readonly acked_at: number | null;
  readonly joined_at: number | null;
  readonly now: number;
}

const ROWS = `
  select d.id, d.name, d.customer_id, c.name as customer_name, d.site_id, s.name as site_name, d.vendor, d.serial, d.tags,
    g.id as group_id, g.name as group_name, d.created_at,
    st.core->>'model' as model, st.core->>'firmware' as firmware,
    st.worst, st.worst_reason, st.worst_since, st.is_suspected, st.shown,
    st.core - '{facts,factScopes,oddities}'::text[] as core,
    st.contact, st.believed_at, st.read_at, st.shown_until,
    i.id as incident_id, i.kind as incident_kind, i.number as incident_number, i.acked_at, i.joined_at, now() as now
  from devices d
  join customers c on c.id = d.customer_id
  left join sites s on s.id = d.site_id
  left join groups g on g.id = d.group_id
  left join device_state st on st.device_id = d.id
  left join lateral (
    -- The fleet incident first: it is the cause; then the youngest.
    select i.id, i.kind, i.number, i.acked_at, m.joined_at
    from incident_members m join incidents i on i.id = m.incident_id
    where m.device_id = d.id and m.left_at is null and i.state = 'open' and i.absorbed_by is null
    order by (i.kind = 'fleet') desc, i.opened_at desc limit 1) i on true
  where d.removed_at is null`;

function clausesOf(record: RowRecord): RowClauses {
  const { core } = record;
  const services = record.shown ?? {};
  if (!core) return { services, why: 'not read yet', lastGoodAt: null, paidUntil: null };
  const state = { core, pulse: { believedAt: record.believed_at } } as DeviceState;
  const judged: Shown = {
    services,
    worst: { verdict: record.worst ?? 'unknown', reason: record.worst_reason ?? 'never-read' },
    isSuspected: record.is_suspected ?? false,
    until: record.shown_until,
  };
  return rowClauses(state, judged);
}

function liveOf(record: RowRecord, clauses: RowClauses): LiveDevice {
  const device: LiveDevice = {
    id: record.id,
    worst: { verdict: record.worst ?? 'unknown', reason: record.worst_reason ?? 'never-read' },
    worstSince: record.worst_since ?? record.created_at,
    isSuspected: record.is_suspected ?? false,
    services: clauses.services,
    believedAt: record.believed_at,
    readAt: record.read_at,
    shownUntil: record.shown_until,
    lastGoodAt: clauses.lastGoodAt,
    why: clauses.why,
    contact: record.contact ?? 'never',
  };
  return agedOut(device, record.now);
}

function toRow(record: RowRecord): DeviceRow {
  const clauses = clausesOf(record);
  return {
    id: record.id,
    name: record.name,
    customerId: record.customer_id,
    customerName: record.customer_name,
    siteId: record.site_id,
    siteName: record.site_name,
    vendor: record.vendor,
    model: record.model,
    firmware: record.firmware,
    serial: record.serial,
    tags: [...record.tags],
    group:
      record.group_id !== null && record.group_name !== null
        ? { id: record.group_id, name: record.group_name }
        : null,
    ...liveFields(liveOf(record, clauses)),
    paidUntil: isoOrNull(clauses.paidUntil),
    incident:
      record.incident_id && record.incident_kind
        ? {
            id: record.incident_id,
            label: incidentLabel(record.incident_kind, record.incident_number ?? 0),
            acked: record.acked_at !== null,
            newSinceAck: record.acked_at !== null && (record.joined_at ?? 0) > record.acked_at,
          }
        : null,
  };
}

export interface RowFilter {
  readonly customer?: string | undefined;
  readonly verdict?: Verdict | undefined;
  readonly vendor?: string | undefined;
  /** Whatever its case. */
  readonly tag?: string | undefined;
  readonly group?: string | undefined;
  readonly search?: string | undefined;
  /** Id of the last row of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Verdict as it is answered: aged out rows are unknown, in filters too. */
const SHOWN_VERDICT = `case when st.worst is null then 'unknown'
  when st.shown_until <= now() and st.worst not in ('off-by-policy', 'not-applicable') then 'unknown' else st.worst end`;

function filters(filter: RowFilter): { readonly where: string; readonly params: unknown[] } {
  const params: unknown[] = [];
  const parts: string[] = [];
  const add = (sql: (n: string) => string, value: unknown): void => {
    if (value === undefined) return;
    params.push(value);
    parts.push(` and ${sql(`$${params.length}`)}`);
  };
  add((n) => `d.customer_id = ${n}`, filter.customer);
  add((n) => `d.vendor = ${n}`, filter.vendor);
  add((n) => `lower(${n}) in (select lower(t) from unnest(d.tags) t)`, filter.tag);
  add((n) => `d.group_id = ${n}`, filter.group);
  add((n) => `(${SHOWN_VERDICT}) = ${n}`, filter.verdict);
  add(
    (n) =>
      `position(lower(${n}) in lower(concat_ws(' ', d.name, c.name, s.name, d.serial, st.core->>'model', array_to_string(d.tags, ' ')))) > 0`,
    filter.search,
  );
  return { where: parts.join(''), params };
}

/** One page in id order: stable while devices come and go; the reader sorts. */
export async function listRows(
  tx: Tx,
  filter: RowFilter,
): Promise<{
  readonly rows: DeviceRow[];
  readonly total: number;
  readonly next: string | null;
  readonly now: number;
}> {
  const { where, params } = filters(filter);
  const [count] = await tx.query<{ n: number; now: number }>(
    `select count(*) as n, now() as now from devices d join customers c on c.id = d.customer_id
     left join sites s on s.id = d.site_id left join device_state st on st.device_id = d.id where d.removed_at is null${where}`,
    params,
  );
  const after = filter.after === undefined ? '' : ` and d.id > $${params.length + 2}`;
  const records = await tx.query<RowRecord>(
    `${ROWS}${where}${after} order by d.id limit $${params.length + 1}`,
    [...params, filter.limit + 1, ...(filter.after === undefined ? [] : [filter.after])],
  );
  const page = records.slice(0, filter.limit);
  return {
    rows: page.map(toRow),
    total: count?.n ?? 0,
    next: records.length > filter.limit ? (page.at(-1)?.id ?? null) : null,
    now: count?.now ?? 0,
  };
}

/** Every firewall that such a list would hold. */
export async function listIds(tx: Tx, filter: Omit<RowFilter, 'after' | 'limit'>): Promise<string[]> {
  const { where, params } = filters({ ...filter, limit: 0 });
  const rows = await tx.query<{ id: string }>(
    `select d.id from devices d join customers c on c.id = d.customer_id left join sites s on s.id = d.site_id
     left join device_state st on st.device_id = d.id where d.removed_at is null${where} order by d.id`,
    params,
  );
  return rows.map((row) => row.id);
}

export async function findRow(tx: Tx, deviceId: string): Promise<DeviceRow | null> {
  const [record] = await tx.query<RowRecord>(`${ROWS} and d.id = $1`, [deviceId]);
  return record ? toRow(record) : null;
}
