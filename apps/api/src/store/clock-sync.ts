import type { OffsetClock } from '../platform/clock/clock.js';
import type { Log } from '../platform/log/log.js';
import type { Database } from './database.js';

const EVERY_MS = 10_000;
const WORTH_SAYING_MS = 1_000;

/**
 * Keeps the program's clock on the database's.
 * Units   offset in ms, from the middle of the round trip; a round trip above 1 s is not believed.
 * Errors  a failed measurement keeps the last offset; only the first one rejects.
 */
export class DatabaseClockSync {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly clock: OffsetClock,
    private readonly log: Log,
  ) {}

  async start(): Promise<void> {
    await this.measure();
    this.timer = setInterval(() => {
      this.measure().catch((error: unknown) => {
        this.log.debug('database clock not measured', {
          reason: error instanceof Error ? error.message : 'unknown',
        });
      });
    }, EVERY_MS);
    this.timer.unref();
  }

  async measure(): Promise<void> {
    const before = Date.now();
    const started = performance.now();
    const [row] = await this.database.engineQuery<{ now: number }>('select clock_timestamp() as now');
    const tookMs = performance.now() - started;
    if (!row || tookMs > 1_000) return;
    const offset = Math.round(row.now - (before + tookMs / 2));
    if (Math.abs(offset - this.clock.offset) > WORTH_SAYING_MS) {
      this.log.warn('host clock differs from the database clock', { offsetMs: offset });
    }
    this.clock.setOffset(offset);
  }

  close(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }
}
