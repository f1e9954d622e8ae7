import { createWriteStream, type WriteStream } from 'node:fs';
import type { ServiceId } from '../devices/service-catalogue.js';
import { Ring } from './ring.js';
import { TruthTimeline, type LossReason } from './truth.js';

/**
 * One request as the device saw it.
 * Shape   `why` names the reason of an answer that is not the plain one; `showed` is what a licence read
 *         told the client, which under a fault differs from the truth.
 * Units   `at` (request read) and `answeredAt` (first byte of the answer due) epoch milliseconds with fraction.
 */
export interface RequestEntry {
  readonly kind: 'request';
  readonly at: number;
  readonly answeredAt: number;
  readonly device: string;
  readonly serial: string;
  readonly remote: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly authenticated: boolean;
  readonly tls: true;
  readonly why?: string;
  readonly showed?: 'licensed' | 'not-licensed';
}

/** Something that happened to a device and not through a request of its watcher. */
export interface ChangeEntry {
  readonly kind:
    | 'lost'
    | 'restored'
    | 'changed'
    | 'fault'
    | 'fault-cleared'
    | 'checked-in'
    | 'synchronized'
    | 'session'
    | 'syslog'
    | 'authority'
    | 'scenario';
  readonly at: number;
  readonly device: string | null;
  readonly services?: readonly ServiceId[];
  readonly detail?: string;
}

export type LogEntry = RequestEntry | ChangeEntry;

export interface LogQuery {
  readonly since?: number;
  readonly device?: string;
  readonly kind?: string;
  readonly limit?: number;
}

export type OrderQuery = Pick<LogQuery, 'device' | 'since'> & { readonly path?: string };

/** Anything but looking, signing in and out; `/direct/cli` knows nothing but `show`. */
const isOrder = ({ method, path }: RequestEntry): boolean =>
  method !== 'GET' && !/\/(auth|tfa|start-management|direct\/cli)$/.test(path);

/** Everything the simulated world did, newest entries in memory and all of them in a file if one is named. */
export class ActivityLog {
  readonly truth = new TruthTimeline();
  private readonly ring: Ring<LogEntry>;
  /** Requests that order the box to do something; kept apart so that no flood of reads pushes one out. */
  private readonly ordered: Ring<RequestEntry>;
  private readonly file: WriteStream | null;

  constructor(capacity: number, filePath: string | null) {
    this.ring = new Ring(capacity);
    this.ordered = new Ring(capacity);
    this.file = filePath ? createWriteStream(filePath, { flags: 'a' }) : null;
  }

  add(entry: LogEntry): void {
    this.ring.push(entry);
    if (entry.kind === 'request' && isOrder(entry)) this.ordered.push(entry);
    this.file?.write(`${JSON.stringify(entry)}\n`);
  }

  noteService(at: number, device: string, service: ServiceId, reason: LossReason | null): void {
    this.truth.note(at, device, service, reason);
  }

  /** Entries at or after `since`, oldest first; with a limit the newest ones are kept. */
  find(query: LogQuery): LogEntry[] {
    const found: LogEntry[] = [];
    for (const entry of this.ring.entries()) {
      if (query.since !== undefined && entry.at < query.since) continue;
      if (query.device !== undefined && entry.device !== query.device) continue;
      if (query.kind !== undefined && entry.kind !== query.kind) continue;
      found.push(entry);
    }
    return query.limit === undefined ? found : found.slice(-query.limit);
  }

  /** Every order a box was given, oldest first, with the instant it was read: what a test counts calls by. */
  orders({ device, path, since }: OrderQuery = {}): RequestEntry[] {
    return [...this.ordered.entries()].filter(
      (entry) =>
        (device === undefined || entry.device === device) &&
        (path === undefined || entry.path.includes(path)) &&
        (since === undefined || entry.at >= since),
    );
  }

  /** How many of the oldest entries fell out of memory (they are still in the file). */
  get forgotten(): number {
    return this.ring.pushed - this.ring.size;
  }

  async close(): Promise<void> {
    const file = this.file;
    if (file) await new Promise<void>((done) => file.end(done));
  }
}
