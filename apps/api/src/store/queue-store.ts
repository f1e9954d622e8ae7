import { runMigrations } from 'bullmq';
import type pg from 'pg';

/** Schema of BullMQ's PostgreSQL backend; also there when Redis is used, so that a switch needs no step. */
export const QUEUE_SCHEMA = 'bullmq';

/** BullMQ's own migrations under the owner, and the rights the engine needs to run its functions. */
export async function migrateQueueStore(owner: pg.Client): Promise<void> {
  await runMigrations(owner, QUEUE_SCHEMA);
  // `create`: its functions make a number sequence at a queue's first job.
  await owner.query(`
    grant usage, create on schema ${QUEUE_SCHEMA} to fw_engine;
    grant select, insert, update, delete, truncate on all tables in schema ${QUEUE_SCHEMA} to fw_engine;
    grant usage, select, update on all sequences in schema ${QUEUE_SCHEMA} to fw_engine;
    grant execute on all functions in schema ${QUEUE_SCHEMA} to fw_engine;
  `);
}
