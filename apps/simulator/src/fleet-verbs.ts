import { USUAL_AUTHORITY, type AuthorityState, type LicenceAuthority } from './authority.js';
import type { Cancel, Clock } from './clock.js';
import type { Behaviour, Device } from './devices/device.js';
import type { ServiceId } from './devices/service-catalogue.js';
import type { ServiceState } from './devices/service-state.js';
import type { FaultKind, FaultSpec } from './faults/fault.js';
import type { ActivityLog } from './log/activity-log.js';
import { Problem } from './problem.js';
import type { Random } from './random.js';

/**
 * Which devices a verb means: named ones, `'all'`, or `count` of them drawn by the seed.
 * Shape   exactly one of `ids` and `count`.
 */
export interface Selection {
  readonly ids?: readonly string[] | 'all';
  readonly count?: number;
}

/** A change of one service as an administrator, the vendor or time would make it. */
export interface ServiceChange {
  readonly enabled?: boolean;
  readonly detectionOnly?: boolean;
  readonly licence?: ServiceState['licence'];
  readonly expiresAt?: number;
  /** Age to which the signature database is set back and at which it stays; 0 lets it move again. */
  readonly signaturesAgeSeconds?: number;
}

export interface VerbWorld {
  readonly clock: Clock;
  readonly authority: LicenceAuthority;
  readonly log: ActivityLog;
  readonly random: Random;
}

/** Everything one can do to the fleet from outside, by control API, scenario or test. */
export class FleetVerbs {
  private readonly pending = new Set<Cancel>();

  constructor(
    private readonly fleet: ReadonlyMap<string, Device>,
    private readonly world: VerbWorld,
    private readonly usual: Behaviour,
  ) {}

  device(id: string): Device {
    const device = this.fleet.get(id);
    if (!device) throw new Problem(`No device has the id "${id}"; GET /devices lists them.`, 404);
    return device;
  }

  select({ ids, count }: Selection): Device[] {
    if (ids === 'all') return [...this.fleet.values()];
    if (ids) return ids.map((id) => this.device(id));
    const wanted = count ?? 0;
    if (wanted > this.fleet.size) {
      throw new Problem(`count: ${wanted} is more than the fleet has; give 1 to ${this.fleet.size}.`);
    }
    return this.world.random.shuffled([...this.fleet.values()]).slice(0, wanted);
  }

  setAuthority(change: Partial<AuthorityState>): void {
    this.world.authority.set(change);
    const at = this.world.clock.now();
    this.world.log.add({ kind: 'authority', at, device: null, detail: JSON.stringify(change) });
  }

  /** Boxes visit the licence authority, now or at an instant still to come. */
  checkIn(selection: Selection, at?: number): string[] {
    const devices = this.select(selection);
    const waitMs = at === undefined ? 0 : at - this.world.clock.now();
    this.later(waitMs, () => devices.forEach((device) => device.checkIn()));
    return devices.map((device) => device.profile.id);
  }

  setFault(selection: Selection, spec: FaultSpec): string[] {
    return this.select(selection).map((device) => {
      device.setFault(spec);
      return device.profile.id;
    });
  }

  clearFaults(selection: Selection, kind?: FaultKind): string[] {
    return this.select(selection).map((device) => {
      device.faults.clear(kind);
      return device.profile.id;
    });
  }

  /** An administrator presses Synchronize, box by box over `overSeconds` (0 = all at once). */
  synchronize(selection: Selection, overSeconds = 0): string[] {
    const devices = this.select(selection);
    const stepMs = devices.length > 1 ? (overSeconds * 1_000) / (devices.length - 1) : 0;
    devices.forEach((device, index) => {
      this.later(index * stepMs, () => device.synchronize('administrator'));
    });
    return devices.map((device) => device.profile.id);
  }

  adminSession(id: string, seconds: number): void {
    this.device(id).sessions.openAdmin(seconds);
    const at = this.world.clock.now();
    this.world.log.add({ kind: 'session', at, device: id, detail: `administrator for ${seconds} s` });
  }

  changeService(id: string, service: ServiceId, change: ServiceChange): void {
    const { signaturesAgeSeconds, ...plain } = change;
    const frozenAt = signaturesAgeSeconds ? this.world.clock.now() - signaturesAgeSeconds * 1_000 : null;
    const signatures = signaturesAgeSeconds === undefined ? {} : { frozenAt, updatedAt: null };
    this.device(id).changeService(service, { ...plain, ...signatures });
  }

  changeBehaviour(selection: Selection, change: Partial<Behaviour>): string[] {
    return this.select(selection).map((device) => {
      device.behaviour = { ...device.behaviour, ...change };
      return device.profile.id;
    });
  }

  reboot(id: string): void {
    this.device(id).reboot();
  }

  /** Back to the first day: authority right, no faults, no sessions, nothing spread over time still to come. */
  reset(): void {
    for (const cancel of this.pending) cancel();
    this.pending.clear();
    this.setAuthority(USUAL_AUTHORITY);
    for (const device of this.fleet.values()) device.reset(this.usual);
  }

  private later(waitMs: number, run: () => void): void {
    if (waitMs <= 0) {
      run();
      return;
    }
    const cancel = this.world.clock.after(waitMs, () => {
      this.pending.delete(cancel);
      run();
    });
    this.pending.add(cancel);
  }
}
