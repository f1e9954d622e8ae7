import { Injectable } from '@nestjs/common';
import { counted } from '@firewatch/shared/domain/headline';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { RunState } from '@firewatch/shared/domain/resync';
import { refusedBy } from '@firewatch/shared/domain/resync-guards';
import type { NewResyncRun, StartResync } from '@firewatch/shared/wire/resync';
import { conflict, notFound, Refusal, wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';
import { audit } from '../store/audit.repo.js';
import type { Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { appendLog } from '../store/resync-log.repo.js';
import {
  findRun,
  insertRun,
  lockRun,
  releaseRest,
  saveApproval,
  saveStart,
  setRunState,
  type StoredRun,
  wakeRunner,
} from '../store/resync-runs.repo.js';
import { steppedUpAt } from '../store/step-ups.repo.js';
import { ResyncPlanner } from './resync.planner.js';
import { RunGuards } from './run-guards.js';

/** Furthest ahead that a run may be scheduled. */
const AHEAD_MS = 30 * 24 * 3_600_000;
const UNSTARTED: readonly RunState[] = ['planned', 'approved'];
const UNTOUCHED: readonly RunState[] = [...UNSTARTED, 'scheduled', 'counting-down'];
const BEGUN: readonly RunState[] = ['running', 'pausing', 'paused'];

const OVER: Readonly<Partial<Record<RunState, string>>> = {
  stopping: 'is being stopped',
  stopped: 'was stopped',
  cancelled: 'was cancelled',
  finished: 'is finished',
};
const stateWords = (state: RunState): string => OVER[state] ?? `is ${state.replace('-', ' ')}`;

interface Act {
  /** Past tense, for the audit. */
  readonly action: string;
  /** For the step log. */
  readonly what: string;
  readonly words: string;
  readonly detail?: object;
}

/** Whoever sees the run may look; only whoever sees all of its customers may change it. */
export async function changeable(tx: Tx, id: string): Promise<StoredRun> {
  const seen = await findRun(tx, id);
  if (!seen) throw notFound('resync run');
  const run = seen.isOwn ? await lockRun(tx, id) : null;
  if (!run) throw conflict('It also touches customers you do not see; somebody who sees them may change it.');
  return run;
}

const TAKEN = '23505';

/** Errors: Refusal 409 where another run took one of the firewalls in hand at the same moment. */
export async function engaging<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === TAKEN)) throw error;
    throw conflict('Another run took one of these firewalls in hand meanwhile; plan again.');
  }
}

/** Line of the audit, of the step log, and the event that tells the screens: last in the transaction. */
export async function record(
  tx: Tx,
  caller: Caller,
  run: Pick<StoredRun, 'id' | 'number' | 'customerIds'>,
  act: Act,
): Promise<void> {
  const [only, ...others] = run.customerIds;
  const own = caller.scope === 'all' ? null : (caller.scope[0] ?? null);
  await audit(tx, caller, {
    action: act.action,
    subjectKind: 'resync-run',
    subjectId: run.id,
    customerId: others.length === 0 ? (only ?? null) : own,
    detail: { run: `R-${run.number}`, ...act.detail },
  });
  await appendLog(tx, run.id, [{ device: null, what: act.what, words: act.words, by: caller.name }]);
  await wakeRunner(tx);
  await appendEvents(
    tx,
    run.customerIds.map((customerId) => ({ type: 'resync.changed', customerId, payload: { runId: run.id } })),
  );
}

/** What people do with runs. Nothing here calls a firewall: the runner goes by what is stored. */
@Injectable()
export class ResyncDesk {
  constructor(
    private readonly planner: ResyncPlanner,
    private readonly guards: RunGuards,
  ) {}

  async create(tx: Tx, caller: Caller, input: NewResyncRun): Promise<string> {
    const plan = await this.planner.plan(tx, caller, input);
    const id = await insertRun(tx, plan);
    const run = await findRun(tx, id);
    if (!run) throw new Error('a run was not stored');
    const devices = plan.devices.filter((device) => device.place !== 'left-out').length;
    await record(tx, caller, run, {
      action: 'resync.planned',
      what: 'Planned',
      words: `${counted(devices, 'firewall')}; nothing has moved.`,
      detail: { choice: input.choice, devices, hash: plan.hash },
    });
    return id;
  }

  /** By somebody else than who planned it. */
  async approve(tx: Tx, caller: Caller, id: string, hash: string): Promise<void> {
    const run = await changeable(tx, id);
    if (run.state !== 'planned')
      throw conflict(`This run ${stateWords(run.state)}; only a plan is approved.`);
    if (run.createdById === caller.personId) {
      throw conflict('You planned this run; somebody else has to approve it.');
    }
    await this.mustBeSame(tx, run, hash);
    await saveApproval(tx, id, caller);
    await record(tx, caller, run, {
      action: 'resync.approved',
      what: 'Approved',
      words: 'A second person looked at the list.',
      detail: { hash },
    });
  }

  async start(tx: Tx, caller: Caller, id: string, input: StartResync): Promise<void> {
    const run = await changeable(tx, id);
    if (!UNSTARTED.includes(run.state)) {
      throw conflict(`This run ${stateWords(run.state)}; only a plan is started.`);
    }
    checkTime(run.now, input.at);
    await this.mustBeSame(tx, run, input.hash);
    const at = await this.mustBeFree(tx, caller, run, input.override);
    const windowMs = DEFAULT_POLICY.resync.cancelWindowMs;
    const start = { by: caller, override: input.override, steppedUpAt: at, at: input.at, windowMs };
    const held = await engaging(saveStart(tx, id, start));
    if (held.length > 0) throw conflict(`Another run has ${held[0] ?? ''} in hand; plan again.`);
    if (input.override !== null) await tellOverride(tx, caller, run, input.override);
    await record(tx, caller, run, {
      action: 'resync.started',
      what: input.at === null ? 'Started' : 'Scheduled',
      words: input.override === null ? 'No guard stood in the way.' : `Overridden: ${input.override}`,
      detail: { hash: input.hash, at: input.at, override: input.override },
    });
  }

  /** What works is finished, nothing new begins. */
  async pause(tx: Tx, caller: Caller, id: string): Promise<void> {
    const run = await changeable(tx, id);
    if (run.state !== 'running')
      throw conflict(`This run ${stateWords(run.state)}; only a running one is paused.`);
    await setRunState(tx, id, { state: 'pausing' });
    await record(tx, caller, run, {
      action: 'resync.paused',
      what: 'Pausing',
      words: 'What works is finished; nothing new begins.',
    });
  }

  /** Under the same guards as a start. */
  async resume(tx: Tx, caller: Caller, id: string): Promise<void> {
    const run = await changeable(tx, id);
    if (run.state !== 'paused' && run.state !== 'pausing') {
      throw conflict(`This run ${stateWords(run.state)}; only a paused one is resumed.`);
    }
    const why = await this.guards.heldWhy(tx, run);
    if (why !== null) throw conflict(why);
    await setRunState(tx, id, { state: 'running' });
    await record(tx, caller, run, {
      action: 'resync.resumed',
      what: 'Resumed',
      words: 'The next firewalls begin.',
    });
  }

  /** No call begins from here on; what works is still verified. */
  async cancel(tx: Tx, caller: Caller, id: string, reason: string): Promise<void> {
    const run = await changeable(tx, id);
    const why = `Cancelled by ${caller.name}: ${reason}`;
    const act = {
      action: 'resync.cancelled',
      what: 'Cancelled',
      words: why,
      detail: { reason, was: run.state },
    };
    if (UNTOUCHED.includes(run.state)) {
      await setRunState(tx, id, { state: 'cancelled', why, isEnd: true });
      await releaseRest(tx, id);
    } else if (BEGUN.includes(run.state)) {
      await setRunState(tx, id, { state: 'stopping', why });
    } else {
      throw conflict(`This run ${stateWords(run.state)} already.`);
    }
    await record(tx, caller, run, act);
  }

  /** Errors: Refusal 409 when the list named, or the list as it is now, is not the one that was planned. */
  private async mustBeSame(tx: Tx, run: StoredRun, hash: string): Promise<void> {
    if (hash !== run.hash) {
      throw conflict('The list you looked at is not the one of this run; look at it again.');
    }
    const change = await this.planner.changeOf(tx, run, false);
    if (change !== null) throw conflict(change);
  }

  /** @returns when the caller had last proved who they are. */
  private async mustBeFree(tx: Tx, caller: Caller, run: StoredRun, override: string | null): Promise<number> {
    const { at } = await steppedUpAt(tx, caller);
    const guards = await this.guards.of(tx, run, {
      personId: caller.personId,
      steppedUpAt: at,
      override: override === null ? null : { by: caller.name, reason: override },
    });
    const refused = refusedBy(guards);
    if (refused?.name === 'step-up') throw new Refusal(403, refused.words);
    if (refused !== null) {
      const how =
        refused.state === 'overridable' ? ' A written reason (override) starts it all the same.' : '';
      throw conflict(`${refused.words}${how}`);
    }
    return at ?? run.now;
  }
}

function checkTime(now: number, at: string | null): void {
  if (at === null) return;
  const time = Date.parse(at);
  if (time <= now) throw wrongField('at', 'is in the past; a time to come is accepted, or null for now');
  if (time > now + AHEAD_MS)
    throw wrongField('at', 'is too far ahead; at most 30 days from now are accepted');
}

async function tellOverride(tx: Tx, caller: Caller, run: StoredRun, reason: string): Promise<void> {
  await tellOwners(tx, caller, {
    did: `starts the resync R-${run.number} over a guard that refused it`,
    lines: [`Reason: ${reason}`, 'It can be cancelled until its first call, and stopped afterwards.'],
    path: `/resync/${run.id}`,
  });
}
