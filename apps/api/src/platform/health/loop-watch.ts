const LOOK_EVERY_MS = 500;
const WINDOW_MS = 60_000;

/** Measures how long this process's event loop stood still: by a timer that comes too late. */
export class LoopWatch {
  private timer: NodeJS.Timeout | null = null;
  private lookedAt = 0;
  private stalls: { readonly at: number; readonly ms: number }[] = [];

  /** @param now monotonic, ms. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  start(): void {
    this.lookedAt = this.now();
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /** Longest stall that ended in the last minute, or lasts, ms; whoever asks right after one hears of it. */
  worstMs(): number {
    this.look();
    return Math.round(this.stalls.reduce((most, one) => Math.max(most, one.ms), 0));
  }

  private look(): void {
    const at = this.now();
    const ms = at - this.lookedAt - LOOK_EVERY_MS;
    this.lookedAt = at;
    this.stalls = this.stalls.filter((one) => at - one.at < WINDOW_MS);
    if (ms > LOOK_EVERY_MS) this.stalls.push({ at, ms });
  }
}
