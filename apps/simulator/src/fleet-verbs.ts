import { USUAL_AUTHORITY, type AuthorityState, type LicenceAuthority } from './authority.js';
import type { Cancel, Clock } from './clock.js';
import type { Behaviour } from './devices/behaviour.js';
import type { Device } from './devices/device.js';
import type { ServiceId } from './devices/service-catalogue.js';
import type { ServiceState } from './devices/service-state.js';
import type { FaultKind, FaultSpec } from './faults/fault.js';
import type { ActivityLog } from './log/activity-log.js';
import { Problem } from './problem.js';
import type { Random } from './random.js';
import { LOG_EVENTS } from './sonicos/log-events.js';

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
  /** No longer enforced on the zone of the customer's own machines. */
  readonly partial?: boolean;
  readonly licence?: ServiceState['licence'];
  readonly expiresAt?: number;
  /** Age to which the signature database is set back and at which it stays; 0 lets it move again. */
  readonly signaturesAgeSeconds?: number;
}

/** When the authority answers wrongly again; one of the two. */
export interface Relapse {
  readonly afterSynchronizations?: number;
  readonly inSeconds?: number;
}

/** Longer waits do not fit a timer. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

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
  ) {
    world.authority.onRelapse = () => this.noteAuthority({ mode: 'wrong-answer' });
  }

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
    this.noteAuthority(change);
  }

  /** The authority answers wrongly again: after so many right answers to a Synchronize, or so much later. */
  relapse({ afterSynchronizations, inSeconds }: Relapse): void {
    if (afterSynchronizations !== undefined) this.setAuthority({ relapseAfter: afterSynchronizations });
    if (inSeconds !== undefined)
      this.later(inSeconds * 1_000, () => this.setAuthority({ mode: 'wrong-answer' }));
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

  adminSession(id: string, seconds: number, hasConfigMode = true, allowsOthers = false): void {
    this.device(id).openAdminSession(seconds, hasConfigMode, allowsOthers);
  }

  /** Switches are moved by a person and logged as such; licence and dates are the vendor's or time's doing. */
  changeService(id: string, service: ServiceId, change: ServiceChange): void {
    const { signaturesAgeSeconds, enabled, detectionOnly, partial, ...plain } = change;
    const frozenAt = signaturesAgeSeconds ? this.world.clock.now() - signaturesAgeSeconds * 1_000 : null;
    const signatures = signaturesAgeSeconds === undefined ? {} : { frozenAt, updatedAt: null };
    const rest = { ...plain, ...signatures };
    const switches = {
      ...(enabled === undefined ? {} : { enabled }),
      ...(detectionOnly === undefined ? {} : { detectionOnly }),
      ...(partial === undefined ? {} : { isPartial: partial }),
    };
    const device = this.device(id);
    if (Object.keys(rest).length > 0) device.changeService(service, rest);
    if (Object.keys(switches).length > 0) device.switchService(service, switches);
  }

  /**
   * Since how many seconds nothing newer has come; null lets newer ones come again. `checkedSecondsAgo` back-dates the last
   * try and stands until it is given anew; null = the box asks by itself, hourly.
   */
  freezeSignatures(
    id: string,
    service: ServiceId,
    sinceSeconds: number | null,
    checkedSecondsAgo: number | null = null,
  ): void {
    const now = this.world.clock.now();
    const ago = (seconds: number | null): number | null => (seconds === null ? null : now - seconds * 1_000);
    this.device(id).freezeSignatures(service, ago(sinceSeconds), ago(checkedSecondsAgo));
  }

  /** A database published out of turn arrives now, for every service that has one. */
  publishSignatures(id: string): void {
    this.device(id).publishSignatures();
  }

  /** A subscription that ends later today ends by itself; one further off than a timer reaches does not. */
  setExpiry(id: string, service: ServiceId, at: number, inGrace = false): void {
    const device = this.device(id);
    const waitMs = at - this.world.clock.now();
    device.setExpiry(service, at, inGrace);
    if (waitMs <= 0 || waitMs > LONGEST_WAIT_MS) return;
    this.later(waitMs, () => {
      if (device.services[service].expiresAt === at) device.setExpiry(service, at, inGrace);
    });
  }

  /** The box writes one event of its catalogue, with its usual name as text unless another is given. */
  writeEvent(id: string, eventId: number, message?: string): void {
    const name = LOG_EVENTS.find((event) => event.id === eventId)?.name;
    this.device(id).report({ id: eventId, message: message ?? name ?? String(eventId) });
  }

  failover(id: string): void {
    this.device(id).failover();
  }

  /** Every chosen box shows a new certificate from the next connection on; open ones are cut. */
  async renewCertificates(selection: Selection, sameKey = false): Promise<string[]> {
    const devices = this.select(selection);
    await Promise.all(devices.map((device) => device.renewCertificate(sameKey)));
    return devices.map((device) => device.profile.id);
  }

  /** The password of the watcher's account is changed on the boxes; sessions end. */
  changePassword(selection: Selection, password: string): string[] {
    return this.select(selection).map((device) => {
      device.changePassword(password);
      return device.profile.id;
    });
  }

  changeBehaviour(selection: Selection, change: Partial<Behaviour>): string[] {
    return this.select(selection).map((device) => {
      device.changeBehaviour(change);
      return device.profile.id;
    });
  }

  /** With `downSeconds` the box refuses connections for that long, as one that is starting does. */
  reboot(id: string, downSeconds = 0): void {
    this.device(id).reboot(downSeconds);
  }

  /** Back to the first day: authority right, no faults, no sessions, nothing spread over time still to come. */
  reset(): void {
    for (const cancel of this.pending) cancel();
    this.pending.clear();
    this.setAuthority(USUAL_AUTHORITY);
    for (const device of this.fleet.values()) device.reset();
  }

  private noteAuthority(change: Partial<AuthorityState>): void {
    const at = this.world.clock.now();
    this.world.log.add({ kind: 'authority', at, device: null, detail: JSON.stringify(change) });
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
