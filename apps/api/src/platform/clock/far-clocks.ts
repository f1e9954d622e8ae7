import type { FarClock } from '@firewatch/shared/domain/own-clock';

interface Heard {
  readonly farAt: number;
  readonly hostAt: number;
  readonly elapsedAt: number;
}

/** An answer heard longer ago bears no witness any more, ms. */
const KEPT_MS = 6 * 3_600_000;
/** This computer stood still, or somebody set its clock: what was heard before tells nothing of now. */
const JUMP_MS = 10_000;
/** The `Date` of an answer leaves out what is below a second. */
const HALF_SECOND_MS = 500;

/**
 * Clocks of servers that answered us, by the `Date` of their answers: unlike a firewall's they come with their zone.
 * They run on with the time this process measures, so that a clock of ours that was set right is right at once.
 */
export class FarClocks {
  private readonly heard = new Map<string, Heard>();

  /** @param farAt epoch ms, as that host said; null = it said nothing readable. */
  note(host: string, farAt: number | null): void {
    if (farAt === null) return;
    this.heard.set(host, { farAt: farAt + HALF_SECOND_MS, hostAt: Date.now(), elapsedAt: performance.now() });
  }

  /** @param now epoch ms of the clock they are held against. */
  offsets(now: number): FarClock[] {
    const [hostAt, elapsedAt] = [Date.now(), performance.now()];
    for (const [host, one] of this.heard) {
      const elapsed = elapsedAt - one.elapsedAt;
      const hasJumped = Math.abs(hostAt - one.hostAt - elapsed) > JUMP_MS;
      if (elapsed > KEPT_MS || hasJumped) this.heard.delete(host);
    }
    return [...this.heard].map(([host, one]) => ({
      host,
      offsetMs: Math.round(one.farAt + elapsedAt - one.elapsedAt - now),
    }));
  }
}

/** What the `Date` of an answer says, epoch ms; null = nothing readable. */
export function dateOf(header: string | string[] | undefined): number | null {
  const at = Date.parse((Array.isArray(header) ? header[0] : header) ?? '');
  return Number.isNaN(at) ? null : at;
}
