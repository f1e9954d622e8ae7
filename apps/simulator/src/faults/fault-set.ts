import type { Clock } from '../clock.js';
import { actsOnConnection, type FaultKind, type FaultSpec } from './fault.js';

interface ActiveFault {
  readonly spec: FaultSpec;
  readonly since: number;
  readonly endsAt: number | null;
  skip: number;
  left: number;
  lastHitAt: number | null;
}

export interface FaultView extends FaultSpec {
  readonly since: number;
  readonly endsAt: number | null;
}

/**
 * Once per period, counted from the start of the fault: a pause counted from the last hit would drift by the wait for
 * the next read. Half a period lies between hits at least, so that a re-read of one hit never meets the next.
 */
function isBetweenHits({ spec, since, lastHitAt }: ActiveFault, now: number): boolean {
  const periodMs = (spec.everySeconds ?? 0) * 1_000;
  if (periodMs === 0 || lastHitAt === null) return false;
  const periodOf = (at: number): number => Math.floor((at - since) / periodMs);
  return periodOf(now) === periodOf(lastHitAt) || now - lastHitAt < periodMs / 2;
}

/** The faults of one device; ends them by time and by count and tells its owner when a set changes. */
export class FaultSet {
  private readonly active = new Map<FaultKind, ActiveFault>();

  constructor(
    private readonly clock: Clock,
    private readonly onChange: (kind: FaultKind, isOn: boolean) => void,
  ) {}

  set(spec: FaultSpec): void {
    const now = this.clock.now();
    const endsAt = spec.forSeconds === undefined ? null : now + spec.forSeconds * 1_000;
    const fault: ActiveFault = {
      spec,
      since: now,
      endsAt,
      skip: spec.afterRequests ?? 0,
      left: spec.count ?? Number.POSITIVE_INFINITY,
      lastHitAt: null,
    };
    this.active.set(spec.kind, fault);
    if (spec.forSeconds !== undefined) {
      this.clock.after(spec.forSeconds * 1_000, () => {
        if (this.active.get(spec.kind) === fault) this.clear(spec.kind);
      });
    }
    this.onChange(spec.kind, true);
  }

  clear(kind?: FaultKind): void {
    const kinds = kind ? [kind] : [...this.active.keys()];
    for (const each of kinds) if (this.active.delete(each)) this.onChange(each, false);
  }

  /** The fault on the connection level, if any; looking does not use it up. */
  connection(kind: FaultKind): FaultSpec | null {
    const fault = this.active.get(kind);
    return fault && actsOnConnection(fault.spec) ? fault.spec : null;
  }

  /** The fault if it hits this request; hitting counts. */
  hit(kind: FaultKind, path: string): FaultSpec | null {
    const fault = this.active.get(kind);
    if (!fault || (fault.spec.path !== undefined && !path.includes(fault.spec.path))) return null;
    if (fault.skip > 0) {
      fault.skip -= 1;
      return null;
    }
    const now = this.clock.now();
    if (isBetweenHits(fault, now)) return null;
    fault.lastHitAt = now;
    fault.left -= 1;
    if (fault.left <= 0) this.clear(kind);
    return fault.spec;
  }

  get isEmpty(): boolean {
    return this.active.size === 0;
  }

  has(kind: FaultKind): boolean {
    return this.active.has(kind);
  }

  list(): FaultView[] {
    return [...this.active.values()].map(({ spec, since, endsAt }) => ({ ...spec, since, endsAt }));
  }
}
