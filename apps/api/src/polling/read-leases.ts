import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Log } from '../platform/log/log.js';
import { Database, type Tx } from '../store/database.js';
import { LEASE_MS, releaseLeases, renewLeases, type Lease } from '../store/poll-slots.repo.js';

const RENEW_EVERY_MS = 10_000;

/** One claim in hand. */
export interface Held {
  readonly lease: Lease;
  /** Breaks the read off: its lease was lost, or the program ends. */
  readonly controller: AbortController;
}

/** The claims this process reads or is about to: renews them, breaks off the read of a lost one, gives all back at the end. */
@Injectable()
export class ReadLeases {
  /** Name of this process in `leased_by`. */
  readonly holder = randomUUID();
  private readonly held = new Set<Held>();
  private readonly log: Log;
  private readonly tx: Tx;
  private timer: NodeJS.Timeout | null = null;

  constructor(database: Database, log: Log) {
    this.log = log.for('polling');
    this.tx = database.single;
  }

  start(): void {
    this.timer = setInterval(() => void this.renew(), RENEW_EVERY_MS);
    this.timer.unref();
  }

  hold(lease: Lease): Held {
    const held = { lease, controller: new AbortController() };
    this.held.add(held);
    return held;
  }

  drop(held: Held): void {
    this.held.delete(held);
  }

  async giveBack(leases: readonly Lease[]): Promise<void> {
    try {
      await releaseLeases(this.tx, leases, this.holder);
    } catch (error) {
      this.log.debug('leases run out by themselves', { reason: String(error) });
    }
  }

  async renew(): Promise<void> {
    const before = [...this.held];
    try {
      const kept = new Set(
        await renewLeases(
          this.tx,
          before.map((one) => one.lease),
          LEASE_MS,
        ),
      );
      for (const { lease, controller } of before) if (!kept.has(lease.deviceId)) controller.abort();
    } catch (error) {
      this.log.debug('leases not renewed', { reason: String(error) });
    }
  }

  /** Breaks off what runs. */
  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    for (const { controller } of this.held) controller.abort();
  }

  /** What is still held after the reads have ended. */
  remaining(): Lease[] {
    return [...this.held].map((one) => one.lease);
  }
}
