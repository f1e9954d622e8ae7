/** Time as the program sees it: the database's, never the host's own opinion. */
export abstract class Clock {
  /** Epoch ms. */
  abstract now(): number;
}

/** Host clock plus the offset measured against the database (see `DatabaseClockSync` in store). */
export class OffsetClock extends Clock {
  private offsetMs = 0;

  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** @param offsetMs database clock minus host clock. */
  setOffset(offsetMs: number): void {
    this.offsetMs = offsetMs;
  }

  get offset(): number {
    return this.offsetMs;
  }
}

/** For tests: stands still until told. */
export class FixedClock extends Clock {
  constructor(private at: number) {
    super();
  }

  now(): number {
    return this.at;
  }

  advance(ms: number): void {
    this.at += ms;
  }
}
