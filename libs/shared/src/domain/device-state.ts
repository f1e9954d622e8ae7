import type { Baseline, Evidence, FactKind, FactsByService, VendorProfile } from './fact.js';
import type { DeviceEvent } from './events.js';
import type { Identity, ReadReason, ReadScope, Reading, UnreadableReason } from './reading.js';
import type { Service } from './service.js';
import type { Judgement, TurnFamily } from './verdict-words.js';

/** Machine of one service on one device. Absent fields: the phase does not need them. */
export interface ServiceState {
  /** Verdict of the last believed reading; null before the first. */
  readonly believed: Judgement | null;
  /** Epoch ms of the first reading that showed `believed`. */
  readonly since: number | null;
  /** Start of the last believed reading that was not BAD for this service. */
  readonly lastGoodAt: number | null;
  readonly phase: 'never' | 'steady' | 'suspect' | 'recovering';
  readonly suspect: {
    readonly to: Judgement;
    readonly turn: TurnFamily | null;
    readonly firstAt: number;
    readonly deadlineAt: number;
    readonly notBefore: number | null;
    readonly goodSince: number;
    readonly raw: string;
  } | null;
  readonly recovery: {
    readonly to: Judgement;
    readonly firstGoodAt: number;
    readonly confirmed: number;
  } | null;
  /** Times of glitches and of confirmed changes, pruned to their windows. */
  readonly glitchesAt: readonly number[];
  readonly changesAt: readonly number[];
  readonly isFlapping: boolean;
  /** Last licence end that a believed reading gave while the licence held. */
  readonly believedEndAt: number | null;
}

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
  };
  /** Set while shown is aged out. */
  readonly blindSince: number | null;
  readonly clockOffsetMs: number | null;
  readonly freshness: 'unproven' | 'proven';
  readonly oddities: readonly string[];
  readonly sessionBound: boolean | null;
}

/** Part that moves at every read; small. */
export interface DevicePulse {
  /** Start of the last applied read of any outcome: later readings only. */
  readonly appliedAt: number | null;
  readonly believedAt: number | null;
  readonly fullAt: number | null;
  /** Consecutive failed reads since the last good one. */
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
  /** Turn families for which a fleet incident is open in this device's cohort: corroborates. */
  readonly openTurns: readonly TurnFamily[];
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
  /** A read wanted before the next regular slot (confirmation, retry); null = the slot is soon enough. `hold` = none before this time, even on the slot (auth-failed: Infinity). */
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
