export type LinkPhase = 'connecting' | 'live' | 'away';

export interface LinkState {
  readonly phase: LinkPhase;
  /** Epoch ms of the server's clock when the phase began. */
  readonly since: number;
  /** Last word from the server of any kind; null before the first. */
  readonly heardAt: number | null;
  /** Tries to come back since it went away. */
  readonly tries: number;
}

/** The server beats every 5 s; two missed and a bit means that nothing comes through. */
export const SILENT_AFTER_MS = 12_000;
/** A first connection may take this long before the page calls itself not live. */
export const FIRST_CONNECT_MS = 4_000;

/** State of the live link. `away` as soon as it is cut or has been silent too long. */
export class Connection {
  private state: LinkState;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly now: () => number) {
    this.state = { phase: 'connecting', since: now(), heardAt: null, tries: 0 };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getSnapshot = (): LinkState => this.state;

  heard(): void {
    const now = this.now();
    if (this.state.phase === 'live') this.state = { ...this.state, heardAt: now };
    else this.set({ phase: 'live', since: now, heardAt: now, tries: 0 });
  }

  cut(): void {
    if (this.state.phase === 'live') this.set({ ...this.state, phase: 'away', since: this.now() });
  }

  tried(tries: number): void {
    this.set({ ...this.state, phase: 'away', tries });
  }

  /** Each second: silence is found by looking, nobody reports it. */
  look(): void {
    const { phase, since, heardAt } = this.state;
    const now = this.now();
    if (phase === 'live' && heardAt !== null && now - heardAt > SILENT_AFTER_MS) this.cut();
    if (phase === 'connecting' && now - since > FIRST_CONNECT_MS) this.set({ ...this.state, phase: 'away' });
  }

  private set(next: LinkState): void {
    this.state = next;
    for (const listener of this.listeners) listener();
  }
}
