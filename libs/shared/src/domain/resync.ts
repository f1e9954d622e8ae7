import type { Service } from './service.js';
import type { Judgement } from './verdict-words.js';

/** How a step is done: by our call, by an exact command line, or by a person. */
export const RESYNC_STEP_KINDS = ['api', 'cli', 'manual'] as const;
export type ResyncStepKind = (typeof RESYNC_STEP_KINDS)[number];

/**
 * One step of a procedure, as data.
 * Shape   `place` = request line, exact command line, or the place in the device's web page, as a person would look for it.
 *         `when`: `always`; `still-lost` = only when the reading after the step before shows the loss;
 *         `restored` = only once the licence is verified back.
 */
export interface ProcedureStep {
  /** Unique within its procedure. */
  readonly id: string;
  readonly kind: ResyncStepKind;
  /** What is done, as an order: "Press Synchronize". */
  readonly title: string;
  readonly place: string;
  readonly detail: string;
  /** Who does it and what they need, where a person does: "Administrator with the MySonicWall login". */
  readonly who?: string;
  /** Where a person goes, absolute; absent = the device's own web page, or nowhere for a call. */
  readonly link?: string;
  readonly when: 'always' | 'still-lost' | 'restored';
  /** Only where this service was lost and its licence is verified back; absent = for the device as a whole. */
  readonly service?: Service;
  /** How one knows that it worked; an accepted answer never is success. */
  readonly verifiedBy: 'reading' | 'evidence' | 'answer';
  /** Where the fact comes from; `isVerified` = the vendor's own description or a lab box says so. */
  readonly source: string;
  readonly isVerified: boolean;
}

export const PROCEDURE_WAYS = ['api', 'assisted'] as const;
export type ProcedureWay = (typeof PROCEDURE_WAYS)[number];

/** How one product line is brought back. */
export interface ResyncProcedure {
  /** e.g. `sonicwall/sonicos-7`. */
  readonly id: string;
  /** As the vendor calls it: "SonicOS 7 and 8". */
  readonly productLine: string;
  readonly way: ProcedureWay;
  /** What is there afterwards, in one sentence. */
  readonly expects: string;
  readonly estimateSeconds: number;
  readonly steps: readonly ProcedureStep[];
  /** Page of docs/procedures, without its ending. */
  readonly page: string;
  /** Checklist of the same vendor that a person does instead, when the calls fail; absent = there is none, or it is one. */
  readonly byHandId?: string;
}

/** What came of one device; only a believed later reading says `restored`, `unchanged` or `worse`. */
export const RESYNC_OUTCOMES = [
  'restored',
  'unchanged',
  'worse',
  'not-performed',
  'unreachable',
  'denied',
  'entitlement-problem',
  'assisted-pending',
] as const;
export type ResyncOutcome = (typeof RESYNC_OUTCOMES)[number];

/** How a device took one call. */
export const STEP_ANSWERS = [
  /** Accepted; says nothing of the effect. */
  'accepted',
  /** The device refused in its own words; nothing was done. */
  'refused',
  /** Somebody else holds it: an administrator, or configuration mode. */
  'busy',
  /** Sign-in or right refused. */
  'denied',
  /** Not reached: nothing was sent. */
  'unreachable',
  /** Sent, no answer: it may have been done. Never repeated within the attempt. */
  'unsure',
] as const;
export type StepAnswer = (typeof STEP_ANSWERS)[number];

/** What services a device had and has. Epoch ms. */
export interface ResyncSnapshot {
  /** Start of the believed reading. */
  readonly at: number;
  readonly services: Readonly<
    Partial<
      Record<
        Service,
        Judgement & {
          /** Value of the licence fact (`active`, `absent`, …); null = none. */
          readonly licence: string | null;
          /** Value of the signature fact as it stands at `at`; null = none. */
          readonly signatures: string | null;
          /** The vendor's own words. */
          readonly raw: string;
        }
      >
    >
  >;
}

/** Why a device is not in the waves. */
export const LEFT_OUT_REASONS = [
  'do-not-touch',
  'protecting',
  'off-by-policy',
  'no-resync-credential',
  'no-procedure',
  'identity-mismatch',
  'never-read',
  'in-another-run',
  'outside-scope',
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** What the plan needs of one device. */
export interface ResyncCandidate {
  readonly deviceId: string;
  readonly name: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly vendor: string;
  readonly model: string | null;
  readonly firmware: string | null;
  /** Devices behind one controller; null = none. */
  readonly controller: string | null;
  /** Same for both units of an HA pair that are enrolled as two devices; null = no such. */
  readonly pair: string | null;
  /** Null = no product line fits. */
  readonly procedure: ResyncProcedure | null;
  /** Found before the plan is made; null = may be touched. `words` = one sentence. */
  readonly leftOut: { readonly why: LeftOutReason; readonly words: string } | null;
  readonly worst: Judgement;
}

export interface PlannedDevice {
  readonly deviceId: string;
  readonly procedureId: string;
  readonly isCanary: boolean;
  /** One sentence: why it stands in this wave. */
  readonly reason: string;
  readonly estimateSeconds: number;
}

/** Position 0 = the canaries. */
export interface PlannedWave {
  readonly position: number;
  readonly devices: readonly PlannedDevice[];
  readonly estimateSeconds: number;
}

/** How many devices work at once. */
export interface ResyncCaps {
  readonly atOnce: number;
  readonly perVendor: number;
  readonly perCustomer: number;
  readonly perController: number;
}

/**
 * What would happen, whole, before anything moves.
 * Shape   every candidate stands exactly once: in a wave, by hand, or left out.
 */
export interface ResyncPlan {
  readonly waves: readonly PlannedWave[];
  readonly byHand: readonly PlannedDevice[];
  readonly leftOut: readonly {
    readonly deviceId: string;
    readonly why: LeftOutReason;
    readonly words: string;
  }[];
  readonly caps: ResyncCaps;
  readonly estimateSeconds: number;
}

/** State of one run. */
export const RUN_STATES = [
  /** Made, nobody has approved it (or nobody has to). */
  'planned',
  'approved',
  /** To start at a given time. */
  'scheduled',
  /** Started; the first call waits for the cancel window to pass. */
  'counting-down',
  'running',
  /** Working devices are finished, nothing new begins. */
  'pausing',
  'paused',
  /** By its own rule or by the kill switch; working devices are still verified. */
  'stopping',
  'stopped',
  'cancelled',
  'finished',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** One device of a run. */
export const RUN_DEVICE_PHASES = ['waiting', 'working', 'by-hand', 'done', 'left'] as const;
export type RunDevicePhase = (typeof RUN_DEVICE_PHASES)[number];

/** One call that was intended: the row is there before the first byte. */
export interface StepCall {
  readonly stepId: string;
  readonly intentAt: number;
  /** Null = no word yet; after a crash that is for good: verify, never repeat. */
  readonly answeredAt: number | null;
  readonly answer: StepAnswer | null;
  /** The device's own words, redacted. */
  readonly words: string;
}

/** All that decides what is next for one device. Epoch ms. */
export interface RunDevice {
  readonly deviceId: string;
  readonly customerId: string;
  readonly vendor: string;
  readonly controller: string | null;
  readonly pair: string | null;
  /** Null = planned by hand. */
  readonly wave: number | null;
  /** Of one that a person took over: the checklist. */
  readonly procedure: ResyncProcedure;
  readonly attempt: number;
  readonly phase: RunDevicePhase;
  readonly startedAt: number | null;
  /** Of this attempt, in order. By hand: a ticked step is one, intended, answered and accepted at the time of the tick. */
  readonly calls: readonly StepCall[];
  /** Re-reads asked for since the last call; without one, since it began. */
  readonly asks: number;
  /** When the newest of them was asked for; null = none was. */
  readonly askedAt: number | null;
  /** Newest believed reading; from the first call of the attempt on, the one before that call. */
  readonly before: ResyncSnapshot | null;
  /** Newest believed reading that began after the last call was answered; null = none yet. */
  readonly after: ResyncSnapshot | null;
  /** Why the newest read since the last call (without one, since it began) failed; null = it did not, or there was none. */
  readonly unread: 'unreachable' | 'busy' | 'denied' | 'other' | null;
  readonly settledAt: number | null;
  /** With `settledAt`, of one that a person took over: what its calls came to, until it is settled anew; null = it had none. */
  readonly outcome: ResyncOutcome | null;
}

export interface RunView {
  readonly state: RunState;
  /** When the cancel window ends; null = not counting. */
  readonly beginsAt: number | null;
  /** When the cancel window was to begin by itself; null = it was started at once. */
  readonly scheduledAt: number | null;
  readonly caps: ResyncCaps;
  /** In the order of the plan. */
  readonly devices: readonly RunDevice[];
}

/** What the runner is to do now. */
export type RunAct =
  /** The cancel window has passed: `counting-down` → `running`. */
  | { readonly do: 'run' }
  | { readonly do: 'begin'; readonly deviceId: string }
  | { readonly do: 'call'; readonly deviceId: string; readonly stepId: string }
  /** Make the device due now, whole. */
  | { readonly do: 'read'; readonly deviceId: string }
  | {
      readonly do: 'settle';
      readonly deviceId: string;
      readonly outcome: ResyncOutcome;
      /** One sentence for the step log. */
      readonly words: string;
    }
  /** By its own rule: → `stopping`; no call begins from here on. */
  | { readonly do: 'stop'; readonly words: string }
  /** `pausing` → `paused`. */
  | { readonly do: 'pause' }
  /** `running` → `finished`, `stopping` → `stopped`; whoever still waits is `left`. */
  | { readonly do: 'finish' };

/** What may keep a run from starting or going on. */
export const GUARDS = [
  'kill-switch',
  'step-up',
  'second-person',
  'list-changed',
  'do-not-touch',
  'authority',
  'incident-growing',
  'resync-credential',
] as const;
export type GuardName = (typeof GUARDS)[number];

/** `held` = refused; `overridable` = refused unless a written reason says otherwise; `ok` = nothing in the way. */
export interface Guard {
  readonly name: GuardName;
  readonly state: 'ok' | 'held' | 'overridable';
  /** One sentence: what is so, and what would change it. */
  readonly words: string;
}
