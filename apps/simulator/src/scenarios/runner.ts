import type { Cancel, Clock } from '../clock.js';
import type { FleetVerbs } from '../fleet-verbs.js';
import type { ActivityLog } from '../log/activity-log.js';
import { Problem } from '../problem.js';
import { seededRandom } from '../random.js';
import { isHit, perform } from './perform.js';
import { SCENARIOS } from './registry.js';
import type { FleetMember, Scenario, ScenarioAction, ScenarioOptions, TimedEvent } from './scenario.js';

export interface ScenarioRequest extends ScenarioOptions {
  readonly name: string;
  readonly variant?: string;
  /** Divides the waits between events and nothing else; 1 = as written. */
  readonly factor?: number;
  readonly seed?: number;
}

export interface AffectedDevice {
  readonly id: string;
  /** When it was hit; for a lost licence the instant its keys went. */
  readonly lostAt: number;
}

/**
 * Where a scenario stands.
 * Units   epoch milliseconds; `events` counts actions done and still to come.
 */
export interface ScenarioStatus {
  readonly name: string;
  readonly variant: string;
  readonly phase: string;
  readonly seed: number;
  readonly factor: number;
  readonly startedAt: number;
  readonly isRunning: boolean;
  readonly events: { readonly done: number; readonly pending: number };
  readonly affected: readonly AffectedDevice[];
}

interface Run {
  readonly scenario: Scenario;
  readonly request: ScenarioRequest;
  readonly variant: string;
  readonly seed: number;
  readonly factor: number;
  readonly startedAt: number;
  readonly pending: Set<Cancel>;
  readonly affected: Map<string, number>;
  phase: string;
  done: number;
  isStopped: boolean;
}

/** What a scenario is played on. */
export interface Stage {
  readonly clock: Clock;
  readonly verbs: FleetVerbs;
  readonly log: ActivityLog;
  readonly fleet: readonly FleetMember[];
  readonly defaultSeed: number;
}

/** Plays one scenario at a time on the given clock. */
export class ScenarioRunner {
  private run: Run | null = null;

  constructor(private readonly stage: Stage) {}

  start(request: ScenarioRequest): ScenarioStatus {
    if (this.run && isRunning(this.run)) {
      throw new Problem(
        `The scenario "${this.run.scenario.name}" is still running; POST /scenario/stop first.`,
        409,
      );
    }
    const scenario = SCENARIOS.find((each) => each.name === request.name);
    if (!scenario)
      throw new Problem(`name: "${request.name}" is no scenario; give one of ${names(SCENARIOS)}.`);
    const variant = request.variant ?? scenario.variants[0];
    if (!scenario.variants.includes(variant)) {
      throw new Problem(
        `variant: "${variant}" is not known to ${scenario.name}; give one of ${scenario.variants.join(', ')}.`,
      );
    }
    const seed = request.seed ?? this.stage.defaultSeed;
    const random = seededRandom(seed, `scenario/${scenario.name}`);
    // Planned first: a fleet that does not fit is refused and leaves the last story standing.
    const plan = scenario.plan({ fleet: this.stage.fleet, variant, options: request, random });
    const run: Run = {
      scenario,
      request,
      variant,
      seed,
      factor: request.factor ?? 1,
      startedAt: this.stage.clock.now(),
      pending: new Set(),
      affected: new Map(),
      phase: 'waiting',
      done: 0,
      isStopped: false,
    };
    this.run = run;
    this.schedule(run, plan);
    return statusOf(run);
  }

  /** Calls up a later phase of the running story, at once. */
  advance(to: string, options: ScenarioOptions): ScenarioStatus {
    const run = this.run;
    if (!run || run.isStopped) throw new Problem('No scenario is running; POST /scenario starts one.', 409);
    const phase = run.scenario.phases[to];
    if (!phase) {
      const known = Object.keys(run.scenario.phases).join(', ') || 'none';
      throw new Problem(`to: "${to}" is no phase of ${run.scenario.name} one can call up; it has: ${known}.`);
    }
    this.schedule(run, phase([...run.affected.keys()], { ...run.request, ...options }));
    return statusOf(run);
  }

  /** Cancels what is still to come; what was done stays done. */
  stop(): ScenarioStatus | null {
    const run = this.run;
    if (!run) return null;
    for (const cancel of run.pending) cancel();
    run.pending.clear();
    run.isStopped = true;
    return statusOf(run);
  }

  get status(): ScenarioStatus | null {
    return this.run ? statusOf(this.run) : null;
  }

  private schedule(run: Run, events: readonly TimedEvent[]): void {
    for (const event of events) {
      const waitMs = event.afterMs / run.factor;
      if (waitMs <= 0) {
        this.perform(run, event.action);
        continue;
      }
      const cancel = this.stage.clock.after(waitMs, () => {
        run.pending.delete(cancel);
        this.perform(run, event.action);
      });
      run.pending.add(cancel);
    }
  }

  private perform(run: Run, action: ScenarioAction): void {
    run.done += 1;
    const { clock, verbs, log } = this.stage;
    const now = clock.now();
    if (action.type === 'phase') {
      run.phase = action.name;
      log.add({ kind: 'scenario', at: now, device: null, detail: `${run.scenario.name}: ${action.name}` });
      return;
    }
    const ending = perform(verbs, action, now);
    // What takes a while (a certificate to make) is reported where it fails, not awaited by the story.
    ending?.catch((error: unknown) => {
      const detail = `${run.scenario.name}: ${error instanceof Error ? error.message : String(error)}`;
      log.add({ kind: 'scenario', at: clock.now(), device: null, detail });
    });
    if ('device' in action && isHit(action) && !run.affected.has(action.device)) {
      const lostAt = action.type === 'check-in' ? log.truth.lostAt(action.device) : null;
      run.affected.set(action.device, lostAt ?? now);
    }
  }
}

const names = (scenarios: readonly Scenario[]): string => scenarios.map(({ name }) => name).join(', ');

const isRunning = (run: Run): boolean => !run.isStopped && run.pending.size > 0;

function statusOf(run: Run): ScenarioStatus {
  return {
    name: run.scenario.name,
    variant: run.variant,
    phase: run.phase,
    seed: run.seed,
    factor: run.factor,
    startedAt: run.startedAt,
    isRunning: isRunning(run),
    events: { done: run.done, pending: run.pending.size },
    affected: [...run.affected].map(([id, lostAt]) => ({ id, lostAt })),
  };
}
