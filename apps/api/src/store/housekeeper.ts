import type { Log } from '../platform/log/log.js';
import type { Database, Tx } from './database.js';

const EVERY_MS = 3_600_000;
/** Steps of the coverage strip; the screens show 7 days of them. */
const COUNTS_KEPT = '90 days';

/**
 * Deletes what nobody asks for any more. Frames, device calls and the tries of an account go with their own work; months of
 * `events` with their partition.
 */
export async function tidy(tx: Tx): Promise<void> {
  await tx.query(`delete from idempotency_keys where at < now() - interval '24 hours'`);
  await tx.query('delete from sessions where expires_at < now()');
  await tx.query('delete from one_time_links where expires_at < now()');
  // The last step before the limit stays: it says what held from there on.
  await tx.query(
    `delete from count_history h where h.at < now() - interval '${COUNTS_KEPT}' and exists (
       select 1 from count_history n where n.customer_id = h.customer_id and n.at > h.at
         and n.at <= now() - interval '${COUNTS_KEPT}')`,
  );
}

/** Tidies at start and hourly, as the engine. */
export class Housekeeper {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  start(): void {
    void this.round();
    this.timer = setInterval(() => void this.round(), EVERY_MS);
    this.timer.unref();
  }

  close(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  private async round(): Promise<void> {
    try {
      await this.database.asEngine(tidy, { quick: true });
    } catch (error) {
      this.log.warn('not tidied, tried again in an hour', { reason: String(error) });
    }
  }
}
