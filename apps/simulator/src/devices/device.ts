import type { AuthorityAnswer } from '../authority.js';
import type { FaultKind, FaultSpec } from '../faults/fault.js';
import { FaultSet } from '../faults/fault-set.js';
import { Problem } from '../problem.js';
import type { ChangeEntry } from '../log/activity-log.js';
import { SessionTable } from '../sonicos/session.js';
import type { Behaviour } from './behaviour.js';
import {
  administratorEvent,
  antiSpamEvent,
  configurationEvent,
  deniedEvent,
  lossEvents,
  type BoxEvent,
} from './box-event.js';
import { UNHOSTED, type DeviceHooks, type World } from './device-world.js';
import type { DeviceProfile } from './profile.js';
import { SERVICE_IDS, VENDOR_NAMES, WITH_SIGNATURES, type ServiceId } from './service-catalogue.js';
import {
  hasKey,
  lossOf,
  loseKeys,
  replaceService,
  startingServices,
  switchesOf,
  switchText,
  withExpiry,
  type ServiceState,
  type ServiceStates,
  type Switches,
} from './service-state.js';
import { afterSynchronize, answerOf, REBOOT_AFTER_MS, type LicenceCall } from './synchronizing.js';
import { Units, type PairView } from './units.js';

/** What the box shows: under the fault `stale` a picture taken earlier, else the present. */
export interface DeviceView {
  /** With the serial of the unit that answers. */
  readonly profile: DeviceProfile;
  readonly now: number;
  readonly bootedAt: number;
  readonly pair: PairView | null;
  readonly services: ServiceStates;
  readonly behaviour: Behaviour;
}

/** One simulated firewall: its services, sessions, faults, and what the licence authority does to it. */
export class Device {
  readonly sessions: SessionTable;
  readonly faults: FaultSet;
  hooks: DeviceHooks = UNHOSTED;
  services: ServiceStates;
  checkedInAt: number | null = null;
  authFailures = 0;
  password: string;
  behaviour: Behaviour;
  private frozenView: DeviceView | null = null;
  private lives = 0;
  private readonly units: Units;

  constructor(
    readonly profile: DeviceProfile,
    private readonly world: World,
    private readonly usual: Behaviour,
  ) {
    this.services = startingServices(profile);
    this.behaviour = usual;
    this.password = profile.password;
    this.units = new Units(profile);
    this.sessions = new SessionTable(world.clock, () => this.behaviour.sessionIdleSeconds);
    this.faults = new FaultSet(world.clock, (kind, isOn) => this.faultChanged(kind, isOn));
  }

  /** Of the unit that answers. */
  get serial(): string {
    return this.units.profile.serial;
  }

  /** Null for a box on its own. */
  get pair(): PairView | null {
    return this.units.pair;
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

  /** Synchronize as pressed by an administrator; the effect comes `synchronizeMs` after the answer. */
  synchronize(by: string, call: LicenceCall = 'synchronize'): AuthorityAnswer {
    const { synchronizeAnswerMs, synchronizeMs, synchronizeRebootSeconds } = this.behaviour;
    const answer = answerOf(this.behaviour, this.world.authority.askToSynchronize());
    const how = call === 'lmsync' ? ' (lmsync)' : '';
    this.record({ kind: 'synchronized', detail: `${by}: ${answer.kind}${how}` });
    const waitMs = synchronizeAnswerMs + synchronizeMs + answer.afterMs;
    this.later(waitMs, () => this.applySynchronized(answer, call));
    if (synchronizeRebootSeconds > 0)
      this.later(synchronizeAnswerMs + REBOOT_AFTER_MS, () => this.reboot(synchronizeRebootSeconds));
    return answer;
  }

  changeService(service: ServiceId, change: Partial<ServiceState>): void {
    this.apply(replaceService(this.services, service, change));
    this.record({ kind: 'changed', services: [service], detail: JSON.stringify(change) });
  }

  /** An administrator moves switches of a service in the web interface; the box logs what was before and after. */
  switchService(service: ServiceId, change: Partial<Switches>): void {
    const before = switchesOf(this.services[service]);
    this.changeService(service, change);
    const after = switchesOf(this.services[service]);
    const { title } = VENDOR_NAMES[service];
    this.report(configurationEvent(title, switchText(before), switchText(after)));
    const antiSpam = service === 'anti-spam' && before.enabled !== after.enabled;
    if (antiSpam) this.report(antiSpamEvent(after.enabled));
  }

  /** The subscription of a service ends at another instant, past or to come. */
  setExpiry(service: ServiceId, at: number, inGrace: boolean): void {
    const state = withExpiry(this.services[service], at, this.world.clock.now(), inGrace);
    this.changeService(service, state);
  }

  /**
   * Updates "succeed" and bring nothing newer than `until`; null lets newer ones come again. `checkedAt` = the last try;
   * null = the box asks by itself.
   */
  freezeSignatures(service: ServiceId, until: number | null, checkedAt: number | null): void {
    this.changeService(service, { publishedUntil: until, checkedAt });
  }

  /** A database published out of turn arrives. */
  publishSignatures(): void {
    const publishedAt = this.world.clock.now();
    for (const service of WITH_SIGNATURES) this.changeService(service, { publishedAt });
  }

  updateSignatures(service: ServiceId): void {
    if (!hasKey(this.services[service])) return;
    const updatedAt = this.world.clock.now();
    this.services = replaceService(this.services, service, { frozenAt: null, updatedAt });
  }

  /** With `downSeconds` it refuses connections for that long, as one that is starting does. */
  reboot(downSeconds = 0): void {
    this.units.reboot(this.world.clock.now());
    this.sessions.endAll();
    this.record({ kind: 'changed', detail: 'rebooted' });
    if (downSeconds > 0) this.setFault({ kind: 'refuse', forSeconds: downSeconds });
  }

  /** The other unit takes over: another serial, certificate and up-time, sessions gone, open connections cut. */
  failover(): void {
    if (!this.pair) {
      throw new Problem(`The device "${this.profile.id}" is no high-availability pair; see --ha-pairs.`, 409);
    }
    this.units.swap();
    this.sessions.endAll();
    this.record({ kind: 'changed', detail: `failed over to ${this.serial}` });
    this.hooks.identityChanged();
  }

  noteDeniedSignIn(from: string): void {
    this.authFailures += 1;
    this.report(deniedEvent(from, this.profile.user));
  }

  /** A person signs in: with config mode nobody else gets in, or only without it; otherwise the person only looks. */
  openAdminSession(seconds: number, hasConfigMode: boolean, allowsOthers = false): void {
    if (hasConfigMode && allowsOthers) this.sessions.holdConfigMode(seconds);
    else if (hasConfigMode) this.sessions.openAdmin(seconds);
    const manner = hasConfigMode ? '' : ' (read-only)';
    this.record({ kind: 'session', detail: `administrator for ${seconds} s${manner}` });
    this.report(administratorEvent(hasConfigMode));
  }

  /** Writes an event into the box's own log, from where it may leave as a syslog line. */
  report(event: BoxEvent): void {
    const { serial, behaviour } = this;
    const source = {
      device: this.profile.id,
      serial,
      address: this.hooks.address,
      now: this.view().now,
      eventsNotSent: behaviour.eventsNotSent,
    };
    this.world.events.emit(source, event);
  }

  changeBehaviour(change: Partial<Behaviour>): void {
    const before = this.behaviour;
    this.behaviour = { ...before, ...change };
    if (this.behaviour.tls !== before.tls) this.hooks.identityChanged();
  }

  changePassword(password: string): void {
    this.password = password;
    this.sessions.endAll();
    this.record({ kind: 'changed', detail: 'password' });
  }

  async renewCertificate(sameKey: boolean): Promise<void> {
    await this.hooks.renewCertificate(sameKey);
    this.record({
      kind: 'changed',
      detail: sameKey ? 'certificate renewed, same key' : 'certificate renewed',
    });
    this.hooks.identityChanged();
  }

  /** As delivered; what the log holds stays. */
  reset(): void {
    this.lives += 1;
    this.faults.clear();
    this.sessions.endAll();
    this.changeBehaviour(this.usual);
    this.password = this.profile.password;
    this.units.reset();
    this.hooks.resetCertificate();
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
    this.hooks.faultChanged(kind, isOn);
  }

  private presentView(): DeviceView {
    const { services, behaviour, units } = this;
    const skewMs = behaviour.clockSkewSeconds * 1_000;
    const now = this.world.clock.now() + skewMs;
    return {
      profile: units.profile,
      services,
      behaviour,
      now,
      bootedAt: units.bootedAt + skewMs,
      pair: units.pair,
    };
  }

  private applySynchronized({ kind }: AuthorityAnswer, call: LicenceCall): void {
    const { behaviour } = this;
    const { synchronizeUnderWrongAnswer: under, loses } = this.world.authority.state;
    const now = this.world.clock.now();
    const told = { call, answer: kind, behaviour, loses: under === 'lose' ? loses : [], now };
    this.apply(afterSynchronize(this.services, told));
    const { checkInAfterSynchronizeSeconds: after } = behaviour;
    if (after > 0) this.later(after * 1_000, () => this.checkIn());
  }

  private loseNow(): void {
    this.apply(loseKeys(this.services, this.world.authority.state.loses, this.world.clock.now()));
  }

  private apply(next: ServiceStates): void {
    const at = this.world.clock.now();
    const before = this.services;
    this.services = next;
    const lost = SERVICE_IDS.filter((one) => !lossOf(before[one]) && lossOf(next[one]));
    const restored = SERVICE_IDS.filter((one) => lossOf(before[one]) && !lossOf(next[one]));
    for (const service of SERVICE_IDS) {
      const is = lossOf(next[service]);
      if (is !== lossOf(before[service])) this.world.log.noteService(at, this.profile.id, service, is);
    }
    if (lost.length > 0) this.record({ kind: 'lost', services: lost });
    for (const event of lossEvents(before, next)) this.report(event);
    if (restored.length > 0) this.record({ kind: 'restored', services: restored });
  }

  /** What was under way before a reset does not come any more. */
  private later(waitMs: number, run: () => void): void {
    const life = this.lives;
    if (waitMs <= 0) run();
    else this.world.clock.after(waitMs, () => (life === this.lives ? run() : undefined));
  }

  private record(change: Omit<ChangeEntry, 'at' | 'device'>): void {
    this.world.log.add({ at: this.world.clock.now(), device: this.profile.id, ...change });
  }
}
