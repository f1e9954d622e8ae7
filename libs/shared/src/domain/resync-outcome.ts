import { serviceList } from './headline.js';
import type { Policy } from './policy.js';
import { isEntitlementProblem, isLicensedFor, lostIn, notBackIn, showsLoss, worseIn } from './resync-loss.js';
import type {
  ProcedureStep,
  ResyncOutcome,
  ResyncSnapshot,
  RunAct,
  RunDevice,
  StepAnswer,
  StepCall,
} from './resync.js';
import type { Service } from './service.js';

/** What is next for one device; `untilMs` = epoch ms at which to look again, if no reading arrives before. */
export type DeviceAct = RunAct | { readonly do: 'wait'; readonly untilMs: number };

/** What the runner allows: after a stop devices are still verified, and none is called. */
export interface Leave {
  readonly mayCall: boolean;
}

const NOTHING_DONE: ReadonlySet<StepAnswer> = new Set(['refused', 'busy', 'denied', 'unreachable']);

/**
 * Whether a call that was intended may still be taken, or its answer still be waited for.
 * Afterwards it counts as `unsure` for good: what is taken later could reach a device that was settled meanwhile.
 */
export const isCallOpen = (
  call: Pick<StepCall, 'intentAt' | 'answer'>,
  now: number,
  policy: Policy,
): boolean => call.answer === null && now < call.intentAt + policy.resync.answerMs;

const settle = (device: RunDevice, outcome: ResyncOutcome, words: string): RunAct => ({
  do: 'settle',
  deviceId: device.deviceId,
  outcome,
  words,
});
const read = (device: RunDevice): RunAct => ({ do: 'read', deviceId: device.deviceId });
const call = (device: RunDevice, step: ProcedureStep): RunAct => ({
  do: 'call',
  deviceId: device.deviceId,
  stepId: step.id,
});

const isCalled = (device: RunDevice, step: ProcedureStep): boolean =>
  device.calls.some((one) => one.stepId === step.id);
const stepOf = (device: RunDevice, one: StepCall): ProcedureStep | undefined =>
  device.procedure.steps.find((step) => step.id === one.stepId);

/** Steps that are ours to do and were not done in this attempt. */
const openSteps = (device: RunDevice, when: ProcedureStep['when']): readonly ProcedureStep[] =>
  device.procedure.steps.filter(
    (step) => step.when === when && step.kind !== 'manual' && !isCalled(device, step),
  );

const quoted = (words: string): string => (words.trim() === '' ? '' : `: "${words.trim()}"`);

function unreadOutcome(device: RunDevice, lead: string): RunAct {
  switch (device.unread) {
    case 'denied':
      return settle(device, 'denied', `${lead} could not be read: the sign-in of the reads was refused.`);
    case 'busy':
      return settle(
        device,
        'unreachable',
        `${lead} could not be read: somebody else holds its only session.`,
      );
    default:
      return settle(device, 'unreachable', `${lead} gave no believable reading.`);
  }
}

/** No call yet: what was before must be known and young, and must show something that a synchronise can mend. */
function beforeCalls(device: RunDevice, now: number, policy: Policy, leave: Leave): DeviceAct {
  const { beforeMaxAgeMs, readWithinMs } = policy.resync;
  const { before, askedAt } = device;
  if (!leave.mayCall) {
    return settle(device, 'not-performed', 'The run was stopped before anything was sent to it.');
  }
  if (before !== null && now - before.at <= beforeMaxAgeMs) {
    if (lostIn(before).length === 0) {
      return settle(device, 'not-performed', 'Nothing is missing that a synchronise brings back.');
    }
    const [first] = openSteps(device, 'always');
    if (first !== undefined) return call(device, first);
    return settle(device, 'not-performed', 'Its procedure has no step that Firewatch can do.');
  }
  if (askedAt === null) return read(device);
  if (now < askedAt + readWithinMs) return { do: 'wait', untilMs: askedAt + readWithinMs };
  if (device.unread === 'busy') {
    return settle(device, 'not-performed', 'Somebody else holds its only session; nothing was sent.');
  }
  return unreadOutcome(device, 'Nothing was sent: it');
}

/** Every call was turned down before it did anything: nothing to verify, and nothing is repeated in this attempt. */
function turnedDown(device: RunDevice, last: StepCall): RunAct {
  switch (last.answer) {
    case 'denied':
      return settle(device, 'denied', `Sign-in or right refused${quoted(last.words)}.`);
    case 'unreachable':
      return settle(device, 'unreachable', `Not reached, nothing was sent${quoted(last.words)}.`);
    case 'busy':
      return settle(device, 'not-performed', `Busy, nothing was done${quoted(last.words)}.`);
    default:
      return settle(device, 'not-performed', `Refused, nothing was done${quoted(last.words)}.`);
  }
}

/**
 * Signatures: the first only when a reading shows every lost licence back and a service that waits for nothing else;
 * the others of the device follow without a reading in between, for the proof stands.
 */
function signatureStep(
  device: RunDevice,
  last: StepCall,
  after: ResyncSnapshot | null,
): ProcedureStep | undefined {
  const lost = lostIn(device.before);
  const isFor = (step: ProcedureStep, services: readonly Service[]): boolean =>
    step.service === undefined || services.includes(step.service);
  if (after === null) {
    const isProven = stepOf(device, last)?.when === 'restored' && last.answer === 'accepted';
    return isProven ? openSteps(device, 'restored').find((step) => isFor(step, lost)) : undefined;
  }
  const missing = notBackIn(lost, after);
  if (missing.length === 0 || !isLicensedFor(lost, after)) return undefined;
  return openSteps(device, 'restored').find((step) => isFor(step, missing));
}

function nextStep(
  device: RunDevice,
  last: StepCall,
  answeredAt: number,
  after: ResyncSnapshot | null,
  policy: Policy,
): ProcedureStep | undefined {
  const isLost = after !== null && showsLoss(lostIn(device.before), after);
  const [always] = openSteps(device, 'always');
  if (always !== undefined && (last.answer === 'accepted' || isLost)) return always;
  const isDue = after !== null && after.at >= answeredAt + policy.resync.stillLostAfterMs;
  const [again] = openSteps(device, 'still-lost');
  if (again !== undefined && isLost && isDue) return again;
  return signatureStep(device, last, after);
}

const told = (services: readonly Service[]): string => {
  const words = serviceList(services);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What the last re-read leaves to say. */
function atTheEnd(device: RunDevice, after: ResyncSnapshot | null, isLast: boolean): RunAct {
  if (after === null || (device.unread !== null && !isLast))
    return unreadOutcome(device, 'After the call it');
  const lost = lostIn(device.before);
  const missing = notBackIn(lost, after);
  if (missing.length === 0) {
    return settle(
      device,
      'unchanged',
      'No reading shows that anything was missing before, so nothing is proven.',
    );
  }
  if (isEntitlementProblem(missing, after)) {
    const words = `${told(missing)}: the licence itself ended or was withdrawn; an order mends that, no synchronise.`;
    return settle(device, 'entitlement-problem', words);
  }
  const back = lost.filter((service) => !missing.includes(service));
  const some = back.length === 0 ? '' : `${told(back)} came back; `;
  const rest = back.length === 0 ? told(missing) : serviceList(missing);
  const verb = missing.length === 1 ? 'does' : 'do';
  return settle(device, 'unchanged', `${some}${rest} still ${verb} not protect.`);
}

/** Re-reads after the last call until a reading decides, or the last of them has passed. */
function verify(
  device: RunDevice,
  after: ResyncSnapshot | null,
  answeredAt: number,
  now: number,
  policy: Policy,
): DeviceAct {
  const { rereadAfterMs, readWithinMs } = policy.resync;
  const { askedAt } = device;
  const plan = rereadAfterMs.map((afterMs) => answeredAt + afterMs);
  const due = plan.findLast((at) => at <= now);
  if (due !== undefined && (askedAt === null || askedAt < due)) return read(device);
  const next = plan.find((at) => at > now);
  if (next !== undefined) return { do: 'wait', untilMs: next };
  const lastAt = plan.at(-1) ?? answeredAt;
  const isLast = after !== null && after.at >= lastAt;
  const untilMs = (askedAt ?? lastAt) + readWithinMs;
  if (!isLast && now < untilMs) return { do: 'wait', untilMs };
  return atTheEnd(device, after, isLast);
}

/** What a reading that began after the last answer proves by itself. */
function proven(device: RunDevice, after: ResyncSnapshot | null): RunAct | null {
  if (after === null) return null;
  const worse = worseIn(device.before, after);
  if (worse.length > 0) {
    return settle(device, 'worse', `${told(worse)} worse than before the call.`);
  }
  const lost = lostIn(device.before);
  if (lost.length === 0 || notBackIn(lost, after).length > 0) return null;
  return settle(device, 'restored', `${told(lost)} protecting, seen in a reading after the call.`);
}

/** What the reading has to be younger than, and the reading if it is. */
function since(
  device: RunDevice,
  last: StepCall,
  policy: Policy,
): { readonly answeredAt: number; readonly after: ResyncSnapshot | null } {
  const answeredAt = last.answeredAt ?? last.intentAt + policy.resync.answerMs;
  const after = device.after !== null && device.after.at >= answeredAt ? device.after : null;
  return { answeredAt, after };
}

/**
 * What is next for a device that works: read, call a step, settle, or wait.
 * A call that was answered `unsure`, or never, is verified like an accepted one and not repeated. `restored` and `worse`
 * rest on a reading that began after the last answer. A call that was refused, busy, denied or not reached did nothing:
 * the first one settles the device at once, trying again is a new attempt of a person; a later one leaves the
 * verification of the calls before it going.
 * Shape   the same device at the same time gives the same act; never names a step that has a call.
 * Units   `now` epoch ms.
 */
export function judgeDevice(
  device: RunDevice,
  now: number,
  policy: Policy,
  leave: Leave = { mayCall: true },
): DeviceAct {
  const last = device.calls.at(-1);
  if (last === undefined) return beforeCalls(device, now, policy, leave);
  if (isCallOpen(last, now, policy)) return { do: 'wait', untilMs: last.intentAt + policy.resync.answerMs };
  if (device.calls.every((one) => one.answer !== null && NOTHING_DONE.has(one.answer))) {
    return turnedDown(device, last);
  }
  const { answeredAt, after } = since(device, last, policy);
  const proof = proven(device, after);
  if (proof !== null) return proof;
  const step = leave.mayCall ? nextStep(device, last, answeredAt, after, policy) : undefined;
  return step === undefined ? verify(device, after, answeredAt, now, policy) : call(device, step);
}

/**
 * The same for a device on a checklist: ticks are its calls, a person's. Null = nothing was ticked yet.
 * A device that can be read is settled by a reading, not before; one that nothing can read stays `assisted-pending`
 * when its list is ticked, for no reading will ever prove it.
 */
export function judgeByHand(device: RunDevice, now: number, policy: Policy): DeviceAct | null {
  const last = device.calls.at(-1);
  if (last === undefined) return null;
  const { answeredAt, after } = since(device, last, policy);
  const proof = proven(device, after);
  if (proof !== null) return proof;
  const isTicked = device.procedure.steps.every((step) => step.when !== 'always' || isCalled(device, step));
  const isReadable = device.before !== null || device.after !== null;
  if (!isReadable && isTicked) {
    return settle(
      device,
      'assisted-pending',
      'Its list is done by hand; nothing can read it, so nothing is proven.',
    );
  }
  const act = isReadable ? verify(device, after, answeredAt, now, policy) : null;
  return act !== null && act.do === 'settle' && !isTicked ? null : act;
}
