import type { Baseline, Evidence, Expectation, FactKind, FactsByService, VendorProfile } from './fact.js';
import type { DeviceEvent } from './events.js';
import type { Policy } from './policy.js';
import type {
  EventsCheck,
  Identity,
  ReadReason,
  ReadScope,
  Readability,
  Reading,
  UnreadableReason,
} from './reading.js';
import type { Service } from './service.js';
import type { Judgement, TurnFamily } from './verdict-words.js';

/** Machine of one service on one device. Absent fields: the phase does not need them. */
export interface ServiceState {
  /** Verdict of the last believed reading; null before the first. */
  readonly believed: Judgement | null;
  /** Epoch ms of the first reading that showed `believed`. */
  readonly since: number | null;
  /**
   * Start of the last believed reading that was better than what followed, kept when that state ended. While the
   * service is well it does not move (a quiet read must not touch the core): then it is `pulse.believedAt`.
   */
  readonly lastGoodAt: number | null;
  /** Start of the first believed reading that could not judge this service; null while it is judged. */
  readonly unknownSince: number | null;
  /** What the baseline said when `believed` was judged; a difference re-evaluates. Null before the first reading. */
  readonly expectation: Expectation | null;
  /** Fact that decided the present suspicion or problem: only a reading that holds it can confirm or clear. */
  readonly problemFact: FactKind | null;
  readonly phase: 'never' | 'steady' | 'suspect' | 'recovering';
  readonly suspect: {
    readonly to: Judgement;
    readonly turn: TurnFamily | null;
    readonly firstAt: number;
    /** End of the suspect reading (after sign-out): confirmations and the deadline count from it. */
    readonly signedOutAt: number;
    readonly deadlineAt: number;
    readonly notBefore: number | null;
    readonly goodSince: number;
    readonly raw: string;
  } | null;
  readonly recovery: {
    readonly to: Judgement;
    readonly firstGoodAt: number;
    /** End of the first good reading: the +5/+30/+60 s count from it. */
    readonly signedOutAt: number;
    /** Last reading known to lie before the recovery. */
    readonly notBefore: number | null;
    readonly confirmed: number;
  } | null;
  /** Times of glitches and of confirmed changes, pruned to their windows. */
  readonly glitchesAt: readonly number[];
  readonly changesAt: readonly number[];
  readonly isFlapping: boolean;
  /** Last licence end that a believed reading gave while the licence held. */
  readonly believedEndAt: number | null;
}

export type ContactAlarm = 'no-data' | 'auth-failed' | 'identity';

/** Part that changes seldom: written only when it differs. Fact ages follow from `pulse` (see `factAt`). */
export interface DeviceCore {
  readonly services: Readonly<Partial<Record<Service, ServiceState>>>;
  readonly facts: FactsByService;
  readonly factScopes: Readonly<Partial<Record<Service, Readonly<Partial<Record<FactKind, ReadScope>>>>>>;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly identity: Identity | null;
  /** `reachable` until a read fails; each other state keeps when it began. */
  readonly contact: {
    readonly state:
      'never' | 'reachable' | 'failing' | 'no-data' | 'busy' | 'auth-failed' | 'identity-mismatch';
    readonly since: number | null;
    readonly why: UnreadableReason | null;
    readonly detail: string;
    readonly met: Partial<Identity> | null;
    readonly authTries: number;
    readonly busyNotified: boolean;
    /** Start of the first failed read that was not `busy` since the last believed one: the no-data deadline counts from it. */
    readonly failingSince: number | null;
    /** Alarms told and not yet taken back; outlive a change of `state`. */
    readonly alarms: readonly ContactAlarm[];
  };
  /** Services that should protect and cannot be judged although the device answers; null = none. */
  readonly gap: {
    readonly since: number;
    readonly services: readonly Service[];
    /** `full` when only a full read could fill it: its deadline is longer. */
    readonly scope: ReadScope;
    readonly isAlarmed: boolean;
  } | null;
  /** Names of volatile fields that were seen to move: only these prove an answer fresh. */
  readonly moving: readonly string[];
  /** Set while shown is aged out. */
  readonly blindSince: number | null;
  readonly clockOffsetMs: number | null;
  readonly freshness: 'unproven' | 'proven';
  readonly oddities: readonly string[];
  readonly sessionBound: boolean | null;
  /** Other unit of an HA pair as the device last told it; absent in states stored before it was asked for. */
  readonly peerSerial?: string | null;
  /** Which useful log events the device does not send, and when it told (epoch ms); absent = never told. */
  readonly events?: EventsCheck & { readonly at: number };
  /** Dated entitlements without a service, as the last full read gave them; absent where none ever was. */
  readonly entitlements?: readonly { readonly name: string; readonly expiresAt: number }[];
}

/** Part that moves at every read; small. */
export interface DevicePulse {
  /** Start of the last applied read of any outcome: later readings only. */
  readonly appliedAt: number | null;
  /** End of the last applied read, after sign-out. */
  readonly endedAt: number | null;
  readonly believedAt: number | null;
  readonly fullAt: number | null;
  /** Start of the last full read of any outcome. */
  readonly fullTriedAt: number | null;
  /** The device asked for no read before this time (Retry-After, capped); null = it did not. */
  readonly waitUntil: number | null;
  /** Device clock minus ours as last measured, ms. */
  readonly clockOffsetMs: number | null;
  /** Consecutive failed reads of one kind (`busy` / any other) since the last good one. */
  readonly failures: number;
  readonly volatile: Readonly<Record<string, string>>;
  readonly identicalAnswers: number;
  readonly uptimeSeconds: number | null;
  /** Last durations of good pulses, ms, newest last, at most 20. */
  readonly pulseMs: readonly number[];
}

export interface DeviceState {
  readonly core: DeviceCore;
  readonly pulse: DevicePulse;
}

/** Nothing new was read; a stored deadline came. */
export interface Tick {
  readonly kind: 'tick';
}

/** What a device is to the core at this step; from its record, not from memory. */
export interface StepContext {
  readonly intervalMs: number;
  readonly baseline: Baseline;
  readonly profile: VendorProfile;
  /** Accepted {serial, certificate} pairs. */
  readonly accepted: readonly Identity[];
  /** `checklist` = this device cannot be read by nature: reached is all it can be. Absent = `api`. */
  readonly readability?: Readability;
  /** Turn families for which a fleet incident is open in this device's cohort: corroborates. */
  readonly openTurns: readonly TurnFamily[];
  /** Other devices refused its credential set and none accepted it since: it is not tried here. Absent = no. */
  readonly isSetRefused?: boolean;
}

/** What a step goes by: the device's record, the numbers, and the time (epoch ms of the database's clock). */
export interface StepRules {
  readonly ctx: StepContext;
  readonly policy: Policy;
  readonly now: number;
}

export interface NextRead {
  readonly at: number;
  readonly scope: ReadScope;
  readonly why: ReadReason;
}

export interface FactChange {
  readonly service: Service;
  readonly fact: FactKind;
  readonly value: string;
  readonly detail: Evidence & Readonly<Record<string, unknown>>;
  readonly at: number;
}

/** Shown state for screens, counts, API and metrics, until `until` (epoch ms; null = does not age further). */
export interface Shown {
  readonly services: Readonly<Partial<Record<Service, Judgement>>>;
  /** Worst over the services by VERDICTS order among those that need watching. */
  readonly worst: Judgement;
  readonly isSuspected: boolean;
  readonly until: number | null;
}

export interface Step {
  readonly next: DeviceState;
  readonly events: readonly DeviceEvent[];
  readonly factChanges: readonly FactChange[];
  /** A read wanted before the next regular slot (confirmation, retry); null = the slot is soon enough. */
  readonly nextRead: NextRead | null;
  /** No regular read before this time (null = no hold); `Number.MAX_SAFE_INTEGER` = until a person acts. */
  readonly holdUntil: number | null;
  /** When a stored deadline must be looked at with a Tick; null = none. */
  readonly wakeAt: number | null;
  readonly shown: Shown;
  /** Why a reading was not believed; null = believed, or a tick. */
  readonly disbelieved: UnreadableReason | null;
}

export type StepInput = Reading | Tick;
