export interface Timers {
  readonly set: (run: () => void, afterMs: number) => void;
  readonly now: () => number;
}

/** Runs `run(key)` at once and then at most once per `everyMs` for each key; the last wish is never lost. */
export class KeyThrottle {
  private readonly lastAt = new Map<string, number>();
  private readonly waiting = new Set<string>();

  constructor(
    private readonly run: (key: string) => void,
    private readonly everyMs: (key: string) => number,
    private readonly timers: Timers,
  ) {}

  ask(key: string): void {
    if (this.waiting.has(key)) return;
    const since = this.timers.now() - (this.lastAt.get(key) ?? -Infinity);
    const everyMs = this.everyMs(key);
    if (since >= everyMs) {
      this.fire(key);
      return;
    }
    this.waiting.add(key);
    this.timers.set(() => {
      this.waiting.delete(key);
      this.fire(key);
    }, everyMs - since);
  }

  private fire(key: string): void {
    this.lastAt.set(key, this.timers.now());
    this.run(key);
  }
}
