import pg from 'pg';

/** What may have changed; a nudge carries nothing and may be lost: every listener also looks by itself on a timer. */
export const NUDGES = [
  'fw_events',
  'fw_due',
  'fw_deliveries',
  'fw_calls',
  'fw_people',
  'fw_live',
  'fw_audit',
  'fw_keys',
  'fw_withdrawn',
  'fw_resync',
] as const;
export type Nudge = (typeof NUDGES)[number];

/** Cross-process nudges over PostgreSQL LISTEN; reconnects by itself. Send with `select pg_notify('<nudge>', '')` inside the transaction that changed something. */
export class Nudges {
  private readonly listeners = new Map<Nudge, Set<() => void>>();
  private client: pg.Client | null = null;
  private closed = false;
  private retry: NodeJS.Timeout | null = null;

  constructor(private readonly url: string) {}

  async start(): Promise<void> {
    if (this.closed) return;
    const client = new pg.Client({ connectionString: this.url, keepAlive: true });
    client.on('error', () => this.reconnect());
    client.on('end', () => this.reconnect());
    client.on('notification', (message) => this.fire(message.channel as Nudge));
    try {
      await client.connect();
      for (const nudge of NUDGES) await client.query(`listen ${nudge}`);
      this.client = client;
      // What happened while nobody listened is unknown: everyone looks once.
      for (const nudge of NUDGES) this.fire(nudge);
    } catch {
      this.reconnect();
    }
  }

  /** @returns its own `off`. */
  on(nudge: Nudge, listener: () => void): () => void {
    const set = this.listeners.get(nudge) ?? new Set();
    set.add(listener);
    this.listeners.set(nudge, set);
    return () => set.delete(listener);
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private fire(nudge: Nudge): void {
    for (const listener of this.listeners.get(nudge) ?? []) listener();
  }

  private reconnect(): void {
    this.client = null;
    if (this.closed || this.retry) return;
    this.retry = setTimeout(() => {
      this.retry = null;
      void this.start();
    }, 500);
  }
}
