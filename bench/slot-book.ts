/** The last read of one device as the store has it. Instants epoch ms, lengths ms. */
export interface SlotSample {
  readonly id: string;
  readonly phaseMs: number;
  readonly intervalMs: number;
  /** Null = never read. */
  readonly startedAt: number | null;
}

interface Page {
  /** The slot the last read belongs to, counted from the epoch. */
  readonly slot: number;
  readonly lateMs: number;
  readonly intervalMs: number;
  readonly phaseMs: number;
}

/** A read begins after its slot; this much before it is a difference of clocks, not a read of the slot before. */
const EARLY_MS = 500;

/**
 * How late the reads of a fleet begin against their slots, from samples taken at least twice an interval.
 * Shape   of several reads in one slot the first one counts; a slot without a read is a missed interval, and a device
 *         that was left out begins anew with its next read.
 */
export class SlotBook {
  private readonly pages = new Map<string, Page>();
  private readonly since: number;
  private readonly late: number[] = [];
  private missedSlots = 0;

  /** @param since epoch ms; earlier slots are nobody's business. */
  constructor(since: number) {
    this.since = since;
  }

  note(samples: readonly SlotSample[]): void {
    for (const sample of samples) this.noteOne(sample);
  }

  /** What is going on with this device has nothing to do with its slots. */
  leaveOut(id: string): void {
    this.turn(id, null);
  }

  /** @param until epoch ms; slots whose interval is over by then count, also those that nobody read. */
  close(until: number): { readonly lateMs: readonly number[]; readonly missed: number } {
    for (const [id, page] of this.pages) {
      const over = Math.floor((until - page.phaseMs) / page.intervalMs) - 1;
      this.missedSlots += Math.max(0, over - page.slot);
      this.turn(id, null);
    }
    return { lateMs: this.late, missed: this.missedSlots };
  }

  private noteOne({ id, phaseMs, intervalMs, startedAt }: SlotSample): void {
    const first = Math.ceil((this.since - phaseMs) / intervalMs);
    const before = this.pages.get(id);
    const slot = startedAt === null ? -Infinity : Math.floor((startedAt - phaseMs + EARLY_MS) / intervalMs);
    if (startedAt === null || slot < first) {
      // Its first slot of interest may be one that nobody reads.
      if (!before) this.pages.set(id, { slot: first - 1, lateMs: Number.NaN, intervalMs, phaseMs });
      return;
    }
    const lateMs = Math.max(0, startedAt - phaseMs - slot * intervalMs);
    if (before && slot <= before.slot) {
      if (slot === before.slot && lateMs < before.lateMs) this.pages.set(id, { ...before, lateMs });
      return;
    }
    if (before) this.missedSlots += slot - before.slot - 1;
    this.turn(id, { slot, lateMs, intervalMs, phaseMs });
  }

  private turn(id: string, next: Page | null): void {
    const page = this.pages.get(id);
    if (page && !Number.isNaN(page.lateMs)) this.late.push(page.lateMs);
    if (next) this.pages.set(id, next);
    else this.pages.delete(id);
  }
}
