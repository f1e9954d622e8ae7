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
  private readonly cancels = new Set<Cancel>();

  now(): number {
    return performance.timeOrigin + performance.now();
  }

  /** Never early by this clock: a timer drops the fraction of its wait, and what is due then would not be due yet. */
  after(waitMs: number, run: () => void): Cancel {
    const dueAt = this.now() + waitMs;
    const look = (): void => {
      const leftMs = dueAt - this.now();
      if (leftMs > 0) {
        timer = setTimeout(look, Math.ceil(leftMs));
        return;
      }
      this.cancels.delete(cancel);
      run();
    };
    let timer = setTimeout(look, Math.ceil(waitMs));
    const cancel = (): void => {
      clearTimeout(timer);
      this.cancels.delete(cancel);
    };
    this.cancels.add(cancel);
    return cancel;
  }

  /** Cancels every pending wait, so that a closed simulator changes nothing any more. */
  dispose(): void {
    for (const cancel of this.cancels) cancel();
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
