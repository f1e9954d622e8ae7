import type { ServiceId } from '../devices/service-catalogue.js';

/** Why a service that was bought does not protect. */
export type LossReason = 'licence-lost' | 'licence-expired' | 'switched-off';

/**
 * A stretch of time in which one service of one device did not protect.
 * Units   epoch milliseconds; `to` absent while it lasts.
 */
export interface LossInterval {
  readonly device: string;
  readonly service: ServiceId;
  readonly reason: LossReason;
  readonly from: number;
  readonly to?: number;
}

/** What really was, device by device and service by service: the yardstick a product is measured with. */
export class TruthTimeline {
  private readonly closed: LossInterval[] = [];
  private readonly open = new Map<string, LossInterval>();

  /** Notes the state of a service at an instant; does nothing when it is the state already noted. */
  note(at: number, device: string, service: ServiceId, reason: LossReason | null): void {
    const key = `${device}/${service}`;
    const current = this.open.get(key);
    if (current?.reason === (reason ?? undefined)) return;
    if (current) {
      this.closed.push({ ...current, to: at });
      this.open.delete(key);
    }
    if (reason) this.open.set(key, { device, service, reason, from: at });
  }

  lostAt(device: string): number | null {
    let first: number | null = null;
    for (const interval of this.open.values()) {
      if (interval.device === device) first = Math.min(first ?? interval.from, interval.from);
    }
    return first;
  }

  intervals(): LossInterval[] {
    return [...this.closed, ...this.open.values()].sort((a, b) => a.from - b.from);
  }
}
