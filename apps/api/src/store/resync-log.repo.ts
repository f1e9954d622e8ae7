import type { StepAnswer } from '@firewatch/shared/domain/resync';
import type { Tx } from './database.js';

export interface NewLogLine {
  /** Null = of the run as a whole. */
  readonly device: {
    readonly deviceId: string;
    readonly customerId: string;
    readonly attempt: number;
  } | null;
  readonly what: string;
  readonly answer?: StepAnswer | null;
  /** Never a secret; of a run as a whole never a name of a customer or firewall. */
  readonly words: string;
  readonly by?: string | null;
}

export async function appendLog(tx: Tx, runId: string, lines: readonly NewLogLine[]): Promise<void> {
  if (lines.length === 0) return;
  await tx.query(
    `insert into resync_log (run_id, customer_id, device_id, attempt, what, answer, words, by_name)
     select $1, l.customer_id, l.device_id, l.attempt, l.what, l.answer, l.words, l.by_name
     from jsonb_to_recordset($2::jsonb) as l (n int, customer_id uuid, device_id uuid, attempt int, what text, answer text, words text, by_name text)
     order by l.n`,
    [
      runId,
      JSON.stringify(
        lines.map((line, n) => ({
          n,
          customer_id: line.device?.customerId ?? null,
          device_id: line.device?.deviceId ?? null,
          attempt: line.device?.attempt ?? null,
          what: line.what,
          answer: line.answer ?? null,
          words: line.words,
          by_name: line.by ?? null,
        })),
      ),
    ],
  );
}

/** Instants epoch ms. */
export interface StoredLogLine {
  readonly id: number;
  readonly at: number;
  readonly deviceId: string | null;
  readonly attempt: number | null;
  readonly what: string;
  readonly answer: StepAnswer | null;
  readonly words: string;
  readonly by: string | null;
}

/** Oldest first; one more than `limit` when there is a next page. */
export function readLog(
  tx: Tx,
  runId: string,
  of: { readonly device: string | undefined; readonly after: number; readonly limit: number },
): Promise<StoredLogLine[]> {
  return tx.query<StoredLogLine>(
    `select id, at, device_id as "deviceId", attempt, what, answer, words, by_name as by from resync_log
     where run_id = $1 and ($2::uuid is null or device_id = $2) and id > $3 order by id limit $4`,
    [runId, of.device ?? null, of.after, of.limit + 1],
  );
}
