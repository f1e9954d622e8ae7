import type { Tx } from './database.js';

/** A flag as its reader may see it. Instants epoch ms. */
export interface StoredFlag {
  readonly id: string;
  readonly kind: 'device' | 'model' | 'firmware' | 'vendor';
  readonly deviceId: string | null;
  readonly deviceName: string | null;
  readonly customerId: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly reason: string;
  readonly owner: string;
  readonly createdAt: number;
  readonly until: number;
}

const FLAG = `select f.id, f.kind, f.device_id as "deviceId", d.name as "deviceName", f.customer_id as "customerId", f.vendor,
    f.model, f.firmware, f.reason, f.owner_name as owner, f.created_at as "createdAt", f.until_at as until
  from do_not_touch f left join devices d on d.id = f.device_id`;

/** Flags that hold now, the one that ends first on top. */
export function listFlags(tx: Tx): Promise<StoredFlag[]> {
  return tx.query<StoredFlag>(
    `${FLAG} where f.ended_at is null and f.until_at > now() order by f.until_at, f.id`,
  );
}

export async function findFlag(tx: Tx, id: string): Promise<StoredFlag | null> {
  const [row] = await tx.query<StoredFlag>(
    `${FLAG} where f.id = $1 and f.ended_at is null and f.until_at > now()`,
    [id],
  );
  return row ?? null;
}

export interface NewFlag {
  readonly kind: StoredFlag['kind'];
  readonly deviceId: string | null;
  readonly customerId: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly reason: string;
  readonly ownerId: string;
  readonly ownerName: string;
  /** ISO 8601. */
  readonly until: string;
}

export async function insertFlag(tx: Tx, flag: NewFlag): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `insert into do_not_touch (kind, device_id, customer_id, vendor, model, firmware, reason, owner_id, owner_name, until_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      flag.kind,
      flag.deviceId,
      flag.customerId,
      flag.vendor,
      flag.model,
      flag.firmware,
      flag.reason,
      flag.ownerId,
      flag.ownerName,
      flag.until,
    ],
  );
  if (!row) throw new Error('a flag was not stored');
  return row.id;
}

export async function endFlag(tx: Tx, id: string, by: string): Promise<void> {
  await tx.query('update do_not_touch set ended_at = clock_timestamp(), ended_by_name = $2 where id = $1', [
    id,
    by,
  ]);
}

/** Of these devices, the ones that a flag covers, each with the flag that lasts longest. */
export function flaggedDevices(
  tx: Tx,
  deviceIds: readonly string[],
): Promise<
  {
    readonly deviceId: string;
    readonly reason: string;
    readonly owner: string;
    readonly until: number;
  }[]
> {
  return tx.query(
    `select distinct on (d.id) d.id as "deviceId", f.reason, f.owner_name as owner, f.until_at as until
     from devices d left join device_state s on s.device_id = d.id
       join do_not_touch f on fw_covers(f, d.id, d.vendor, s.core->>'model', s.core->>'firmware')
     where d.id = any ($1::uuid[]) order by d.id, f.until_at desc`,
    [deviceIds],
  );
}
