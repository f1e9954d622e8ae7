import type { Policy } from './policy.js';
import { spanWords } from './resync-authority.js';
import { Working } from './resync-caps.js';
import { judgeByHand, judgeDevice } from './resync-outcome.js';
import type { DeviceAct } from './resync-outcome.js';
import { stopReason } from './resync-stop.js';
import type { RunAct, RunDevice, RunState, RunView } from './resync.js';

/** Nothing of it is begun or called any more; what a person took over keeps no wave waiting. */
const isOver = ({ phase }: RunDevice): boolean => phase === 'done' || phase === 'left' || phase === 'by-hand';

/** States in which devices that work are looked after. */
const MOVING: ReadonlySet<RunState> = new Set(['running', 'pausing', 'stopping']);
/** States in which what a person does by hand is verified: also while the waves rest or are over. */
const OPEN: ReadonlySet<RunState> = new Set([...MOVING, 'paused', 'stopped', 'finished']);

/** What each device is to do by itself, waits included. */
function judgeAll(run: RunView, now: number, policy: Policy): readonly DeviceAct[] {
  const leave = { mayCall: run.state !== 'stopping' };
  return run.devices.flatMap((device) => {
    if (device.phase === 'working' && MOVING.has(run.state)) return [judgeDevice(device, now, policy, leave)];
    if (device.phase !== 'by-hand' || !OPEN.has(run.state)) return [];
    const act = judgeByHand(device, now, policy);
    return act === null ? [] : [act];
  });
}

/** The devices as they stand once these acts are done. */
function after(devices: readonly RunDevice[], acts: readonly RunAct[], now: number): readonly RunDevice[] {
  const settled = new Map(acts.flatMap((act) => (act.do === 'settle' ? [[act.deviceId, act.outcome]] : [])));
  return devices.map((device) => {
    const outcome = settled.get(device.deviceId);
    return outcome === undefined ? device : { ...device, phase: 'done', outcome, settledAt: now };
  });
}

/** The canaries of a vendor go one by one until one is proven: a licence authority that lies is asked once. */
class Canaries {
  private readonly proven: ReadonlySet<string>;
  private readonly working: Set<string>;

  constructor(devices: readonly RunDevice[]) {
    const canaries = devices.filter((device) => device.wave === 0);
    const vendors = (is: (one: RunDevice) => boolean): Set<string> =>
      new Set(canaries.filter(is).map((one) => one.vendor));
    this.proven = vendors((one) => one.outcome === 'restored');
    this.working = vendors((one) => one.phase === 'working');
  }

  isHeld(device: RunDevice): boolean {
    return device.wave === 0 && this.working.has(device.vendor) && !this.proven.has(device.vendor);
  }

  begin(device: RunDevice): void {
    this.working.add(device.vendor);
  }
}

function currentWave(devices: readonly RunDevice[]): number | null {
  const open = devices.flatMap((device) => (device.wave === null || isOver(device) ? [] : [device.wave]));
  return open.length === 0 ? null : Math.min(...open);
}

function begins(run: RunView, devices: readonly RunDevice[]): readonly RunAct[] {
  const wave = currentWave(devices);
  const working = new Working(
    run.caps,
    devices.filter((device) => device.phase === 'working'),
  );
  const canaries = new Canaries(devices);
  const acts: RunAct[] = [];
  for (const device of devices) {
    if (wave === null || device.wave !== wave || device.phase !== 'waiting') continue;
    if (working.isFull) break;
    if (!working.fits(device) || canaries.isHeld(device)) continue;
    acts.push({ do: 'begin', deviceId: device.deviceId });
    working.add(device);
    canaries.begin(device);
  }
  return acts;
}

function moving(run: RunView, own: readonly RunAct[], now: number, policy: Policy): readonly RunAct[] {
  const devices = after(run.devices, own, now);
  const works = devices.some((device) => device.phase === 'working');
  const words = run.state === 'stopping' ? null : stopReason(devices, policy);
  if (words !== null) return [...own.filter((act) => act.do !== 'call'), { do: 'stop', words }];
  if (run.state === 'stopping') return works ? own : [...own, { do: 'finish' }];
  if (run.state === 'pausing') return works ? own : [...own, { do: 'pause' }];
  const isDone = devices.every((device) => device.wave === null || isOver(device));
  return isDone ? [...own, { do: 'finish' }] : [...own, ...begins(run, devices)];
}

/** Before the first wave. Whoever chose the time looked after it then, not when Firewatch happens to be back. */
function beginning(run: RunView, now: number, policy: Policy): readonly RunAct[] {
  const dueAt = run.state === 'scheduled' ? run.scheduledAt : run.beginsAt;
  if (dueAt === null || now < dueAt) return [];
  const lateMs = now - dueAt;
  if (lateMs > policy.resync.lateAtMostMs) {
    const words = `Its time had passed ${spanWords(lateMs)} before Firewatch could begin: it does not begin that late; plan again.`;
    return [{ do: 'stop', words }];
  }
  return run.state === 'counting-down' ? [{ do: 'run' }] : [];
}

/**
 * What the runner is to do now, in this order; empty = nothing until something is read, answered or due.
 * Waves go in turn: the next begins when every device of the last is settled. While `stopping` nothing is called and what
 * works is verified; while `pausing` what works is finished. The stop rule is looked at before anything begins, and in the
 * same breath as a settlement that fulfils it. A run whose time passed long ago is stopped before it begins, and one that is
 * scheduled is otherwise given its cancel window by whoever applies this. A run finishes when its waves are over: what is to be done by hand stays
 * open on the finished run and is verified whenever a person ticks it.
 * Shape   the same view at the same time gives the same acts; applied, they make a view that asks for others.
 * Units   `now` epoch ms.
 */
export function nextActs(run: RunView, now: number, policy: Policy): readonly RunAct[] {
  if (run.state === 'scheduled' || run.state === 'counting-down') return beginning(run, now, policy);
  const own = judgeAll(run, now, policy).filter((act): act is RunAct => act.do !== 'wait');
  return MOVING.has(run.state) ? moving(run, own, now, policy) : own;
}

/** When to look again although nothing happens, epoch ms; null = only when something does. */
export function nextLookAt(run: RunView, now: number, policy: Policy): number | null {
  if (run.state === 'counting-down') return run.beginsAt;
  const times = judgeAll(run, now, policy).flatMap((act) => (act.do === 'wait' ? [act.untilMs] : []));
  return times.length === 0 ? null : Math.min(...times);
}

/** The wave that these acts open, before whose first device the guards are looked at again; null = none. */
export function openedWave(run: RunView, acts: readonly RunAct[]): number | null {
  const begun = acts.find((act) => act.do === 'begin');
  if (begun === undefined) return null;
  const wave = run.devices.find((device) => device.deviceId === begun.deviceId)?.wave ?? null;
  const isOpen = run.devices.some((device) => device.wave === wave && device.startedAt !== null);
  return isOpen ? null : wave;
}
