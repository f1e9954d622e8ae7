export interface LoopTiming {
  /** Between looks when nothing kicks, ms. */
  readonly idleMs: number;
  /** At least between the starts of two rounds, ms. */
  readonly gapMs: number;
  /** In words for a person; a loop with a name is watched: when it hangs, Firewatch says so of itself. */
  readonly name?: string;
}

/** Loops with a name that run in this process. */
const watched = new Map<Loop, string>();

/** How long ago each watched loop of this process last came round, ms. */
export function loopsOfProcess(): { readonly name: string; readonly sinceMs: number }[] {
  return [...watched].map(([loop, name]) => ({ name, sinceMs: Math.round(loop.sinceRoundMs) }));
}

/**
 * One piece of work, never twice at a time, on a timer and at once when kicked.
 * A kick during a round starts another round after it: nothing that happened meanwhile is overlooked.
 */
export class Loop {
  private timer: NodeJS.Timeout | null = null;
  private alarm: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private kicked = false;
  private stopped = true;
  private startedAt = 0;
  private endedAt = 0;

  /**
   * @param round does the work; resolves true when there is more to do. Must not reject.
   */
  constructor(
    private readonly round: () => Promise<boolean>,
    private readonly timing: LoopTiming,
  ) {}

  start(): void {
    this.stopped = false;
    this.endedAt = performance.now();
    if (this.timing.name !== undefined) watched.set(this, this.timing.name);
    this.schedule(0);
  }

  kick(): void {
    if (this.stopped) return;
    if (this.running) this.kicked = true;
    else this.schedule(this.gapLeft());
  }

  /** Kicks at a time of its own, ms from now, in place of the one aimed at before; null = none. */
  aim(inMs: number | null): void {
    if (this.alarm) clearTimeout(this.alarm);
    this.alarm = inMs === null || this.stopped ? null : setTimeout(() => this.kick(), Math.max(0, inMs));
  }

  /** Since a round last ended, or since the start, ms. */
  get sinceRoundMs(): number {
    return performance.now() - this.endedAt;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    watched.delete(this);
    this.aim(null);
    if (this.timer) clearTimeout(this.timer);
    await this.running;
  }

  private gapLeft(): number {
    return Math.max(0, this.startedAt + this.timing.gapMs - performance.now());
  }

  private schedule(delayMs: number): void {
    if (this.timer) clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => this.begin(), delayMs);
  }

  private begin(): void {
    if (this.stopped || this.running) return;
    this.kicked = false;
    this.startedAt = performance.now();
    this.running = this.round().then((more) => {
      this.running = null;
      this.endedAt = performance.now();
      this.schedule(more || this.kicked ? this.gapLeft() : this.timing.idleMs);
    });
  }
}
