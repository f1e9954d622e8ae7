import type { AnswerSample, UnreadableReason } from '@firewatch/shared/domain/reading';
import type { Tx } from './database.js';

/** A device that fails at every read leaves one sample an hour, and a fleet of them so many in all. */
const PER_HOUR = 60;
const PER_DEVICE = 3;

export interface SampleTaken {
  readonly deviceId: string;
  readonly customerId: string;
  readonly why: UnreadableReason;
  readonly sample: AnswerSample;
}

export interface SampleRow extends AnswerSample {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly why: UnreadableReason;
}

/**
 * Keeps a sample if there is room for it: one an hour and device, 60 an hour in all, the last three of a device.
 * @returns whether it was kept.
 */
export async function keepSample(
  tx: Tx,
  { deviceId, customerId, why, sample }: SampleTaken,
): Promise<boolean> {
  // Pollers count one after the other: two that count at once would both find room.
  await tx.query("select pg_advisory_xact_lock(hashtextextended('firewatch/answer-samples', 0))");
  const kept = await tx.query(
    `insert into answer_samples (device_id, customer_id, why, source, status, content_type, body)
     select $1, $2, $3, $4, $5, $6, $7
     where not exists (select 1 from answer_samples where device_id = $1 and at > now() - interval '1 hour')
       and (select count(*) from answer_samples where at > now() - interval '1 hour') < $8
       and exists (select 1 from devices where id = $1 and removed_at is null)
     returning id`,
    [deviceId, customerId, why, sample.source, sample.status, sample.contentType, sample.body, PER_HOUR],
  );
  if (kept.length === 0) return false;
  await tx.query(
    `delete from answer_samples where device_id = $1 and id not in (
       select id from answer_samples where device_id = $1 order by at desc limit $2)`,
    [deviceId, PER_DEVICE],
  );
  return true;
}

/** Newest first. */
export function samplesOf(tx: Tx, deviceId: string): Promise<SampleRow[]> {
  return tx.query<SampleRow>(
    `select id, at, why, source, status, content_type as "contentType", body
     from answer_samples where device_id = $1 order by at desc, id`,
    [deviceId],
  );
}
