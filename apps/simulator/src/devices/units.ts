import type { DeviceProfile } from './profile.js';

/** How a high-availability pair stands, as its active unit tells it. */
export interface PairView {
  readonly active: 'primary' | 'secondary';
  readonly primarySerial: string;
  readonly secondarySerial: string;
}

/** The standby of a pair came up this much after the unit that was delivered active. */
const SECOND_BOOT_MS = 3_600_000;

/** The one or two units behind one address, and since when each is up. */
export class Units {
  private isSwapped = false;
  private bootedAts: readonly [number, number];
  private readonly other: DeviceProfile | null;

  constructor(private readonly delivered: DeviceProfile) {
    this.bootedAts = startsOf(delivered);
    this.other = delivered.partnerSerial
      ? { ...delivered, serial: delivered.partnerSerial, partnerSerial: delivered.serial }
      : null;
  }

  /** Of the unit that answers. */
  get profile(): DeviceProfile {
    return this.isSwapped && this.other ? this.other : this.delivered;
  }

  get bootedAt(): number {
    return this.bootedAts[this.isSwapped ? 1 : 0];
  }

  get pair(): PairView | null {
    if (!this.other) return null;
    return {
      active: this.isSwapped ? 'secondary' : 'primary',
      primarySerial: this.delivered.serial,
      secondarySerial: this.other.serial,
    };
  }

  reboot(now: number): void {
    const [first, second] = this.bootedAts;
    this.bootedAts = this.isSwapped ? [first, now] : [now, second];
  }

  swap(): void {
    this.isSwapped = !this.isSwapped;
  }

  reset(): void {
    this.isSwapped = false;
    this.bootedAts = startsOf(this.delivered);
  }
}

const startsOf = ({ bootedAt }: DeviceProfile): [number, number] => [bootedAt, bootedAt + SECOND_BOOT_MS];
