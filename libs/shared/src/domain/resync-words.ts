import { counted, serviceList } from './headline.js';
import type { Policy } from './policy.js';
import { spanWords } from './resync-authority.js';
import { isLicensedFor, lostIn, notBackIn } from './resync-loss.js';
import { judgeDevice } from './resync-outcome.js';
import type { LeftOutReason, ResyncOutcome, RunDevice, RunState } from './resync.js';

/** What came of a device, as a word beside its name. */
export const OUTCOME_WORDS: Readonly<Record<ResyncOutcome, string>> = {
  restored: 'proven',
  unchanged: 'unchanged',
  worse: 'worse than before',
  'not-performed': 'not performed',
  unreachable: 'not reached',
  denied: 'sign-in refused',
  'entitlement-problem': 'licence ended or withdrawn',
  'assisted-pending': 'by hand, not proven',
};

/** Of a device that protected again before its turn came. */
export const NOTHING_MISSING = 'nothing was missing any more';

/** Why a device is not in the plan, as a sentence. */
export const LEFT_OUT_WORDS: Readonly<Record<LeftOutReason, string>> = {
  'do-not-touch': 'Flagged: do not touch.',
  protecting: 'Nothing is missing that a synchronise brings back.',
  'off-by-policy': 'What is off is meant to be off.',
  'no-resync-credential': 'It has no resync credential.',
  'no-procedure': 'No procedure fits its product line.',
  'identity-mismatch': 'Another device or certificate answers for it; approve it first.',
  'never-read': 'It was never read, so nothing could be compared.',
  'in-another-run': 'Another run is working on it.',
  'outside-scope': 'It belongs to a customer that is not yours to change.',
};

/** Devices of a run by where they stand; each counts once. */
export interface RunCounts {
  readonly total: number;
  readonly proven: number;
  readonly working: number;
  /** Settled without proof, by hand apart; one that had nothing missing when its turn came is no failure. */
  readonly failed: number;
  /** Of the failed. */
  readonly worse: number;
  /** Not begun, or left when the run ended. */
  readonly waiting: number;
  readonly byHand: number;
  /** Nothing was missing any more when its turn came. */
  readonly spared: number;
}

/** Not called, for nothing was missing when its turn came: no failure. */
export const isSpared = (device: RunDevice): boolean =>
  device.outcome === 'not-performed' &&
  device.calls.length === 0 &&
  device.before !== null &&
  lostIn(device.before).length === 0;

function placeOf(device: RunDevice): keyof RunCounts {
  if (device.phase === 'by-hand' || device.outcome === 'assisted-pending') return 'byHand';
  if (device.phase === 'working') return 'working';
  if (device.phase !== 'done') return 'waiting';
  if (device.outcome === 'restored') return 'proven';
  return isSpared(device) ? 'spared' : 'failed';
}

export function countRun(devices: readonly RunDevice[]): RunCounts {
  const counts = { total: 0, proven: 0, working: 0, failed: 0, worse: 0, waiting: 0, byHand: 0, spared: 0 };
  for (const device of devices) {
    counts.total += 1;
    counts[placeOf(device)] += 1;
    if (device.phase === 'done' && device.outcome === 'worse') counts.worse += 1;
  }
  return counts;
}

/** `38 SonicWalls`; `38 firewalls` when they are of several vendors. */
function fleetWords(total: number, vendorName: string | null): string {
  if (vendorName === null) return counted(total, 'firewall');
  return vendorName.endsWith('s') ? counted(total, `${vendorName} firewall`) : counted(total, vendorName);
}

function progress(counts: RunCounts): string {
  const parts = [`${counts.proven} proven`];
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  if (counts.spared > 0) parts.push(`${counts.spared} had nothing missing`);
  parts.push(counts.worse > 0 ? `${counts.worse} got worse` : 'nothing got worse');
  return parts.join(', ');
}

const byHandWords = (counts: RunCounts): string =>
  counts.byHand === 0 ? '' : `, ${counts.byHand} to do by hand`;

/**
 * The one sentence of a run: what is resynchronised and how far it is.
 * Shape   `vendorName` null = several vendors. Text only, never markup.
 * Source  mockups/resync.html.
 */
export function runHeadline(state: RunState, counts: RunCounts, vendorName: string | null): string {
  const fleet = fleetWords(counts.total, vendorName);
  const untouched = counts.waiting === 0 ? '' : `, ${counts.waiting} not touched`;
  switch (state) {
    case 'planned':
      return `Resynchronise ${fleet}: planned, nothing has moved`;
    case 'approved':
      return `Resynchronise ${fleet}: approved, nothing has moved`;
    case 'scheduled':
      return `Resynchronise ${fleet}: scheduled, nothing has moved`;
    case 'counting-down':
      return `Resynchronise ${fleet}: about to begin, nothing has moved`;
    case 'running':
      return `Resynchronising ${fleet}: ${progress(counts)}`;
    case 'pausing':
      return `Pausing the resync of ${fleet}: ${progress(counts)}`;
    case 'paused':
      return `Paused resync of ${fleet}: ${progress(counts)}`;
    case 'stopping':
      return `Stopping the resync of ${fleet}: ${progress(counts)}`;
    case 'stopped':
      return `Stopped resync of ${fleet}: ${progress(counts)}${untouched}${byHandWords(counts)}`;
    case 'cancelled':
      return `Cancelled resync of ${fleet}: nothing has moved`;
    case 'finished':
      return `Resynchronised ${fleet}: ${progress(counts)}${byHandWords(counts)}`;
  }
}

/** `Canary`, `Wave 1`, … */
export const waveName = (position: number, size: number): string =>
  position > 0 ? `Wave ${position}` : size === 1 ? 'Canary' : 'Canaries';

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function byHandClause(device: RunDevice): string {
  const { steps } = device.procedure;
  const next = steps.find((step) => !device.calls.some((call) => call.stepId === step.id));
  const all = counted(steps.length, 'step');
  if (next === undefined) return `${all} done by hand, waiting for a reading`;
  if (device.calls.length === 0) return `${all}, needs a person`;
  return `step ${steps.indexOf(next) + 1} of ${steps.length}: ${lower(next.title)}`;
}

function workingClause(device: RunDevice, now: number, policy: Policy): string {
  const last = device.calls.at(-1);
  if (last === undefined) return 'reading it before anything is sent';
  const step = device.procedure.steps.find((one) => one.id === last.stepId);
  const act = judgeDevice(device, now, policy);
  if (last.answer === null && act.do === 'wait') return lower(step?.title ?? 'waiting for an answer');
  const due = act.do === 'wait' ? `, next reading in ${spanWords(act.untilMs - now)}` : ', reading it now';
  const lost = lostIn(device.before);
  const after = device.after;
  if (after === null) {
    const taken = last.answer === 'accepted' ? 'taken' : 'perhaps taken';
    return `${taken}, not proven yet${due}`;
  }
  const missing = notBackIn(lost, after);
  if (missing.length === 0) return `${serviceList(lost)} protecting`;
  const state = isLicensedFor(lost, after) ? 'licence back' : 'no licence yet';
  return `${serviceList(missing)}: ${state}${due}`;
}

function doneClause(device: RunDevice): string {
  if (device.outcome === 'restored') {
    const lost = lostIn(device.before);
    return lost.length === 0 ? 'protecting' : `${serviceList(lost)} protecting`;
  }
  if (device.outcome === null) return 'settled';
  const last = device.calls.at(-1);
  const isRefused = device.outcome === 'not-performed' && last !== undefined;
  if (isRefused) return last.answer === 'busy' ? 'busy, nothing was done' : 'refused, nothing was done';
  if (isSpared(device)) return NOTHING_MISSING;
  return OUTCOME_WORDS[device.outcome];
}

/** One clause: what a device does now, or what came of it. `now` epoch ms. */
export function nowDoing(device: RunDevice, now: number, policy: Policy): string {
  switch (device.phase) {
    case 'waiting':
      return device.wave === null ? 'waiting' : `waits for ${lower(waveName(device.wave, 1))}`;
    case 'working':
      return workingClause(device, now, policy);
    case 'by-hand':
      return byHandClause(device);
    case 'left':
      return 'not touched';
    case 'done':
      return doneClause(device);
  }
}

/**
 * Segments of the progress of one device.
 * Shape   by call four: read before, called and answered, licence seen back, proven. By hand: one per step.
 */
export function segmentsOf(device: RunDevice): { readonly done: number; readonly total: number } {
  if (device.procedure.way === 'assisted') {
    const { steps } = device.procedure;
    const done = steps.filter((step) => device.calls.some((call) => call.stepId === step.id)).length;
    return { done, total: steps.length };
  }
  if (device.outcome === 'restored') return { done: 4, total: 4 };
  const isAnswered = device.calls.some((call) => call.answer !== null);
  if (device.after !== null && isAnswered && isLicensedFor(lostIn(device.before), device.after)) {
    return { done: 3, total: 4 };
  }
  if (isAnswered) return { done: 2, total: 4 };
  const isBegun = device.phase === 'working' || device.phase === 'done';
  return { done: isBegun && device.before !== null ? 1 : 0, total: 4 };
}

/**
 * When a device that was not restored may be called again, epoch ms; null = it may not.
 * One that a person took over may as long as nobody ticked anything.
 */
export function retryAtOf(device: RunDevice, policy: Policy): number | null {
  const isOpen = device.phase === 'by-hand' && device.calls.length === 0;
  if (device.wave === null || !(device.phase === 'done' || isOpen) || device.settledAt === null) return null;
  return device.outcome === 'restored' ? null : device.settledAt + policy.resync.retryAfterMs;
}
