import { READS_SIDE_BY_SIDE } from '../store/poll-slots.repo.js';

/** How many reads run side by side. A read that stalls costs no processor, so after `parkAfterMs` it gives its place up. */
export interface LaneLimits {
  /** Reads in their first `parkAfterMs`. */
  readonly quick: number;
  /** Reads that have lasted longer. */
  readonly parked: number;
  readonly parkAfterMs: number;
}

export const LANE_LIMITS: LaneLimits = { quick: READS_SIDE_BY_SIDE, parked: 192, parkAfterMs: 2_000 };

/** A place for one read. */
export interface Place {
  /** Resolves when the read has lasted `parkAfterMs`; never when it ended before. */
  readonly parked: Promise<void>;
  leave(): void;
}

interface Waiter {
  readonly isSilent: boolean;
  readonly enter: (place: Place) => void;
}

/**
 * Places for reads, first come first served. Devices that did not answer last time get at most half of the places,
 * so that reads which will run into their deadline never keep healthy devices waiting.
 */
export class ReadLanes {
  private quick = 0;
  private parked = 0;
  private silentQuick = 0;
  private silent = 0;
  private readonly heardWaiters: Waiter[] = [];
  private readonly silentWaiters: Waiter[] = [];

  constructor(private readonly limits: LaneLimits = LANE_LIMITS) {}

  get running(): number {
    return this.quick + this.parked;
  }

  get waiting(): number {
    return this.heardWaiters.length + this.silentWaiters.length;
  }

  /** Reads that could start now, beyond those that wait already; `silentLimit` of them may be of silent devices. */
  room(): { readonly limit: number; readonly silentLimit: number } {
    const limit = Math.max(0, this.places() - this.waiting);
    return {
      limit,
      silentLimit: Math.min(limit, Math.max(0, this.silentPlaces() - this.silentWaiters.length)),
    };
  }

  enter(isSilent: boolean): Promise<Place> {
    return new Promise((resolve) => {
      (isSilent ? this.silentWaiters : this.heardWaiters).push({ isSilent, enter: resolve });
      this.pump();
    });
  }

  private places(): number {
    const { quick, parked } = this.limits;
    return Math.min(quick - this.quick, quick + parked - this.running);
  }

  private silentPlaces(): number {
    const { quick, parked } = this.limits;
    const half = Math.min(
      Math.floor(quick / 2) - this.silentQuick,
      Math.floor((quick + parked) / 2) - this.silent,
    );
    return Math.min(half, this.places());
  }

  private pump(): void {
    while (this.places() > 0) {
      const next =
        this.heardWaiters.shift() ?? (this.silentPlaces() > 0 ? this.silentWaiters.shift() : undefined);
      if (!next) return;
      next.enter(this.open(next.isSilent));
    }
  }

  private open(isSilent: boolean): Place {
    const silent = isSilent ? 1 : 0;
    this.quick += 1;
    this.silentQuick += silent;
    this.silent += silent;
    let phase: 'quick' | 'parked' | 'left' = 'quick';
    let park: () => void = () => undefined;
    const parked = new Promise<void>((resolve) => (park = resolve));
    const giveUpQuick = (): void => {
      this.quick -= 1;
      this.silentQuick -= silent;
    };
    const timer = setTimeout(() => {
      phase = 'parked';
      giveUpQuick();
      this.parked += 1;
      park();
      this.pump();
    }, this.limits.parkAfterMs);
    const leave = (): void => {
      if (phase === 'left') return;
      if (phase === 'parked') this.parked -= 1;
      else giveUpQuick();
      phase = 'left';
      this.silent -= silent;
      clearTimeout(timer);
      this.pump();
    };
    return { parked, leave };
  }
}
