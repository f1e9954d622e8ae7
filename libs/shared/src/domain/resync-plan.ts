import { counted } from './headline.js';
import type { Policy } from './policy.js';
import { secondsFor, secondsForCanaries } from './resync-estimate.js';
import type { Timed } from './resync-estimate.js';
import type {
  PlannedDevice,
  PlannedWave,
  ResyncCandidate,
  ResyncCaps,
  ResyncPlan,
  ResyncProcedure,
} from './resync.js';
import { VERDICTS } from './verdict-words.js';

/** A candidate that has a procedure and may be touched. */
interface Planned extends ResyncCandidate {
  readonly procedure: ResyncProcedure;
}

/** `7.0.1-5030` → `7.0`: firmware that behaves alike; null when the device does not say. */
export function firmwareFamily(firmware: string | null): string | null {
  const found = firmware === null ? null : /(\d+)\.(\d+)/.exec(firmware);
  return found ? `${found[1]}.${found[2]}` : firmware;
}

const familyOf = (device: ResyncCandidate): string =>
  JSON.stringify([device.vendor, device.model, firmwareFamily(device.firmware)]);

function families(devices: readonly Planned[]): ReadonlyMap<string, readonly Planned[]> {
  const found = new Map<string, Planned[]>();
  for (const device of devices) {
    const members = found.get(familyOf(device));
    if (members) members.push(device);
    else found.set(familyOf(device), [device]);
  }
  return found;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Worst first; among the equally bad the first device of each customer, then the second of each, and so on, so that a
 * stretch of the list is spread over customers; then by name and id.
 */
function inOrder(devices: readonly Planned[]): readonly Planned[] {
  const rank = (device: Planned): number => VERDICTS.indexOf(device.worst.verdict);
  const sorted = [...devices].sort(
    (a, b) => rank(a) - rank(b) || byText(a.name, b.name) || byText(a.deviceId, b.deviceId),
  );
  const seen = new Map<string, number>();
  const turns = sorted.map((device) => {
    const key = JSON.stringify([rank(device), device.customerId]);
    const turn = seen.get(key) ?? 0;
    seen.set(key, turn + 1);
    return { device, turn };
  });
  // Stable: equal turns keep the order by name.
  return turns.sort((a, b) => rank(a.device) - rank(b.device) || a.turn - b.turn).map(({ device }) => device);
}

/** One wave being filled. */
class Filling {
  readonly devices = new Set<Planned>();
  private readonly pairs = new Set<string>();
  private readonly inside = new Map<string, number>();

  /** `ofCustomer` = devices of each customer in the whole plan. */
  constructor(private readonly ofCustomer: ReadonlyMap<string, number>) {}

  /** Never both units of a pair, nobody twice. */
  mayJoin(device: Planned): boolean {
    return !this.devices.has(device) && (device.pair === null || !this.pairs.has(device.pair));
  }

  /** Whether the wave would then hold all of a customer that has several. */
  completes(device: Planned): boolean {
    const all = this.ofCustomer.get(device.customerId) ?? 0;
    return all > 1 && (this.inside.get(device.customerId) ?? 0) + 1 >= all;
  }

  add(device: Planned): void {
    this.devices.add(device);
    if (device.pair !== null) this.pairs.add(device.pair);
    this.inside.set(device.customerId, (this.inside.get(device.customerId) ?? 0) + 1);
  }
}

/** Takes devices out of a list, wave by wave. */
class Picker {
  private left: readonly Planned[];
  private readonly ofCustomer = new Map<string, number>();

  constructor(devices: readonly Planned[]) {
    this.left = devices;
    for (const { customerId } of devices) {
      this.ofCustomer.set(customerId, (this.ofCustomer.get(customerId) ?? 0) + 1);
    }
  }

  get remaining(): number {
    return this.left.length;
  }

  /** Of each family the first that stands beside the canaries so far. */
  canaries(): readonly Planned[] {
    const wave = new Filling(this.ofCustomer);
    for (const members of families(this.left).values()) {
      const free = members.filter((one) => wave.mayJoin(one));
      const found = free.find((one) => !wave.completes(one)) ?? free[0];
      if (found) wave.add(found);
    }
    return this.take(wave);
  }

  /** At most `size`; the last device of a customer joins its others only when nobody else is left. */
  wave(size: number): readonly Planned[] {
    const wave = new Filling(this.ofCustomer);
    for (const isLoose of [false, true]) {
      for (const device of this.left) {
        if (wave.devices.size >= size) break;
        if (wave.mayJoin(device) && (isLoose || !wave.completes(device))) wave.add(device);
      }
    }
    return this.take(wave);
  }

  private take(wave: Filling): readonly Planned[] {
    this.left = this.left.filter((device) => !wave.devices.has(device));
    return [...wave.devices];
  }
}

const timed = (device: Planned): Timed => ({
  vendor: device.vendor,
  customerId: device.customerId,
  controller: device.controller,
  pair: device.pair,
  estimateSeconds: device.procedure.estimateSeconds,
});

const planned = (device: Planned, isCanary: boolean, reason: string): PlannedDevice => ({
  deviceId: device.deviceId,
  procedureId: device.procedure.id,
  isCanary,
  reason: device.pair === null ? reason : `${reason} Its partner of the pair never stands in the same wave.`,
  estimateSeconds: device.procedure.estimateSeconds,
});

/** What holds it back while others of its controller work. */
const controllerReason = ({ controller }: Planned, { perController }: ResyncCaps): string =>
  controller === null
    ? ''
    : ` At most ${perController} of ${controller} ${perController === 1 ? 'works' : 'work'} at once.`;

/** `count` = devices of its family. */
function canaryReason(device: Planned, count: number): string {
  const firmware = firmwareFamily(device.firmware);
  const kind = `${device.model ?? 'unknown model'}${firmware === null ? '' : ` on firmware ${firmware}`}`;
  if (count === 1) return `Canary: the only ${kind}.`;
  return `Canary for ${counted(count, 'firewall')}: ${kind}.`;
}

function waveReason(position: number, batches: number): string {
  if (position === 1) return 'Among the first three after the canaries.';
  return `Batch ${position - 1} of ${batches}: a tenth of what is left after the first three.`;
}

function makeWaves(devices: readonly Planned[], caps: ResyncCaps, policy: Policy): readonly PlannedWave[] {
  const { firstWave, batchShare } = policy.resync;
  const picker = new Picker(devices);
  const picked: (readonly Planned[])[] = [];
  const canaries = picker.canaries();
  if (canaries.length > 0) picked.push(canaries);
  if (picker.remaining > 0) picked.push(picker.wave(firstWave));
  // 0.1 × 30 is 3.0000000000000004 in binary: without the rounding batches would be of 4.
  const size = Math.ceil(Number((batchShare * picker.remaining).toFixed(6)));
  while (picker.remaining > 0) picked.push(picker.wave(size));
  const batches = picked.length - 2;
  const kin = families(devices);
  const placeReason = (device: Planned, position: number): string =>
    position === 0
      ? canaryReason(device, kin.get(familyOf(device))?.length ?? 1)
      : waveReason(position, batches);
  const reason = (device: Planned, position: number): string =>
    `${placeReason(device, position)}${controllerReason(device, caps)}`;
  return picked.map((wave, position) => ({
    position,
    devices: wave.map((device) => planned(device, position === 0, reason(device, position))),
    estimateSeconds:
      position === 0 ? secondsForCanaries(wave.map(timed), caps) : secondsFor(wave.map(timed), caps),
  }));
}

/**
 * Which devices are brought back in which order: one canary per vendor, model and firmware family, then a wave of three,
 * then batches of one size, a tenth of what is left after the three.
 * No wave holds both units of a pair; where avoidable, none holds all devices of a customer. Assisted procedures stand in
 * `byHand`. The same candidates in any order give the same plan.
 * Shape   every candidate stands exactly once; a device whose partner took the place of its family's canary follows later.
 * Units   estimates in seconds; persons' time is not estimated.
 */
export function planResync(
  candidates: readonly ResyncCandidate[],
  caps: ResyncCaps,
  policy: Policy,
): ResyncPlan {
  const leftOut: ResyncPlan['leftOut'][number][] = [];
  const may: Planned[] = [];
  for (const candidate of [...candidates].sort(
    (a, b) => byText(a.name, b.name) || byText(a.deviceId, b.deviceId),
  )) {
    const { deviceId, procedure } = candidate;
    if (candidate.leftOut !== null) leftOut.push({ deviceId, ...candidate.leftOut });
    else if (procedure === null) {
      leftOut.push({ deviceId, why: 'no-procedure', words: 'No procedure fits its product line.' });
    } else may.push({ ...candidate, procedure });
  }
  const ordered = inOrder(may);
  const assisted = ordered.filter((device) => device.procedure.way === 'assisted');
  const waves = makeWaves(
    ordered.filter((device) => device.procedure.way === 'api'),
    caps,
    policy,
  );
  return {
    waves,
    byHand: assisted.map((device) =>
      planned(device, false, `By hand: ${device.procedure.productLine} has no interface for it.`),
    ),
    leftOut,
    caps,
    estimateSeconds: waves.reduce((sum, wave) => sum + wave.estimateSeconds, 0),
  };
}

/**
 * Stable text of all that a person approves: who is touched, in what order, by which steps, how many at once.
 * Its SHA-256 is the hash of the plan: what is left out, estimates and sentences do not change it.
 */
export function canonicalPlan(plan: ResyncPlan, procedures: readonly ResyncProcedure[]): string {
  const devices = [...plan.waves.flatMap((wave) => wave.devices), ...plan.byHand];
  const used = new Set(devices.map((device) => device.procedureId));
  const place = (device: PlannedDevice): readonly [string, string] => [device.deviceId, device.procedureId];
  const { atOnce, perVendor, perCustomer, perController } = plan.caps;
  return JSON.stringify({
    waves: plan.waves.map((wave) => wave.devices.map(place)),
    byHand: plan.byHand.map(place),
    caps: [atOnce, perVendor, perCustomer, perController],
    procedures: procedures
      .filter((procedure) => used.has(procedure.id))
      .sort((a, b) => byText(a.id, b.id))
      .map(({ id, way, steps }) => [
        id,
        way,
        steps.map(({ id: step, kind, place: at, when, title, detail }) => [
          step,
          kind,
          at,
          when,
          title,
          detail,
        ]),
      ]),
  });
}
