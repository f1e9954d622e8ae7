import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import { MAX_EVENT_BYTES, readPagerEvent, type PagerEvent } from './pager-event.js';
import type { Accepted, Receiver } from './receiver.js';

/**
 * One alert on the pager.
 * Shape   `events` counts those that opened it or were folded into it
 * Units   epoch milliseconds; absent = has not happened
 */
export interface PagerAlert {
  readonly id: string;
  readonly dedupKey: string;
  readonly routingKey: string;
  readonly state: 'triggered' | 'acknowledged' | 'resolved';
  readonly summary: string;
  readonly source: string;
  readonly severity: string;
  readonly openedAt: number;
  readonly acknowledgedAt?: number;
  readonly resolvedAt?: number;
  readonly events: number;
}

/** What an accepted event did; `dropped` = a late acknowledge or resolve, accepted with 202 and without effect. */
export type PagerEffect = 'opened' | 'folded' | 'acknowledged' | 'resolved' | 'dropped' | 'invalid';

export interface PagerRecord {
  readonly at: number;
  readonly action: string;
  readonly dedupKey: string | null;
  readonly effect: PagerEffect;
  readonly event: unknown;
}

/**
 * The Events API v2 of a pager.
 * Source  RELIABILITY section 1: events with one dedup_key fold into the open alert; after a resolve a trigger opens a new
 *         one; late acknowledges and resolves are dropped; a resolve must carry the routing_key of the trigger.
 */
export class Pager implements Receiver {
  /** By id, oldest first. */
  private readonly alerts = new Map<string, PagerAlert>();
  /** Id of the alert that is open under a key. */
  private readonly openIds = new Map<string, string>();
  private records: PagerRecord[] = [];
  private numbered = 0;

  constructor(private readonly clock: Clock) {}

  takes(method: string, path: string): boolean {
    return method === 'POST' && path === '/v2/enqueue';
  }

  accept({ body }: { readonly body: Buffer }): Accepted {
    if (body.length > MAX_EVENT_BYTES) return invalid(413, ['Event is larger than 512 KB']);
    const read = readPagerEvent(body.toString('utf8'));
    if (read.kind === 'invalid') {
      this.record('unknown', null, 'invalid', { errors: read.errors, body: body.toString('utf8') });
      return invalid(400, read.errors);
    }
    const { event } = read;
    const dedupKey = event.dedup_key ?? randomUUID().replaceAll('-', '');
    this.record(event.event_action, dedupKey, this.apply(event, dedupKey), event);
    return {
      status: 202,
      body: JSON.stringify({ status: 'success', message: 'Event processed', dedup_key: dedupKey }),
    };
  }

  /** In the words of the vendor's answer to a client that sends too fast. */
  refusalBody(status: number): string {
    return JSON.stringify({
      status: status === 429 ? 'throttle exceeded' : 'error',
      message:
        status === 429 ? 'Requests for this service are arriving too quickly.' : 'Internal Server Error',
    });
  }

  /** Oldest first. */
  list(): PagerAlert[] {
    return [...this.alerts.values()];
  }

  events(since?: number): PagerRecord[] {
    return this.records.filter(({ at }) => since === undefined || at >= since);
  }

  clear(): void {
    this.alerts.clear();
    this.openIds.clear();
    this.records = [];
  }

  private apply(event: PagerEvent, dedupKey: string): PagerEffect {
    const now = this.clock.now();
    const open = this.alerts.get(this.openIds.get(keyOf(event.routing_key, dedupKey)) ?? '');
    switch (event.event_action) {
      case 'trigger':
        if (open) return this.replace(open, { events: open.events + 1 }, 'folded');
        this.open(event, dedupKey, now);
        return 'opened';
      case 'acknowledge':
        if (open?.state !== 'triggered') return 'dropped';
        return this.replace(open, { state: 'acknowledged', acknowledgedAt: now }, 'acknowledged');
      case 'resolve':
        return open ? this.replace(open, { state: 'resolved', resolvedAt: now }, 'resolved') : 'dropped';
    }
  }

  private open(event: PagerEvent & { event_action: 'trigger' }, dedupKey: string, now: number): void {
    const { summary, source, severity } = event.payload;
    this.numbered += 1;
    const id = String(this.numbered);
    const routingKey = event.routing_key;
    this.openIds.set(keyOf(routingKey, dedupKey), id);
    this.alerts.set(id, {
      id,
      dedupKey,
      routingKey,
      state: 'triggered',
      summary,
      source,
      severity,
      openedAt: now,
      events: 1,
    });
  }

  private replace(alert: PagerAlert, change: Partial<PagerAlert>, effect: PagerEffect): PagerEffect {
    this.alerts.set(alert.id, { ...alert, ...change });
    if (change.state === 'resolved') this.openIds.delete(keyOf(alert.routingKey, alert.dedupKey));
    return effect;
  }

  private record(action: string, dedupKey: string | null, effect: PagerEffect, event: unknown): void {
    this.records.push({ at: this.clock.now(), action, dedupKey, effect, event });
  }
}

/** A resolve with another routing key names another alert. */
const keyOf = (routingKey: string, dedupKey: string): string => `${routingKey}/${dedupKey}`;

function invalid(status: number, errors: readonly string[]): Accepted {
  const body = { status: 'invalid event', message: 'Event object is invalid', errors };
  return { status, body: JSON.stringify(body) };
}
