import { Injectable } from '@nestjs/common';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { RunAct } from '@firewatch/shared/domain/resync';
import { nextActs, nextLookAt, openedWave } from '@firewatch/shared/domain/resync-run';
import { Log } from '../platform/log/log.js';
import { Database, type Tx } from '../store/database.js';
import { appendEvents } from '../store/events.repo.js';
import { tellOwners } from '../store/owner-notice.js';
import { type CallKey, giveUpCalls } from '../store/resync-calls.repo.js';
import { type ActiveRun, activeRuns, beginCountDown, lockActive } from '../store/resync-engine.repo.js';
import { findRun } from '../store/resync-runs.repo.js';
import { readResyncSettings } from '../store/resync-settings.repo.js';
import { type Applied, applyActs } from './run-acts.js';
import { RunGuards } from './run-guards.js';
import { loadView, type LoadedRun } from './run-view.js';

const policy = DEFAULT_POLICY;

/** What one step of one run did. */
export interface Stepped {
  /** Calls that are intended now, and committed. */
  readonly calls: readonly CallKey[];
  readonly isAny: boolean;
  /** When to look again although nothing happens, ms from now; null = only when something does. */
  readonly inMs: number | null;
}

/** Somebody holds the run for a moment: another runner, a person who changes it, or whoever takes one of its calls. */
const IN_HAND: Stepped = { calls: [], isAny: false, inMs: 25 };

/** One look at one run: what is next is decided by the core from what is stored, and done in one transaction under the run's lock. */
@Injectable()
export class RunStep {
  private readonly log: Log;

  constructor(
    private readonly database: Database,
    private readonly guards: RunGuards,
    log: Log,
  ) {
    this.log = log.for('resync');
  }

  /** Ids of runs that may have something to do. */
  active(): Promise<string[]> {
    return activeRuns(this.database.single);
  }

  /** Nothing is done while somebody else has the run in hand; it is looked at again soon. */
  take(id: string): Promise<Stepped> {
    return this.database.asEngine((tx) => this.decide(tx, id));
  }

  private async decide(tx: Tx, id: string): Promise<Stepped> {
    const run = await lockActive(tx, id);
    if (!run) return IN_HAND;
    await giveUpCalls(tx, id);
    const loaded = await loadView(tx, run, 'outcome');
    const acts = await this.guarded(tx, run, loaded);
    const done = await applyActs(tx, run, loaded, acts);
    if (run.state === 'scheduled' && acts.length === 0) {
      await beginCountDown(tx, id, policy.resync.cancelWindowMs);
      for (const customer of run.customerIds) done.customers.add(customer);
    }
    await this.tell(tx, run, done);
    const lookAt = nextLookAt(loaded.view, run.now, policy);
    return { calls: done.calls, isAny: done.isAny, inMs: lookAt === null ? null : lookAt - run.now };
  }

  /** What the core wants, unless the kill switch or a guard says otherwise. */
  private async guarded(tx: Tx, run: ActiveRun, loaded: LoadedRun): Promise<readonly RunAct[]> {
    const { killOn, killReason } = await readResyncSettings(tx);
    const mayCall = run.state !== 'stopping' && run.state !== 'stopped' && run.state !== 'finished';
    if (killOn && mayCall && run.state !== 'paused') {
      return [{ do: 'stop', words: `The kill switch is on: ${killReason ?? 'no reason given'}.` }];
    }
    const acts = nextActs(loaded.view, run.now, policy);
    const isDue = run.state === 'scheduled' && acts.length === 0;
    const isEntry = isDue || acts.some((act) => act.do === 'run');
    if (!isEntry && openedWave(loaded.view, acts) === null) return acts;
    const stored = await findRun(tx, run.id);
    const held = stored === null ? null : await this.guards.heldWhy(tx, stored);
    if (held === null) return acts;
    // What works already goes on to be verified; nothing is begun or called.
    const kept = acts.filter((act) => act.do === 'settle' || act.do === 'read');
    return [...kept, { do: 'stop', words: held }];
  }

  /** Screens, and the owners when it stopped by itself; last in the transaction. */
  private async tell(tx: Tx, run: ActiveRun, done: Applied): Promise<void> {
    const { moved } = done;
    if (moved !== null && moved.why !== null) {
      this.log.warn('a resync was stopped', { run: run.number, reason: moved.why });
      await tellOwners(
        tx,
        { name: 'Firewatch' },
        {
          did: `stopped the resync R-${run.number}`,
          lines: [moved.why, 'No firewall is called by it any more; what was begun is verified.'],
          path: `/resync/${run.id}`,
        },
      );
    }
    const customers = [...done.customers];
    await appendEvents(
      tx,
      customers.map((customerId) => ({ type: 'resync.changed', customerId, payload: { runId: run.id } })),
    );
  }
}
