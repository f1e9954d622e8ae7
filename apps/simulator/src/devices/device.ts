import type { AuthorityAnswer, LicenceAuthority } from '../authority.js';
import type { Clock } from '../clock.js';
import type { FaultKind, FaultSpec } from '../faults/fault.js';
import { FaultSet } from '../faults/fault-set.js';
import type { ActivityLog, ChangeEntry } from '../log/activity-log.js';
import { SessionTable } from '../sonicos/session.js';
import type { DeviceProfile } from './profile.js';
import { SERVICE_IDS, type ServiceId } from './service-catalogue.js';
import {
  lossOf,
  loseKeys,
  replaceService,
  restoreKeys,
  startingServices,
  type ServiceState,
  type ServiceStates,
} from './service-state.js';

/** Switches an administrator can set on the box and that change how its API answers. */
export interface Behaviour {
  readonly apiEnabled: boolean;
  /** Actions answer "Non config mode" until the session took config mode. */
  readonly actionsNeedConfigMode: boolean;
  readonly sessionIdleSeconds: number;
  readonly clockSkewSeconds: number;
  /** Wait between an accepted Synchronize and its effect. */
  readonly synchronizeMs: number;
  readonly blockIfWebFilterUnavailable: boolean;
}

/** What the box shows: under the fault `stale` a picture taken earlier, else the present. */
export interface DeviceView {
  readonly profile: DeviceProfile;
  readonly now: number;
  readonly bootedAt: number;
  readonly services: ServiceStates;
  readonly behaviour: Behaviour;
}

/** What all devices of one simulator share. */
export interface World {
  readonly clock: Clock;
  readonly authority: LicenceAuthority;
  readonly log: ActivityLog;
}

/** One simulated firewall: its services, sessions, faults, and what the licence authority does to it. */
export class Device {
  readonly sessions: SessionTable;
  readonly faults: FaultSet;
  /** Told when a fault starts or ends, so that the listener can follow. */
  onFaultChange: (kind: FaultKind, isOn: boolean) => void = () => undefined;
  services: ServiceStates;
  checkedInAt: number | null = null;
  authFailures = 0;
  private frozenView: DeviceView | null = null;
  private rebootedAt: number;

  constructor(
    readonly profile: DeviceProfile,
    private readonly world: World,
    public behaviour: Behaviour,
  ) {
    this.services = startingServices(profile);
    this.rebootedAt = profile.bootedAt;
    this.sessions = new SessionTable(world.clock, () => this.behaviour.sessionIdleSeconds);
    this.faults = new FaultSet(world.clock, (kind, isOn) => this.faultChanged(kind, isOn));
  }

  view(): DeviceView {
    return this.frozenView ?? this.presentView();
  }

  /** One visit at the licence authority, as the box makes by itself. */
  checkIn(): void {
    const answer = this.world.authority.ask();
    this.record({ kind: 'checked-in', detail: answer.kind });
    this.later(answer.afterMs, () => {
      if (answer.kind === 'none') return;
      this.checkedInAt = this.world.clock.now();
      // A right answer confirms what the box holds; it gives nothing back (2008: nothing heals by itself).
      if (answer.kind === 'wrong') this.loseNow();
    });
  }

  /** Synchronize as pressed by an administrator; the effect comes `synchronizeMs` later. */
  synchronize(by: string): AuthorityAnswer {
    const answer = this.world.authority.ask();
    this.record({ kind: 'synchronized', detail: `${by}: ${answer.kind}` });
    this.later(this.behaviour.synchronizeMs + answer.afterMs, () => this.applySynchronized(answer));
    return answer;
  }

  changeService(service: ServiceId, change: Partial<ServiceState>): void {
    this.apply(replaceService(this.services, service, change));
    this.record({ kind: 'changed', services: [service], detail: JSON.stringify(change) });
  }

  updateSignatures(service: ServiceId): void {
    if (this.services[service].licence !== 'licensed') return;
    const updatedAt = this.world.clock.now();
    this.services = replaceService(this.services, service, { frozenAt: null, updatedAt });
  }

  reboot(): void {
    this.rebootedAt = this.world.clock.now();
    this.sessions.endAll();
    this.record({ kind: 'changed', detail: 'rebooted' });
  }

  /** As delivered; what the log holds stays. */
  reset(behaviour: Behaviour): void {
    this.faults.clear();
    this.sessions.endAll();
    this.behaviour = behaviour;
    this.authFailures = 0;
    this.checkedInAt = null;
    this.apply(startingServices(this.profile));
  }

  setFault(spec: FaultSpec): void {
    this.faults.set(spec);
    this.record({ kind: 'fault', detail: JSON.stringify(spec) });
  }

  private faultChanged(kind: FaultKind, isOn: boolean): void {
    if (kind === 'stale') this.frozenView = isOn ? (this.frozenView ?? this.presentView()) : null;
    if (!isOn) this.record({ kind: 'fault-cleared', detail: kind });
    this.onFaultChange(kind, isOn);
  }

  private presentView(): DeviceView {
    const { profile, services, behaviour, rebootedAt } = this;
    const now = this.world.clock.now() + behaviour.clockSkewSeconds * 1_000;
    return { profile, services, behaviour, now, bootedAt: rebootedAt + behaviour.clockSkewSeconds * 1_000 };
  }

  private applySynchronized(answer: AuthorityAnswer): void {
    if (answer.kind === 'right') this.apply(restoreKeys(this.services, this.world.clock.now()));
    if (answer.kind === 'wrong' && this.world.authority.state.synchronizeUnderWrongAnswer === 'lose')
      this.loseNow();
  }

  private loseNow(): void {
    this.apply(loseKeys(this.services, this.world.authority.state.loses, this.world.clock.now()));
  }

  private apply(next: ServiceStates): void {
    const at = this.world.clock.now();
    const before = this.services;
    this.services = next;
    const lost: ServiceId[] = [];
    const restored: ServiceId[] = [];
    for (const service of SERVICE_IDS) {
      const was = lossOf(before[service]);
      const is = lossOf(next[service]);
      if (!was && is) lost.push(service);
      if (was && !is) restored.push(service);
      if (was !== is) this.world.log.noteService(at, this.profile.id, service, is);
    }
    if (lost.length > 0) this.record({ kind: 'lost', services: lost });
    if (restored.length > 0) this.record({ kind: 'restored', services: restored });
  }

  private later(waitMs: number, run: () => void): void {
    if (waitMs <= 0) run();
    else this.world.clock.after(waitMs, run);
  }

  private record(change: Omit<ChangeEntry, 'at' | 'device'>): void {
    this.world.log.add({ at: this.world.clock.now(), device: this.profile.id, ...change });
  }
}
