import type { Random } from '../random.js';

export const RECEIVER_FAULT_KINDS = ['status', 'timeout', 'slow', 'cut-after-accept', 'redirect'] as const;
export type ReceiverFaultKind = (typeof RECEIVER_FAULT_KINDS)[number];

/**
 * A way in which a receiver of notices misbehaves.
 * Shape   status            answers `status` (500), with `retryAfterSeconds` as Retry-After; nothing is accepted
 *         timeout           reads the request and never answers; nothing is accepted
 *         slow              accepts and answers after `ms`
 *         cut-after-accept  accepts and cuts the connection before the client hears so
 *         redirect          answers `status` (302) to `to`; nothing is accepted
 *         count             ends after so many hits; absent = until cleared
 *         share             0 to 1, hits that part of the requests; absent = all
 */
export interface ReceiverFaultSpec {
  readonly kind: ReceiverFaultKind;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly ms?: number;
  readonly to?: string;
  readonly count?: number;
  readonly share?: number;
}

/** The faults of one receiver, one of each kind. */
export class ReceiverFaults {
  private readonly active = new Map<ReceiverFaultKind, { readonly spec: ReceiverFaultSpec; left: number }>();

  constructor(private readonly random: Random) {}

  set(spec: ReceiverFaultSpec): void {
    this.active.set(spec.kind, { spec, left: spec.count ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.active.clear();
  }

  list(): ReceiverFaultSpec[] {
    return [...this.active.values()].map(({ spec }) => spec);
  }

  /** The first fault that hits this request, null when none does; hitting counts. */
  next(): ReceiverFaultSpec | null {
    for (const [kind, fault] of this.active) {
      if (fault.spec.share !== undefined && this.random.next() >= fault.spec.share) continue;
      fault.left -= 1;
      if (fault.left <= 0) this.active.delete(kind);
      return fault.spec;
    }
    return null;
  }
}
