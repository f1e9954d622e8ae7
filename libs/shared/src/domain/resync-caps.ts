import type { ResyncCaps } from './resync.js';

/** Longest name of a controller, in characters. */
export const LONGEST_CONTROLLER = 80;

/** A controller is the same one however it is spelt. */
const placeOf = (controller: string): string => `controller ${controller.toLowerCase()}`;

/** What decides whether two devices may work at the same time. */
export interface Placed {
  readonly vendor: string;
  readonly customerId: string;
  /** Null = none. */
  readonly controller: string | null;
  /** Null = no partner. */
  readonly pair: string | null;
}

/** Devices that work at the same time: no cap is passed, and never both units of an HA pair. */
export class Working {
  private readonly taken = new Map<string, number>();

  constructor(
    private readonly caps: ResyncCaps,
    devices: readonly Placed[],
  ) {
    for (const device of devices) this.add(device);
  }

  get isFull(): boolean {
    return !this.hasRoom('', this.caps.atOnce);
  }

  /** Whether one more may join. */
  fits({ vendor, customerId, controller, pair }: Placed): boolean {
    return (
      !this.isFull &&
      this.hasRoom(`vendor ${vendor}`, this.caps.perVendor) &&
      this.hasRoom(`customer ${customerId}`, this.caps.perCustomer) &&
      (controller === null || this.hasRoom(placeOf(controller), this.caps.perController)) &&
      (pair === null || this.hasRoom(`pair ${pair}`, 1))
    );
  }

  add(one: Placed): void {
    this.count(one, 1);
  }

  remove(one: Placed): void {
    this.count(one, -1);
  }

  private hasRoom(place: string, most: number): boolean {
    return (this.taken.get(place) ?? 0) < most;
  }

  private count({ vendor, customerId, controller, pair }: Placed, by: 1 | -1): void {
    const places = ['', `vendor ${vendor}`, `customer ${customerId}`];
    if (controller !== null) places.push(placeOf(controller));
    if (pair !== null) places.push(`pair ${pair}`);
    for (const place of places) this.taken.set(place, (this.taken.get(place) ?? 0) + by);
  }
}
