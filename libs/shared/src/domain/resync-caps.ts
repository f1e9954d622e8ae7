import type { ResyncCaps } from './resync.js';

/** What decides whether two devices may work at the same time. */
export interface Placed {
  readonly vendor: string;
  readonly customerId: string;
  /** Null = none. */
  readonly controller: string | null;
  /** Null = no partner. */
  readonly pair: string | null;
}

/**
 * Whether one more device may work beside these: no cap is passed, and its partner of an HA pair is not among them.
 */
export function fits(one: Placed, working: readonly Placed[], caps: ResyncCaps): boolean {
  const count = (is: (other: Placed) => boolean): number => working.filter(is).length;
  if (working.length >= caps.atOnce) return false;
  if (count((other) => other.vendor === one.vendor) >= caps.perVendor) return false;
  if (count((other) => other.customerId === one.customerId) >= caps.perCustomer) return false;
  if (
    one.controller !== null &&
    count((other) => other.controller === one.controller) >= caps.perController
  ) {
    return false;
  }
  return one.pair === null || !working.some((other) => other.pair === one.pair);
}
