import type { ImportCells, ImportRow } from '@firewatch/shared/domain/import-row';
import type { ImportAnswer } from '@firewatch/shared/wire/estate';
import type { Tx } from './database.js';

/** What a person was shown, of the rows that can be applied; faulty rows are only counted, their cells are not kept. */
export interface StoredPlan {
  readonly cells: readonly ImportCells[];
  readonly rows: readonly ImportRow[];
  readonly bad: number;
}

export interface StoredImport {
  readonly id: string;
  readonly created_by: string;
  readonly plan: StoredPlan;
  readonly committed_at: number | null;
}

/** @returns its id. */
export async function insertImport(tx: Tx, personId: string, plan: StoredPlan): Promise<string> {
  const customers = [...new Set(plan.rows.flatMap((row) => row.customerId ?? []))];
  const [row] = await tx.query<{ id: string }>(
    'insert into device_imports (created_by, customer_ids, makes_customers, plan) values ($1, $2, $3, $4) returning id',
    [personId, customers, plan.rows.some((one) => one.customerId === null), JSON.stringify(plan)],
  );
  if (!row) throw new Error('insert returned no row');
  return row.id;
}

/** A preview is good for a day. */
export async function lockImport(tx: Tx, id: string): Promise<StoredImport | null> {
  const [row] = await tx.query<StoredImport>(
    `select id, created_by, plan, committed_at from device_imports
     where id = $1 and created_at > now() - interval '24 hours' for update`,
    [id],
  );
  return row ?? null;
}

/** The rows are in the inventory now: they need not be kept here too. */
export async function finishImport(tx: Tx, id: string, answer: ImportAnswer): Promise<void> {
  await tx.query(
    `update device_imports set committed_at = now(), answer = $2, plan = '{"cells": [], "rows": [], "bad": 0}' where id = $1`,
    [id, JSON.stringify(answer)],
  );
}

/** Places that are taken, for the check of a file; as far as the scope sees them. */
export function takenPlaces(
  tx: Tx,
): Promise<{ host: string; port: number; name: string; isWaiting: boolean }[]> {
  return tx.query(
    `select host, port, name, false as "isWaiting" from devices where removed_at is null
     union all select host, port, name, true from waiting_devices`,
  );
}
