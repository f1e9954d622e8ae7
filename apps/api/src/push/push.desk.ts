import { Inject, Injectable } from '@nestjs/common';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { joinWishes, pushRead, takeTokens, type Bucket, type PushWish } from '@firewatch/shared/domain/push';
import { Clock } from '../platform/clock/clock.js';
import { Database, type Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { makeDue } from '../store/poll-slots.repo.js';
import {
  dropEnrolled,
  keepLast,
  keepRead,
  keepUnknown,
  sendersOf,
  type Heard,
  type KnownSender,
} from '../store/push.repo.js';
import { VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';
import { PushMetrics } from './push-metrics.js';
import { messageOf } from './syslog-header.js';

/** Lines a second that are looked at; a flood beyond is counted only. */
const LINES_PER_SECOND = 2_000;
/** Different serial numbers held between two flushes. */
const MOST_SERIALS = 2_000;
/** Devices that may wait for their read. */
const MOST_WAITING = 10_000;
/** Screens are told at most this often. */
const TELL_EVERY_MS = 1_000;

const URGENCY = { none: 0, note: 1, due: 2, now: 3 } as const;

interface Collected extends Heard {
  /** Null = no line of it asked for a read. */
  readonly wish: PushWish | null;
}
interface Waiting {
  readonly wish: PushWish;
  readonly last: Pick<KnownSender, 'readAt' | 'readScope'>;
}

/** Takes lines in, from whatever brought them, and turns them into a bounded number of reads. */
@Injectable()
export class PushDesk {
  private heard = new Map<string, Collected>();
  private readonly waiting = new Map<string, Waiting>();
  private lineTokens: Bucket = { tokens: LINES_PER_SECOND, at: 0 };
  private readTokens: Bucket = { tokens: 0, at: 0 };
  private readonly dirtyCustomers = new Set<string | null>();
  private toldAt = 0;
  /** Counts of a flush: they hold when it is stored. */
  private counts: (() => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    readonly metrics: PushMetrics,
    @Inject(VENDOR_ADAPTERS) private readonly adapters: readonly VendorAdapter[],
  ) {}

  /** One line as it came. @param steadyMs of a clock that only goes forward. @returns whether a flush has work. */
  take(bytes: Buffer, source: string, steadyMs: number): boolean {
    const { granted, bucket } = takeTokens(this.lineTokens, 1, LINES_PER_SECOND, steadyMs);
    this.lineTokens = bucket;
    if (granted === 0) {
      this.metrics.count('flood');
      return false;
    }
    const one = this.parsed(bytes, source);
    if (!one) {
      this.metrics.count('unreadable');
      return false;
    }
    const key = `${one.vendor}/${one.event.serial}`;
    const before = this.heard.get(key);
    if (!before && this.heard.size >= MOST_SERIALS) {
      this.metrics.count('flood');
      return false;
    }
    this.heard.set(key, before ? joined(before, one) : one);
    return true;
  }

  /** Stores what was heard and grants reads. @returns whether some still wait. Rejects when the store is away: what was heard then is lost, as a line in the net is. */
  async flush(): Promise<boolean> {
    if (this.heard.size === 0 && this.waiting.size === 0) return false;
    const heard = [...this.heard.values()];
    this.heard = new Map();
    this.counts = [];
    await this.database.asEngine(async (tx) => {
      await this.keep(tx, heard);
      await this.grant(tx);
      await this.tell(tx);
    });
    for (const count of this.counts) count();
    this.metrics.waiting = this.waiting.size;
    return this.waiting.size > 0;
  }

  private parsed(bytes: Buffer, source: string): Collected | null {
    const message = messageOf(bytes.toString('utf8'));
    for (const { id, push } of this.adapters) {
      const event = push?.parse(message);
      if (!event) continue;
      const { action, wantsFullRead } = event;
      const wish = action === 'now' || action === 'due' ? { action, wantsFullRead } : null;
      return { vendor: id, event, lines: 1, source, wish };
    }
    return null;
  }

  private async keep(tx: Tx, heard: readonly Collected[]): Promise<void> {
    if (heard.length === 0) return;
    const senders = await sendersOf(tx, heard);
    const byKey = new Map(senders.map((one) => [`${one.vendor}/${one.serial}`, one]));
    const known: (Collected & KnownSender)[] = [];
    const unknown: Collected[] = [];
    for (const one of heard) {
      const sender = byKey.get(`${one.vendor}/${one.event.serial}`);
      this.counts.push(() => this.metrics.count(sender ? 'device' : 'unknown-serial', one.lines));
      if (sender) known.push({ ...one, ...sender });
      else unknown.push(one);
    }
    // Both units of a pair may speak in one flush: one row for their device.
    const worth = new Map<string, Collected & KnownSender>();
    for (const one of known.filter(({ event }) => event.action !== 'none')) {
      const before = worth.get(one.deviceId);
      worth.set(one.deviceId, before ? { ...one, ...joined(before, one) } : one);
    }
    await keepLast(tx, [...worth.values()]);
    await dropEnrolled(tx, known);
    const unlisted = await keepUnknown(tx, unknown);
    this.counts.push(() => (this.metrics.unlistedSerials += unlisted));
    for (const one of worth.values()) {
      this.dirtyCustomers.add(one.customerId);
      if (one.wish) this.wait(one.deviceId, one.wish, one);
    }
    if (unknown.length > 0) this.dirtyCustomers.add(null);
  }

  private wait(deviceId: string, wish: PushWish, last: Waiting['last']): void {
    const before = this.waiting.get(deviceId);
    if (!before && this.waiting.size >= MOST_WAITING) return;
    this.waiting.set(deviceId, { wish: before ? joinWishes(before.wish, wish) : wish, last });
  }

  /** The most urgent first, as many as the budget lets. */
  private async grant(tx: Tx): Promise<void> {
    const now = this.clock.now();
    const { push } = DEFAULT_POLICY;
    const order = [...this.waiting].sort((a, b) => URGENCY[b[1].wish.action] - URGENCY[a[1].wish.action]);
    const { granted, bucket } = takeTokens(this.readTokens, order.length, push.perSecond, now);
    this.readTokens = bucket;
    for (const [deviceId, { wish, last }] of order.slice(0, granted)) {
      this.waiting.delete(deviceId);
      const read = pushRead({ at: last.readAt, scope: last.readScope }, wish, now, push);
      if (!read) continue;
      await keepRead(tx, deviceId, read);
      await makeDue(tx, [deviceId], {
        why: 'push',
        scope: read.scope,
        ...(read.at > now && { at: read.at }),
      });
      this.counts.push(() => (this.metrics.reads += 1));
    }
  }

  private async tell(tx: Tx): Promise<void> {
    const now = this.clock.now();
    if (this.dirtyCustomers.size === 0 || now - this.toldAt < TELL_EVERY_MS) return;
    this.toldAt = now;
    const customers = [...this.dirtyCustomers];
    this.dirtyCustomers.clear();
    await appendEvents(
      tx,
      customers.map((customerId) => ({ type: 'push.changed', customerId, payload: {} })),
    );
  }
}

/** Two lines of one sender: the more urgent is the one that is shown. */
function joined(before: Collected, one: Collected): Collected {
  const shown = URGENCY[one.event.action] >= URGENCY[before.event.action] ? one.event : before.event;
  const wish = before.wish && one.wish ? joinWishes(before.wish, one.wish) : (before.wish ?? one.wish);
  return { ...one, event: shown, wish, lines: before.lines + one.lines };
}
