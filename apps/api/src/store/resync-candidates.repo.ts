import type { DeviceCore, DevicePulse } from '@firewatch/shared/domain/device-state';
import type { Readability } from '@firewatch/shared/domain/reading';
import type { Verdict, VerdictReason } from '@firewatch/shared/domain/verdict-words';
import type { Tx } from './database.js';

/** What decides whether and how a firewall may be resynchronised. Instants epoch ms. */
export interface CandidateRow {
  readonly deviceId: string;
  readonly name: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly vendor: string;
  readonly serial: string | null;
  readonly readability: Readability;
  readonly productLine: string | null;
  readonly controller: string | null;
  readonly hasCredential: boolean;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly contact: DeviceCore['contact']['state'] | 'never';
  readonly answering: string | null;
  readonly peer: string | null;
  readonly believedAt: number | null;
  readonly worst: Verdict;
  readonly worstReason: VerdictReason;
  /** Label number of the started run that holds it; null = none. */
  readonly heldBy: number | null;
  readonly flag: { readonly reason: string; readonly owner: string; readonly until: number } | null;
}

/** Those of these firewalls that the scope sees and that are watched. */
export function loadCandidates(tx: Tx, deviceIds: readonly string[]): Promise<CandidateRow[]> {
  return tx.query<CandidateRow>(
    `select d.id as "deviceId", d.name, d.customer_id as "customerId", c.name as "customerName", d.vendor, d.serial, d.readability,
       d.product_line as "productLine", d.controller, d.resync_credential_set_id is not null as "hasCredential",
       s.core->>'model' as model, s.core->>'firmware' as firmware, coalesce(s.contact, 'never') as contact,
       s.core #>> '{identity,serial}' as answering, s.core->>'peerSerial' as peer, s.believed_at as "believedAt",
       case when s.worst is null or (s.shown_until <= now() and s.worst not in ('off-by-policy', 'not-applicable')) then 'unknown'
         else s.worst end as worst,
       coalesce(s.worst_reason, 'never-read') as "worstReason",
       (select r.number from resync_run_devices o join resync_runs r on r.id = o.run_id
         where o.device_id = d.id and o.is_engaged) as "heldBy",
       (select jsonb_build_object('reason', f.reason, 'owner', f.owner_name, 'until', floor(extract(epoch from f.until_at) * 1000))
         from do_not_touch f where fw_covers(f, d.id, d.vendor, s.core->>'model', s.core->>'firmware')
         order by f.until_at desc limit 1) as flag
     from devices d join customers c on c.id = d.customer_id left join device_state s on s.device_id = d.id
     where d.id = any ($1::uuid[]) and d.removed_at is null order by d.id`,
    [deviceIds],
  );
}

/** Firewalls that are in an open incident now; null = the scope sees no such incident. */
export async function membersOfIncident(tx: Tx, incidentId: string): Promise<string[] | null> {
  const found = await tx.query('select 1 from incidents where id = $1', [incidentId]);
  if (found.length === 0) return null;
  const rows = await tx.query<{ id: string }>(
    `select distinct m.device_id as id from incident_members m join incidents i on i.id = m.incident_id
     where (i.id = $1 or i.absorbed_by = $1) and i.state = 'open' and m.left_at is null`,
    [incidentId],
  );
  return rows.map((row) => row.id);
}

/** State of firewalls as the believed readings left it. */
export interface StateRow {
  readonly deviceId: string;
  readonly core: DeviceCore;
  readonly pulse: DevicePulse;
  /** End of the last read of any outcome, epoch ms. */
  readonly readAt: number | null;
}

export function loadStates(tx: Tx, deviceIds: readonly string[]): Promise<StateRow[]> {
  return tx.query<StateRow>(
    `select device_id as "deviceId", core - '{factScopes,oddities,entitlements,events}'::text[] as core, pulse, read_at as "readAt"
     from device_state where device_id = any ($1::uuid[])`,
    [deviceIds],
  );
}
