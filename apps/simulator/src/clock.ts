import { performance } from 'node:perf_hooks';

/** Stops a timer that has not fired yet; harmless afterwards. */
export type Cancel = () => void;

/**
 * Where the simulator takes its time and its waits from.
 * Units   epoch milliseconds with fraction; waits in milliseconds.
 */
export interface Clock {
  now(): number;
  after(waitMs: number, run: () => void): Cancel;
}

/** Real time. The fraction lets a reader of the log order answers within one millisecond. */
export class SystemClock implements Clock {
  private readonly timers = new Set<NodeJS.Timeout>();

  now(): number {
    return performance.timeOrigin + performance.now();
  }

  after(waitMs: number, run: () => void): Cancel {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, waitMs);
    this.timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.timers.delete(timer);
    };
  }

  /** Cancels every pending wait, so that a closed simulator changes nothing any more. */
  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}

interface Waiting {
  readonly dueAt: number;
  readonly order: number;
  readonly run: () => void;
}

/** A clock that stands still until told: `advance` runs what falls due, in order. */
export class ManualClock implements Clock {
  private waiting: Waiting[] = [];
  private ordered = 0;

  constructor(private current: number) {}

  now(): number {
    return this.current;
  }

  after(waitMs: number, run: () => void): Cancel {
    const entry = { dueAt: this.current + waitMs, order: this.ordered++, run };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
  }

  advance(ms: number): void {
    const until = this.current + ms;
    for (let next = this.nextDue(until); next; next = this.nextDue(until)) {
      const due = next;
      this.waiting = this.waiting.filter((other) => other !== due);
      this.current = due.dueAt;
      due.run();
    }
    this.current = until;
  }

  private nextDue(until: number): Waiting | undefined {
    return this.waiting
      .filter((entry) => entry.dueAt <= until)
      .sort((a, b) => a.dueAt - b.dueAt || a.order - b.order)[0];
  }
}
