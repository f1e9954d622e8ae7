/** The store as this process sees it: away since when (epoch ms) and why, or there. */
export type StoreState =
  { readonly state: 'there' } | { readonly state: 'away'; readonly since: number; readonly reason: string };

type Listener = (state: StoreState) => void;

/** A restart of the database takes less; what lasts longer is told. */
export const AWAY_AFTER_MS = 15_000;

/**
 * Tells parts of one process that the store cannot be written, past the store itself: who sends messages then does so
 * from memory. Away once one kind of writing has failed for 15 s without a success of that kind; there again when none
 * fails any more.
 */
export class StoreSignal {
  private current: StoreState = { state: 'there' };
  private readonly failing = new Map<string, { readonly since: number; readonly reason: string }>();
  private readonly listeners = new Set<Listener>();

  get now(): StoreState {
    return this.current;
  }

  /** @param at epoch ms. */
  failed(kind: string, reason: string, at: number): void {
    const first = this.failing.get(kind);
    const since = first?.since ?? at;
    this.failing.set(kind, { since, reason });
    if (at - since >= AWAY_AFTER_MS) this.become({ state: 'away', since, reason });
  }

  worked(kind: string): void {
    this.failing.delete(kind);
    if (this.failing.size === 0) this.become({ state: 'there' });
  }

  /** @returns its own `off`. */
  on(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private become(next: StoreState): void {
    if (next.state === this.current.state) return;
    this.current = next;
    for (const listener of this.listeners) listener(next);
  }
}
