import type { Me } from '@firewatch/shared/wire/access';
import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { isPlan } from './run-words.js';
import { refusing } from './start-form.js';

/** What this person may do to a run; a sentence = held, and why. */
export interface RunActs {
  readonly approve: true | string | null;
  readonly start: true | string | null;
  readonly pause: boolean;
  readonly resume: boolean;
  readonly stop: boolean;
  /** Before the first call: within the cancel window, or of a scheduled run. */
  readonly cancel: boolean;
  readonly discard: boolean;
  readonly retry: boolean;
  readonly tick: boolean;
}

const PLANS = new Set(['owner', 'engineer']);
const STOPS = new Set(['owner', 'engineer', 'operator', 'approver']);
const APPROVES = new Set(['owner', 'approver']);

/** Does the number of firewalls ask for a second person? */
export const needsSecond = ({ secondPersonFrom, row }: ResyncRunDetail): boolean =>
  secondPersonFrom !== null && row.counts.total >= secondPersonFrom && row.approvedBy === null;

function approveOf(detail: ResyncRunDetail, me: Pick<Me, 'role' | 'name'>): RunActs['approve'] {
  if (detail.row.state !== 'planned' || !needsSecond(detail)) return null;
  if (!APPROVES.has(me.role)) return null;
  return detail.row.createdBy === me.name ? 'You made this plan; a second person approves it.' : true;
}

function startOf(detail: ResyncRunDetail, me: Pick<Me, 'role'>): RunActs['start'] {
  const { state } = detail.row;
  if ((state !== 'planned' && state !== 'approved') || !PLANS.has(me.role)) return null;
  const [guard] = refusing(detail.guards);
  return guard ? guard.words : true;
}

/** The server decides again at every press. */
export function actsOf(detail: ResyncRunDetail, me: Pick<Me, 'role' | 'name'>): RunActs {
  const { state } = detail.row;
  const stops = STOPS.has(me.role);
  const plans = PLANS.has(me.role);
  return {
    approve: approveOf(detail, me),
    start: startOf(detail, me),
    pause: stops && state === 'running',
    resume: plans && (state === 'paused' || state === 'pausing'),
    stop: stops && (state === 'running' || state === 'pausing' || state === 'paused'),
    cancel: stops && (state === 'counting-down' || state === 'scheduled'),
    discard: plans && (state === 'planned' || state === 'approved'),
    retry: plans && !isPlan(state) && state !== 'counting-down' && state !== 'cancelled',
    tick: plans && !isPlan(state) && state !== 'cancelled',
  };
}
