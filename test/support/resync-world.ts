import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { STEP_ANSWERS } from '@firewatch/shared/domain/resync';
import type {
  ResyncProcedure,
  RunAct,
  RunDevice,
  RunState,
  RunView,
  StepAnswer,
} from '@firewatch/shared/domain/resync';
import { planResync } from '@firewatch/shared/domain/resync-plan';
import { nextActs } from '@firewatch/shared/domain/resync-run';
import fc from 'fast-check';
import { LOST, OLD, SECOND, T0, WELL, candidate, device, snapshot } from './resync-builders.js';

/** How one box takes its calls and its reads. */
export interface Box {
  /** Null = never answers. */
  readonly answer: StepAnswer | null;
  readonly answerSeconds: number;
  readonly effect: 'back' | 'half' | 'none' | 'worse' | 'old-signatures';
  readonly effectSeconds: number;
  readonly reads: 'well' | 'unreachable' | 'denied' | 'busy';
  readonly customerId: string;
  readonly vendor: string;
  readonly pair: string | null;
  readonly isLeftOut: boolean;
}
/** What a person does meanwhile. */
export interface Press {
  readonly atSeconds: number;
  readonly state: 'pausing' | 'stopping' | 'running';
}

const box: fc.Arbitrary<Box> = fc.record({
  answer: fc.oneof(
    { weight: 6, arbitrary: fc.constant('accepted' as const) },
    { weight: 2, arbitrary: fc.constantFrom(...STEP_ANSWERS) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  answerSeconds: fc.nat(100),
  effect: fc.oneof(
    { weight: 8, arbitrary: fc.constant('back' as const) },
    { weight: 2, arbitrary: fc.constantFrom('half' as const, 'none' as const, 'old-signatures' as const) },
    { weight: 1, arbitrary: fc.constant('worse' as const) },
  ),
  effectSeconds: fc.nat(200),
  reads: fc.oneof(
    { weight: 9, arbitrary: fc.constant('well' as const) },
    { weight: 1, arbitrary: fc.constantFrom('unreachable' as const, 'denied' as const, 'busy' as const) },
  ),
  customerId: fc.constantFrom('c1', 'c2', 'c3'),
  vendor: fc.constantFrom('acme', 'other'),
  pair: fc.constantFrom('p', 'q', null, null, null, null),
  isLeftOut: fc.constantFrom(true, false, false, false, false),
});
const press: fc.Arbitrary<Press> = fc.record({
  atSeconds: fc.nat(900),
  state: fc.constantFrom('pausing', 'running', 'running', 'stopping'),
});
const caps = fc.record({
  atOnce: fc.integer({ min: 1, max: 6 }),
  perVendor: fc.integer({ min: 1, max: 4 }),
  perCustomer: fc.integer({ min: 1, max: 3 }),
  perController: fc.constant(1),
});

/** As the runner loads it: of settled firewalls only what came of them, and calls of those that were not performed. */
const withOutcomesOnly = (view: RunView): RunView => ({
  ...view,
  devices: view.devices.map((one) =>
    one.phase === 'done'
      ? {
          ...one,
          before: null,
          after: null,
          calls: one.outcome === 'not-performed' ? one.calls : [],
        }
      : one,
  ),
});

/** A runner in memory: applies each act as the store would, and lets the boxes answer. */
export class RunWorld {
  view: RunView;
  now = T0;
  readonly calls: {
    readonly deviceId: string;
    readonly stepId: string;
    readonly state: RunState;
    readonly at: number;
  }[] = [];
  readonly acts: RunAct[] = [];
  private readonly pending: { readonly at: number; readonly act: () => void }[] = [];
  private readonly boxes: readonly Box[];
  private readonly presses: readonly Press[];

  constructor(boxes: readonly Box[], presses: readonly Press[], limits: RunView['caps']) {
    this.boxes = boxes;
    this.presses = presses;
    const candidates = boxes.map((one, i) =>
      candidate(`d${i}`, {
        customerId: one.customerId,
        vendor: one.vendor,
        pair: one.pair,
        leftOut: one.isLeftOut ? { why: 'do-not-touch', words: 'Flagged.' } : null,
      }),
    );
    const plan = planResync(candidates, limits, DEFAULT_POLICY);
    const devices = plan.waves.flatMap((wave) =>
      wave.devices.map(({ deviceId }): RunDevice => {
        const { customerId, vendor, pair } = this.box(deviceId);
        const over = { deviceId, customerId, vendor, pair, wave: wave.position, before: null };
        return device({ ...over, phase: 'waiting', calls: [], startedAt: null });
      }),
    );
    this.view = { state: 'running', beginsAt: null, scheduledAt: null, caps: limits, devices };
  }

  box(deviceId: string): Box {
    const found = this.boxes[Number(deviceId.slice(1))];
    if (found === undefined) throw new Error(`no box ${deviceId}`);
    return found;
  }

  find(deviceId: string): RunDevice {
    const found = this.view.devices.find((one) => one.deviceId === deviceId);
    if (found === undefined) throw new Error(`no device ${deviceId}`);
    return found;
  }

  /** Ends, or says that it did not within 4 h. */
  play(look: () => void): boolean {
    const begun = this.now;
    let pressed = 0;
    const presses = [...this.presses].sort((a, b) => a.atSeconds - b.atSeconds);
    for (; this.now < begun + 4 * 3_600_000; this.now += 5 * SECOND) {
      while (
        presses[pressed] !== undefined &&
        (presses[pressed]?.atSeconds ?? 0) * SECOND <= this.now - begun
      ) {
        this.press(presses[pressed]?.state ?? 'running');
        pressed += 1;
      }
      // A paused run is resumed by a person in the end.
      if (pressed === presses.length && this.view.state === 'paused') this.set('running');
      for (const one of this.pending.splice(0)) {
        if (one.at <= this.now) one.act();
        else this.pending.push(one);
      }
      const acts = nextActs(this.view, this.now, DEFAULT_POLICY);
      const again = nextActs(this.view, this.now, DEFAULT_POLICY);
      if (JSON.stringify(again) !== JSON.stringify(acts)) throw new Error('the same view gave other acts');
      const lean = nextActs(withOutcomesOnly(this.view), this.now, DEFAULT_POLICY);
      if (JSON.stringify(lean) !== JSON.stringify(acts)) throw new Error('more than outcomes decided');
      for (const act of acts) this.apply(act);
      look();
      if (this.view.state === 'finished' || this.view.state === 'stopped') return true;
    }
    return false;
  }

  /** A person takes it over; the store does the same in one statement. */
  takeOver(deviceId: string, checklist: ResyncProcedure): void {
    const { attempt, outcome, calls } = this.find(deviceId);
    this.change(deviceId, {
      phase: 'by-hand',
      procedure: checklist,
      attempt: attempt + 1,
      outcome: outcome === 'not-performed' && calls.length === 0 ? null : outcome,
      calls: [],
      asks: 0,
      askedAt: null,
      before: null,
      after: null,
    });
  }

  private set(state: RunState): void {
    this.view = { ...this.view, state };
  }

  private press(state: Press['state']): void {
    const is = this.view.state;
    if (state === 'running' && (is === 'paused' || is === 'pausing')) this.set('running');
    if (state === 'pausing' && is === 'running') this.set('pausing');
    if (state === 'stopping' && (is === 'running' || is === 'pausing' || is === 'paused'))
      this.set('stopping');
  }

  private change(deviceId: string, over: Partial<RunDevice>): void {
    const devices = this.view.devices.map((one) => (one.deviceId === deviceId ? { ...one, ...over } : one));
    this.view = { ...this.view, devices };
  }

  private apply(act: RunAct): void {
    this.acts.push(act);
    switch (act.do) {
      case 'begin':
        return this.change(act.deviceId, { phase: 'working', startedAt: this.now });
      case 'read':
        return this.read(act.deviceId);
      case 'call':
        return this.call(act.deviceId, act.stepId);
      case 'settle':
        return this.change(act.deviceId, { phase: 'done', outcome: act.outcome, settledAt: this.now });
      case 'stop':
        return this.set('stopping');
      case 'pause':
        return this.set('paused');
      case 'run':
        return this.set('running');
      case 'finish': {
        const left = this.view.devices.map((one) =>
          one.phase === 'waiting' ? { ...one, phase: 'left' as const } : one,
        );
        this.view = {
          ...this.view,
          devices: left,
          state: this.view.state === 'stopping' ? 'stopped' : 'finished',
        };
      }
    }
  }

  private call(deviceId: string, stepId: string): void {
    const { answer, answerSeconds } = this.box(deviceId);
    this.calls.push({ deviceId, stepId, state: this.view.state, at: this.now });
    const intent = { stepId, intentAt: this.now, answeredAt: null, answer: null, words: '' };
    const { calls } = this.find(deviceId);
    this.change(deviceId, { calls: [...calls, intent], asks: 0, askedAt: null, after: null, unread: null });
    if (answer === null) return;
    const at = this.now + answerSeconds * SECOND;
    this.pending.push({
      at,
      act: () => {
        const changed = this.find(deviceId).calls.map((one) =>
          one.stepId === stepId ? { ...one, answeredAt: this.now, answer } : one,
        );
        this.change(deviceId, { calls: changed });
      },
    });
  }

  private read(deviceId: string): void {
    const { asks } = this.find(deviceId);
    const startedAt = this.now;
    this.change(deviceId, { asks: asks + 1, askedAt: startedAt });
    this.pending.push({ at: startedAt + 5 * SECOND, act: () => this.seen(deviceId, startedAt) });
  }

  private seen(deviceId: string, startedAt: number): void {
    const { reads } = this.box(deviceId);
    const one = this.find(deviceId);
    if (one.phase !== 'working') return;
    if (reads !== 'well' && one.calls.length > 0) return this.change(deviceId, { unread: reads });
    const reading = snapshot(startedAt, this.services(deviceId, startedAt));
    if (one.calls.length === 0) return this.change(deviceId, { before: reading });
    const last = one.calls.at(-1);
    if (last !== undefined && startedAt >= (last.answeredAt ?? Number.POSITIVE_INFINITY)) {
      this.change(deviceId, { after: reading, unread: null });
    }
  }

  private services(deviceId: string, at: number): Parameters<typeof snapshot>[1] {
    const { effect, effectSeconds, answer } = this.box(deviceId);
    const calls = this.calls.filter((one) => one.deviceId === deviceId);
    const [first] = calls;
    const isDone = answer === null || answer === 'accepted' || answer === 'unsure';
    const isIn = first !== undefined && isDone && at >= first.at + effectSeconds * SECOND;
    const isSigned = calls.some((one) => one.stepId.startsWith('sign'));
    if (!isIn || effect === 'none') return { 'gateway-av': LOST, ips: LOST, 'web-filter': WELL };
    if (effect === 'half') return { 'gateway-av': WELL, ips: LOST, 'web-filter': WELL };
    if (effect === 'worse') return { 'gateway-av': LOST, ips: LOST, 'web-filter': LOST };
    if (effect === 'old-signatures' && !isSigned) return { 'gateway-av': OLD, ips: OLD, 'web-filter': WELL };
    return { 'gateway-av': WELL, ips: WELL, 'web-filter': WELL };
  }
}

/** Plays a run to its end. */
export function play(
  boxes: readonly Box[],
  presses: readonly Press[],
  limits: RunView['caps'],
  look?: (stage: RunWorld) => void,
) {
  const stage = new RunWorld(boxes, presses, limits);
  const hasEnded = stage.play(() => look?.(stage));
  return { stage, hasEnded };
}

/** Any fleet, with what a person does meanwhile. */
export const worlds = [
  fc.array(box, { minLength: 1, maxLength: 14 }),
  fc.array(press, { maxLength: 4 }),
  caps,
] as const;
