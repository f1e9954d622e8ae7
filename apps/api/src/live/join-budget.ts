/** Each page joins its rooms at start and after a gap, and a person has many pages open; a replay costs up to 10 min of frames. */
const JOINS_PER_ROOM = 100;
const WINDOW_MS = 10_000;

/** How often a person may join, over all their sockets: a page in a loop must not keep the store from polling. */
export class JoinBudget {
  private readonly spent = new Map<string, { joins: number; readonly until: number }>();

  /** @param now any steady clock, ms. */
  constructor(private readonly now: () => number) {}

  /** False = this join is one too many. */
  take(personId: string, rooms: number): boolean {
    const now = this.now();
    const known = this.spent.get(personId);
    const window = known && known.until > now ? known : { joins: 0, until: now + WINDOW_MS };
    window.joins += 1;
    this.spent.set(personId, window);
    return window.joins <= JOINS_PER_ROOM * Math.max(1, rooms);
  }
}
