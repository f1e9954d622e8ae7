import type { DeviceCore, DevicePulse } from '@firewatch/shared/domain/device-state';
import type { OwnBaseline } from '@firewatch/shared/domain/baseline';
import type { Baseline } from '@firewatch/shared/domain/fact';
import type { Readability, TrustMode } from '@firewatch/shared/domain/reading';
import type { Service } from '@firewatch/shared/domain/service';
import type { Tx } from './database.js';

/** A device's own record with its stored state, as the detail page and the edits need it. Instants epoch ms. */
export interface DeviceRecord {
  readonly id: string;
  readonly customer_id: string;
  readonly site_id: string | null;
  readonly name: string;
  readonly vendor: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  readonly trust: TrustMode;
  readonly readability: Readability;
  readonly serial: string | null;
  /** Null on a checklist. */
  readonly credential_set_id: string | null;
  readonly interval_ms: number;
  /** As it stands at the device; entries in `own_services` are a person's. What holds is `expected`. */
  readonly baseline: Baseline;
  readonly own_services: readonly Service[];
  readonly group_baseline: Baseline;
  readonly expected: Baseline;
  readonly baseline_confirmed_at: number | null;
  readonly resync_credential_set_id: string | null;
  readonly resync_set_name: string | null;
  readonly product_line: string | null;
  readonly last_known: string | null;
  readonly last_known_at: number | null;
  readonly controller: string | null;
  readonly core: DeviceCore | null;
  readonly pulse: DevicePulse | null;
  readonly read_ms: number | null;
  readonly shown_until: number | null;
  readonly now: number;
}

const RECORD = `select d.id, d.customer_id, d.site_id, d.name, d.vendor, d.host, d.port, d.tls, d.trust, d.readability, d.serial, d.credential_set_id,
    d.interval_ms, d.baseline, d.own_services, d.group_baseline, d.expected, d.baseline_confirmed_at, st.core, st.pulse, st.read_ms, st.shown_until, now() as now,
    d.resync_credential_set_id, (select c.name from credential_sets c where c.id = d.resync_credential_set_id) as resync_set_name,
    d.product_line, d.last_known, d.last_known_at, d.controller
  from devices d left join device_state st on st.device_id = d.id
  where d.id = $1 and d.removed_at is null`;

export async function findDevice(tx: Tx, id: string, lock = false): Promise<DeviceRecord | null> {
  const [record] = await tx.query<DeviceRecord>(lock ? `${RECORD} for update of d` : RECORD, [id]);
  return record ?? null;
}

export interface NewDeviceRecord {
  readonly customerId: string;
  readonly siteId: string | null;
  readonly name: string;
  readonly vendor: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  readonly trust: TrustMode;
  readonly readability: Readability;
  /** Null on a checklist. */
  readonly credentialSetId: string | null;
  readonly cohort: string;
  readonly serial: string | null;
  readonly intervalMs: number;
  readonly baseline: Baseline | null;
  readonly tags: readonly string[];
  readonly groupId: string | null;
  readonly productLine?: string | undefined;
  readonly lastKnown?: string | undefined;
  /** Null = it hangs on none. */
  readonly controller: string | null;
}

/** @param baseline null = proposed by the first full reading and waiting for a person. */
export async function insertDevice(tx: Tx, device: NewDeviceRecord): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `insert into devices (customer_id, site_id, name, vendor, host, port, tls, credential_set_id, cohort, serial,
       interval_ms, baseline, own_services, baseline_confirmed_at, trust, readability, tags, group_id, product_line, last_known, last_known_at, controller)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce($12::jsonb, '{}'),
       array(select jsonb_object_keys($12::jsonb)), case when $12::jsonb is null then null else now() end, $13, $14, $15, $16,
       $17, $18, case when $18::text is null then null else now() end, $19)
     returning id`,
    [
      device.customerId,
      device.siteId,
      device.name,
      device.vendor,
      device.host,
      device.port,
      device.tls,
      device.credentialSetId,
      device.cohort,
      device.serial,
      device.intervalMs,
      device.baseline === null ? null : JSON.stringify(device.baseline),
      device.trust,
      device.readability,
      device.tags,
      device.groupId,
      device.productLine ?? null,
      device.lastKnown ?? null,
      device.controller,
    ],
  );
  if (!row) throw new Error('insert returned no row');
  return row.id;
}

export interface DeviceChange {
  readonly name?: string | undefined;
  readonly siteId?: string | null | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly tls?: 'modern' | 'legacy' | undefined;
  readonly trust?: TrustMode | undefined;
  readonly readability?: Readability | undefined;
  readonly credentialSetId?: string | undefined;
  readonly intervalMs?: number | undefined;
  readonly baseline?: OwnBaseline | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Null = in no group. */
  readonly groupId?: string | null | undefined;
}

export async function updateDevice(tx: Tx, id: string, change: DeviceChange): Promise<void> {
  await tx.query(
    `update devices set name = coalesce($2, name), site_id = case when $3 then $4::uuid else site_id end,
       host = coalesce($5, host), port = coalesce($6, port), tls = coalesce($7, tls),
       credential_set_id = coalesce($8, credential_set_id), interval_ms = coalesce($9, interval_ms),
       baseline = coalesce($10::jsonb, baseline), own_services = coalesce($16::text[], own_services),
       baseline_confirmed_at = case when $10::jsonb is null then baseline_confirmed_at else now() end,
       trust = coalesce($11, trust), readability = coalesce($12, readability),
       tags = coalesce($13::text[], tags), group_id = case when $14 then $15::uuid else group_id end
     where id = $1`,
    [
      id,
      change.name ?? null,
      change.siteId !== undefined,
      change.siteId ?? null,
      change.host ?? null,
      change.port ?? null,
      change.tls ?? null,
      change.credentialSetId ?? null,
      change.intervalMs ?? null,
      change.baseline === undefined ? null : JSON.stringify(change.baseline.baseline),
      change.trust ?? null,
      change.readability ?? null,
      change.tags ?? null,
      change.groupId !== undefined,
      change.groupId ?? null,
      change.baseline?.own ?? null,
    ],
  );
}

export interface SameSerial {
  readonly id: string;
  readonly name: string;
}

/** What a person says of a device for its resync; undefined = as it is, null = nothing any more. */
export interface ResyncChange {
  readonly credentialSetId?: string | null | undefined;
  readonly productLine?: string | null | undefined;
  readonly lastKnown?: string | null | undefined;
  readonly controller?: string | null | undefined;
}

export async function updateForResync(tx: Tx, id: string, change: ResyncChange): Promise<void> {
  const { credentialSetId, productLine, lastKnown, controller } = change;
  await tx.query(
    `update devices set resync_credential_set_id = case when $2 then $3::uuid else resync_credential_set_id end,
       product_line = case when $4 then $5 else product_line end, last_known = case when $6 then $7 else last_known end,
       last_known_at = case when not $6 then last_known_at when $7::text is null then null else now() end,
       controller = case when $8 then $9 else controller end
     where id = $1`,
    [
      id,
      credentialSetId !== undefined,
      credentialSetId ?? null,
      productLine !== undefined,
      productLine ?? null,
      lastKnown !== undefined,
      lastKnown ?? null,
      controller !== undefined,
      controller ?? null,
    ],
  );
}

/** A device of this vendor that already has the serial, as far as the scope sees it. */
export async function findBySerial(tx: Tx, vendor: string, serial: string): Promise<SameSerial | null> {
  const [row] = await tx.query<SameSerial>(
    `select id, name from devices d where vendor = $1 and removed_at is null
       and (serial = $2 or exists (select 1 from device_identities i where i.device_id = d.id and i.serial = $2))`,
    [vendor, serial],
  );
  return row ?? null;
}

/** When the other unit of a pair took over last. Epoch ms. */
export async function failedOverAt(tx: Tx, deviceId: string): Promise<number | null> {
  const [row] = await tx.query<{ at: number }>(
    `select at from events where device_id = $1 and type = 'device.failed-over' order by at desc limit 1`,
    [deviceId],
  );
  return row?.at ?? null;
}

export interface IdentityRow {
  readonly serial: string;
  readonly fingerprint: string;
  readonly accepted_at: number;
  readonly accepted_by: string | null;
  readonly reason: string;
}

export function identitiesOf(tx: Tx, deviceId: string): Promise<IdentityRow[]> {
  return tx.query<IdentityRow>(
    `select i.serial, i.fingerprint, i.accepted_at, p.name as accepted_by, i.reason
     from device_identities i left join people p on p.id = i.accepted_by where i.device_id = $1 order by i.accepted_at`,
    [deviceId],
  );
}

export interface IdentityInput {
  readonly deviceId: string;
  readonly customerId: string;
  /** '' = approved by certificate only; the first reading learns the serial. */
  readonly serial: string;
  readonly fingerprint: string;
  /** Of its public key; absent = learnt when it is met. */
  readonly keyFingerprint?: string | undefined;
  readonly personId: string;
  readonly reason: string;
}

export async function acceptIdentityRow(tx: Tx, input: IdentityInput): Promise<void> {
  await tx.query(
    `insert into device_identities (device_id, customer_id, serial, fingerprint, accepted_by, reason, key_fingerprint)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (device_id, serial, fingerprint) do nothing`,
    [
      input.deviceId,
      input.customerId,
      input.serial,
      input.fingerprint,
      input.personId,
      input.reason,
      input.keyFingerprint ?? null,
    ],
  );
}
