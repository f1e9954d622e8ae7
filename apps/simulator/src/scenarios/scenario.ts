import type { AuthorityMode } from '../authority.js';
import type { Behaviour } from '../devices/behaviour.js';
import type { Generation } from '../devices/firmware-profiles.js';
import type { ServiceId } from '../devices/service-catalogue.js';
import type { FaultKind, FaultSpec } from '../faults/fault.js';
import type { ServiceChange } from '../fleet-verbs.js';
import type { Random } from '../random.js';

/** One thing a scenario does to the world. */
export type ScenarioAction =
  | { readonly type: 'phase'; readonly name: string }
  | { readonly type: 'authority'; readonly mode: AuthorityMode }
  | { readonly type: 'check-in'; readonly device: string }
  | { readonly type: 'behaviour'; readonly device: string; readonly change: Partial<Behaviour> }
  | { readonly type: 'synchronize'; readonly device: string }
  | {
      readonly type: 'admin-session';
      readonly device: string;
      /** Real seconds, whatever the factor. */
      readonly seconds: number;
    }
  | {
      readonly type: 'service';
      readonly device: string;
      readonly service: ServiceId;
      readonly change: ServiceChange;
    }
  | {
      readonly type: 'freeze-signatures';
      readonly device: string;
      /** Since how long nothing newer has come; null lets newer ones come again. */
      readonly sinceSeconds: number | null;
    }
  | { readonly type: 'publish-signatures'; readonly device: string }
  | {
      readonly type: 'expiry';
      readonly device: string;
      /** From the moment it is done, below 0 for the past. */
      readonly inMs: number;
      readonly grace: boolean;
    }
  | { readonly type: 'renew-certificate'; readonly device: string; readonly sameKey: boolean }
  | { readonly type: 'failover'; readonly device: string }
  | { readonly type: 'reboot'; readonly device: string }
  | { readonly type: 'fault'; readonly device: string; readonly spec: FaultSpec }
  | { readonly type: 'clear-fault'; readonly device: string; readonly kind: FaultKind };

/** An action and when it falls due, in story milliseconds after the plan starts (before the clock factor). */
export interface TimedEvent {
  readonly afterMs: number;
  readonly action: ScenarioAction;
}

/**
 * Numbers a caller may set; each scenario reads its own and keeps its default for the rest.
 * Shape   count              how many boxes are hit
 *         seconds            how long the trouble lasts
 *         everySeconds       glitch-storm: each box lies once per this time; 2022-reboot-loop: time between two reboots
 *         overSeconds        recovery: time over which Synchronize is pressed box by box
 *         recoverAfterSeconds  2008-12-02: repair and recovery by themselves, this long after the outage began;
 *                            resync-drill: the repair alone
 *         phaseSeconds       2008-12-02 bench: the flip falls at a random moment within this time
 */
export interface ScenarioOptions {
  readonly count?: number;
  readonly seconds?: number;
  readonly everySeconds?: number;
  readonly overSeconds?: number;
  readonly recoverAfterSeconds?: number;
  readonly phaseSeconds?: number;
}

export interface FleetMember {
  readonly id: string;
  readonly customer: string;
  readonly generation: Generation;
  /** Model and line of firmware: `TZ 470 on 7.0`. */
  readonly family: string;
  /** A high-availability pair. */
  readonly isPair: boolean;
}

export interface PlanInput {
  readonly fleet: readonly FleetMember[];
  readonly variant: string;
  readonly options: ScenarioOptions;
  readonly random: Random;
}

/** A story: what happens when, as data. Nothing in it reads a clock. Planning throws a Problem where the fleet does not fit. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** The first is the default. */
  readonly variants: readonly [string, ...string[]];
  plan(input: PlanInput): TimedEvent[];
  /** Phases a person can call up while it runs; each gives the events to add from now on. */
  readonly phases: Readonly<
    Record<string, (affected: readonly string[], options: ScenarioOptions) => TimedEvent[]>
  >;
}
