import type { DeviceCore } from '@firewatch/shared/domain/device-state';
import type {
  ResyncProcedure,
  ResyncSnapshot,
  RunDevice,
  RunView,
  StepCall,
} from '@firewatch/shared/domain/resync';
import { checklistOf } from '@firewatch/shared/domain/resync-take-over';
import type { Tx } from '../store/database.js';
import { loadStates, type StateRow } from '../store/resync-candidates.repo.js';
import {
  type CallRow,
  loadCalls,
  loadRunDevices,
  type SettledPart,
  type ViewRow,
} from '../store/resync-engine.repo.js';
import { snapshotOf } from './snapshot.js';

/** What the view of a run rests on beside its firewalls. */
export type RunHead = Pick<RunView, 'state' | 'beginsAt' | 'scheduledAt' | 'caps'> & {
  readonly id: string;
  readonly procedures: readonly ResyncProcedure[];
};

/** A run as the decision core takes it, with what each firewall showed last. */
export interface LoadedRun {
  readonly view: RunView;
  readonly rows: ReadonlyMap<string, ViewRow>;
  /** Of firewalls under way. */
  readonly states: ReadonlyMap<string, StateRow>;
}

const UNREAD: Readonly<Record<DeviceCore['contact']['state'], RunDevice['unread']>> = {
  never: 'other',
  reachable: null,
  failing: 'unreachable',
  'no-data': 'unreachable',
  busy: 'busy',
  'auth-failed': 'denied',
  'identity-mismatch': 'other',
};

interface Seen {
  readonly snapshot: ResyncSnapshot | null;
  readonly after: ResyncSnapshot | null;
  readonly unread: RunDevice['unread'];
}

const UNSEEN: Seen = { snapshot: null, after: null, unread: null };

/** @param since end of the last call, or the beginning; null = nothing to wait for yet. */
export function seenSince(state: StateRow | undefined, since: number | null): Seen {
  if (!state) return UNSEEN;
  const snapshot = snapshotOf(state);
  const isLater = since !== null && snapshot !== null && snapshot.at > since;
  const hasFailed = since !== null && (state.pulse.appliedAt ?? 0) > since && !isLater;
  return {
    snapshot,
    after: isLater ? snapshot : null,
    unread: hasFailed ? UNREAD[state.core.contact.state] : null,
  };
}

const isOpen = (row: ViewRow): boolean => row.phase === 'working' || row.phase === 'by-hand';

function deviceOf(
  row: ViewRow,
  of: {
    readonly procedure: ResyncProcedure;
    readonly calls: readonly StepCall[];
    readonly state: StateRow | undefined;
  },
): RunDevice {
  const { procedure, calls, state } = of;
  const last = calls.at(-1);
  const seen = seenSince(state, last ? last.answeredAt : row.startedAt);
  return {
    deviceId: row.deviceId,
    customerId: row.customerId,
    vendor: row.vendor,
    controller: row.controller,
    pair: row.pair,
    wave: row.wave,
    procedure,
    attempt: row.attempt,
    phase: row.phase,
    startedAt: row.startedAt,
    calls,
    asks: row.asks,
    askedAt: row.askedAt,
    before: calls.length === 0 && isOpen(row) ? seen.snapshot : row.before,
    after: isOpen(row) ? (last ? seen.after : null) : row.after,
    unread: seen.unread,
    settledAt: row.settledAt,
    outcome: row.outcome,
  };
}

const callOf = ({ stepId, intentAt, answeredAt, answer, words }: CallRow): StepCall => ({
  stepId,
  intentAt,
  answeredAt,
  answer,
  words,
});

function callsByDevice(rows: readonly CallRow[]): ReadonlyMap<string, StepCall[]> {
  const calls = new Map<string, StepCall[]>();
  for (const row of rows) calls.set(row.deviceId, [...(calls.get(row.deviceId) ?? []), callOf(row)]);
  return calls;
}

/** Readings of firewalls under way only: nothing is decided for the others by theirs. */
export async function loadView(tx: Tx, run: RunHead, settled: SettledPart = 'whole'): Promise<LoadedRun> {
  const rows = await loadRunDevices(tx, run.id, settled);
  const open = rows.filter(isOpen).map((row) => row.deviceId);
  const states = new Map((await loadStates(tx, open)).map((state) => [state.deviceId, state]));
  const calls = callsByDevice(await loadCalls(tx, run.id, settled));
  const procedures = new Map(run.procedures.map((procedure) => [procedure.id, procedure]));
  const devices = rows.map((row) => {
    const planned = procedures.get(row.procedureId);
    const procedure = planned && row.isTakenOver ? checklistOf(planned, run.procedures) : planned;
    if (!procedure) throw new Error(`run ${run.id} has no procedure ${row.procedureId}`);
    return deviceOf(row, {
      procedure,
      calls: calls.get(row.deviceId) ?? [],
      state: states.get(row.deviceId),
    });
  });
  const { state, beginsAt, scheduledAt, caps } = run;
  return {
    view: { state, beginsAt, scheduledAt, caps, devices },
    rows: new Map(rows.map((row) => [row.deviceId, row])),
    states,
  };
}
