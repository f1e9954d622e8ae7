import type { Tx } from './database.js';
import { withdraw } from './enrolment.repo.js';
import type { NewEvent } from './events.repo.js';

/** A firewall that was approved by its certificate alone, and the serial number its first reading met. */
export interface FirstMet {
  readonly deviceId: string;
  readonly customerId: string;
  readonly vendor: string;
  readonly serial: string;
}

/** Another firewall that has a serial number already. */
export interface Twin {
  readonly id: string;
  readonly name: string;
}

/**
 * Which of these is watched already under another name: as that firewall's own serial or as one of its accepted members.
 * Of two that meet here for the first time, the later one is the twin.
 */
export async function findTwins(tx: Tx, met: readonly FirstMet[]): Promise<Map<string, Twin>> {
  const twins = new Map<string, Twin>();
  if (met.length === 0) return twins;
  const rows = await tx.query<Twin & { deviceId: string }>(
    // Two ways in, each by its own index or hash: with "or" between them every firewall of the fleet is looked at for each one met.
    `with m as (
       select * from jsonb_to_recordset($1::jsonb) as m ("deviceId" uuid, vendor text, serial text)),
     same as (
       select m."deviceId", o.id from m join devices o on o.vendor = m.vendor and o.serial = m.serial
       where o.removed_at is null
       union
       select m."deviceId", i.device_id from m join device_identities i on i.serial = m.serial)
     select distinct on (same."deviceId") same."deviceId", o.id, o.name
     from same join m on m."deviceId" = same."deviceId"
       join devices o on o.id = same.id and o.vendor = m.vendor and o.id <> m."deviceId" and o.removed_at is null
     order by same."deviceId", o.created_at`,
    [JSON.stringify(met)],
  );
  for (const { deviceId, ...twin } of rows) twins.set(deviceId, twin);
  const first = new Map<string, FirstMet>();
  for (const one of met) {
    const key = `${one.vendor}/${one.serial}`;
    const before = first.get(key);
    if (twins.has(one.deviceId)) continue;
    if (before) twins.set(one.deviceId, { id: before.deviceId, name: '' });
    else first.set(key, one);
  }
  return twins;
}

/**
 * Puts a firewall back among those that wait, with the reason: its readings would be a second history of a box that is
 * watched. It has none of its own yet, so nothing is lost. @returns what tells the screens; append it last.
 */
export async function sendBack(tx: Tx, met: FirstMet, twin: Twin): Promise<NewEvent[]> {
  const { deviceId, customerId } = met;
  await tx.query(
    `insert into waiting_devices (customer_id, site_id, name, vendor, host, port, tls, trust, credential_set_id, interval_ms, tags,
       group_id, state, look_due_at, looked_at, why, detail, same_serial_as)
     select customer_id, site_id, name, vendor, host, port, tls, trust, credential_set_id, interval_ms, tags, group_id,
       'same-serial', null, now(), 'wrong-serial', $2, $3 from devices where id = $1`,
    [deviceId, 'It answered with the serial number of a firewall that is watched already.', twin.id],
  );
  await withdraw(tx, [deviceId]);
  await tx.query(
    'update devices set removed_at = now(), credential_set_id = null, group_id = null where id = $1',
    [deviceId],
  );
  return [
    {
      type: 'inventory.changed',
      customerId,
      deviceId,
      payload: { action: 'device.same-serial', twin: twin.id },
    },
    { type: 'waiting.changed', customerId, payload: {} },
  ];
}
