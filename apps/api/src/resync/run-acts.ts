import type { ResyncSnapshot, RunAct, RunState, RunView } from '@firewatch/shared/domain/resync';
import type { Tx } from '../store/database.js';
import { makeDue } from '../store/poll-slots.repo.js';
import { type CallKey, intendCall } from '../store/resync-calls.repo.js';
import {
  type ActiveRun,
  beginDevice,
  countAsk,
  moveRun,
  noteCall,
  settleDevice,
  type ViewRow,
} from '../store/resync-engine.repo.js';
import { appendLog, type NewLogLine } from '../store/resync-log.repo.js';
import { releaseRest } from '../store/resync-runs.repo.js';
import type { LoadedRun } from './run-view.js';

/** What was done in one transaction. */
export interface Applied {
  /** Calls that were intended now: to be queued once this is committed. */
  readonly calls: CallKey[];
  /** Customers whose screens show something else now. */
  readonly customers: Set<string>;
  /** Set when the run itself moved. */
  moved: { readonly to: RunState; readonly why: string | null } | null;
  /** Anything at all was done: there may be more at once. */
  isAny: boolean;
}

interface Work {
  readonly tx: Tx;
  readonly run: ActiveRun;
  readonly loaded: LoadedRun;
  readonly done: Applied;
  readonly lines: NewLogLine[];
  readonly reads: string[];
}

const about = (row: ViewRow): NonNullable<NewLogLine['device']> => ({
  deviceId: row.deviceId,
  customerId: row.customerId,
  attempt: row.attempt,
});

function rowOf(work: Work, deviceId: string): ViewRow {
  const row = work.loaded.rows.get(deviceId);
  if (!row) throw new Error(`run ${work.run.id} has no firewall ${deviceId}`);
  return row;
}

const seenOf = (view: RunView, deviceId: string): RunView['devices'][number] | undefined =>
  view.devices.find((device) => device.deviceId === deviceId);

const beforeOf = (view: RunView, deviceId: string): ResyncSnapshot | null =>
  seenOf(view, deviceId)?.before ?? null;

function touch(work: Work, row: ViewRow): void {
  work.done.isAny = true;
  work.done.customers.add(row.customerId);
}

async function begin(work: Work, deviceId: string): Promise<void> {
  const row = rowOf(work, deviceId);
  if (!(await beginDevice(work.tx, work.run.id, deviceId))) return;
  touch(work, row);
  const words = row.attempt === 1 ? 'Its turn has come.' : `Its turn has come, attempt ${row.attempt}.`;
  work.lines.push({ device: about(row), what: 'Begun', words });
}

/** The row first; the job follows once it is committed. */
async function intend(work: Work, act: RunAct & { readonly do: 'call' }): Promise<void> {
  const { tx, run, loaded } = work;
  const row = rowOf(work, act.deviceId);
  const key = { runId: run.id, deviceId: act.deviceId, attempt: row.attempt, stepId: act.stepId };
  if (!(await intendCall(tx, key, row.customerId))) return;
  const before = beforeOf(loaded.view, act.deviceId);
  await noteCall(tx, { runId: run.id, deviceId: act.deviceId, before });
  touch(work, row);
  work.done.calls.push(key);
}

async function settle(work: Work, act: RunAct & { readonly do: 'settle' }): Promise<void> {
  const { tx, run, loaded } = work;
  const row = rowOf(work, act.deviceId);
  const seen = seenOf(loaded.view, act.deviceId);
  const { deviceId, outcome, words } = act;
  if (seen && seen.calls.length === 0) await noteCall(tx, { runId: run.id, deviceId, before: seen.before });
  const isFirst = await settleDevice(tx, {
    runId: run.id,
    deviceId,
    outcome,
    words,
    after: seen?.after ?? null,
  });
  if (!isFirst) return;
  touch(work, row);
  work.lines.push({ device: about(row), what: `Outcome: ${outcome}`, words });
}

interface Move {
  readonly from: readonly RunState[];
  readonly to: RunState;
  readonly what: string;
  readonly words: string;
  readonly isEnd?: boolean;
}

async function move(work: Work, to: Move): Promise<void> {
  const { tx, run, done } = work;
  const why = to.to === 'stopping' || to.to === 'stopped' ? to.words : undefined;
  const change = { from: to.from, to: to.to, isEnd: to.isEnd === true, ...(why ? { why } : {}) };
  if (!(await moveRun(tx, run.id, change))) return;
  if (to.isEnd) await releaseRest(tx, run.id);
  done.isAny = true;
  done.moved = { to: to.to, why: why ?? null };
  for (const customer of run.customerIds) done.customers.add(customer);
  work.lines.push({ device: null, what: to.what, words: to.words });
}

/** By its own rule, a guard or the kill switch; what was never begun ends at once. */
function stop(work: Work, words: string): Promise<void> {
  const isBegun = work.loaded.view.devices.some((device) => device.phase === 'working');
  const from: RunState[] = ['scheduled', 'counting-down', 'running', 'pausing'];
  const end = isBegun ? { to: 'stopping' as const } : { to: 'stopped' as const, isEnd: true };
  return move(work, { from, ...end, what: 'Stopped', words });
}

function finish(work: Work): Promise<void> {
  if (work.run.state === 'stopping') {
    const words = 'What worked when it was stopped has been verified; the rest was left alone.';
    return moveQuietly(work, { from: ['stopping'], to: 'stopped', what: 'Over', words, isEnd: true });
  }
  const words = 'Every wave is over.';
  return move(work, { from: ['running'], to: 'finished', what: 'Finished', words, isEnd: true });
}

/** Keeps the reason that was given when it was stopped. */
async function moveQuietly(work: Work, to: Move): Promise<void> {
  const { tx, run, done } = work;
  if (!(await moveRun(tx, run.id, { from: to.from, to: to.to, isEnd: true }))) return;
  await releaseRest(tx, run.id);
  done.isAny = true;
  for (const customer of run.customerIds) done.customers.add(customer);
  work.lines.push({ device: null, what: to.what, words: to.words });
}

async function apply(work: Work, act: RunAct): Promise<void> {
  switch (act.do) {
    case 'run':
      return move(work, {
        from: ['counting-down'],
        to: 'running',
        what: 'Running',
        words: 'The time to cancel has passed.',
      });
    case 'begin':
      return begin(work, act.deviceId);
    case 'call':
      return intend(work, act);
    case 'read':
      work.reads.push(act.deviceId);
      return;
    case 'settle':
      return settle(work, act);
    case 'stop':
      return stop(work, act.words);
    case 'pause':
      return move(work, {
        from: ['pausing'],
        to: 'paused',
        what: 'Paused',
        words: 'What worked has been finished; nothing new begins.',
      });
    case 'finish':
      return finish(work);
  }
}

/** Does these acts in the caller's transaction; each is guarded by what it was decided from, so that a second runner does nothing. */
export async function applyActs(
  tx: Tx,
  run: ActiveRun,
  loaded: LoadedRun,
  acts: readonly RunAct[],
): Promise<Applied> {
  const done: Applied = { calls: [], customers: new Set(), moved: null, isAny: false };
  const work: Work = { tx, run, loaded, done, lines: [], reads: [] };
  for (const act of acts) await apply(work, act);
  await appendLog(tx, run.id, work.lines);
  if (work.reads.length > 0) {
    await countAsk(tx, run.id, work.reads);
    await makeDue(tx, work.reads, { why: 'asked', scope: 'full' });
    for (const deviceId of work.reads) touch(work, rowOf(work, deviceId));
  }
  return done;
}
