import type { Baseline } from '@firewatch/shared/domain/fact';
import type { Service } from '@firewatch/shared/domain/service';
import type { Tx } from './database.js';

export interface BaselineRow {
  readonly id: string;
  readonly name: string;
  readonly customer_id: string;
  /** What holds. */
  readonly expected: Baseline;
  readonly own_services: readonly Service[];
}

const ROW = 'select id, name, customer_id, expected, own_services from devices';

/** Locks devices in id order: two people who act on overlapping lists wait for each other and never in a circle. */
export function lockBaselines(tx: Tx, deviceIds: readonly string[]): Promise<BaselineRow[]> {
  return tx.query<BaselineRow>(
    `${ROW} where id = any ($1::uuid[]) and removed_at is null order by id for update`,
    [deviceIds],
  );
}

/** Locks the watched devices of a group, in id order. */
export function lockGroupBaselines(tx: Tx, groupId: string): Promise<BaselineRow[]> {
  return tx.query<BaselineRow>(`${ROW} where group_id = $1 and removed_at is null order by id for update`, [
    groupId,
  ]);
}

/** What is expected of these devices changed: their stored state is judged by it at once, without a read. */
export async function judgeAnew(tx: Tx, deviceIds: readonly string[]): Promise<void> {
  await tx.query(
    `update device_state set wake_at = now() where device_id in (
       select device_id from device_state where device_id = any ($1::uuid[]) order by device_id for update)`,
    [deviceIds],
  );
}

/** What the devices of a group should run, at the group and at each of them; all are judged anew at once. */
export async function setGroupBaseline(
  tx: Tx,
  groupId: string,
  baseline: Baseline,
  members: readonly Pick<BaselineRow, 'id'>[],
): Promise<void> {
  const json = JSON.stringify(baseline);
  await tx.query('update groups set baseline = $2::jsonb where id = $1', [groupId, json]);
  await tx.query('update devices set group_baseline = $2::jsonb where group_id = $1', [groupId, json]);
  await judgeAnew(
    tx,
    members.map((member) => member.id),
  );
}
