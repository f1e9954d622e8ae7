import type { Tx } from './database.js';

/** The kill switch and the option of a second person. Instants epoch ms. */
export interface StoredResyncSettings {
  readonly killOn: boolean;
  readonly killAt: number | null;
  readonly killBy: string | null;
  readonly killReason: string | null;
  readonly secondPersonFrom: number | null;
}

export async function readResyncSettings(tx: Tx): Promise<StoredResyncSettings> {
  const [row] = await tx.query<StoredResyncSettings>(
    `select kill_on as "killOn", kill_at as "killAt", kill_by_name as "killBy", kill_reason as "killReason",
       second_person_from as "secondPersonFrom" from resync_settings`,
  );
  if (!row) throw new Error('resync_settings has no row: the schema is incomplete');
  return row;
}

/** A call that is being taken at this moment is waited for: none begins after this has been stored. */
export async function setKillSwitch(
  tx: Tx,
  change: { readonly isOn: boolean; readonly by: string; readonly reason: string },
): Promise<void> {
  await tx.query(
    'update resync_settings set kill_on = $1, kill_at = clock_timestamp(), kill_by_name = $2, kill_reason = $3',
    [change.isOn, change.by, change.reason],
  );
  await tx.query("select pg_notify('fw_resync', '')");
}

export async function setSecondPersonFrom(tx: Tx, from: number | null): Promise<void> {
  await tx.query('update resync_settings set second_person_from = $1', [from]);
}
