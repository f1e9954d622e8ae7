import type { LostDevice, LostService, OpenIncident } from './incident-case.js';
import { isProven, severityOf, sinceOf } from './incident-case.js';
import type { CohortKey, Severity } from './incident.js';
import type { Policy } from './policy.js';
import type { TurnFamily } from './verdict-words.js';
import { isBad } from './verdict-words.js';

/** One cohort: what it has lost by now, confirmed, and what people already work on. */
export interface FleetInput {
  readonly cohort: CohortKey;
  /** Devices watched in it. */
  readonly cohortSize: number;
  /** Every device with at least one confirmed lost service. */
  readonly lost: readonly LostDevice[];
  /** Open incidents of kind device and fleet of this cohort. */
  readonly open: readonly OpenIncident[];
}

/** A decided change; `open` names no id, the store gives one. */
export type FleetChange =
  | {
      readonly type: 'open';
      readonly kind: 'fleet' | 'device';
      readonly turn: TurnFamily | null;
      readonly deviceId: string | null;
      readonly severity: Severity;
      readonly since: number;
      /** Where the wave began: what was lost long before it does not join. */
      readonly waveAt: number;
      readonly isSudden: boolean;
      readonly members: readonly LostDevice[];
      /** Device incidents whose devices it takes over. */
      readonly absorbs: readonly string[];
    }
  | { readonly type: 'join'; readonly incidentId: string; readonly members: readonly LostDevice[] }
  | { readonly type: 'amend'; readonly incidentId: string; readonly members: readonly LostDevice[] }
  | { readonly type: 'leave'; readonly incidentId: string; readonly deviceIds: readonly string[] }
  | { readonly type: 'severity'; readonly incidentId: string; readonly severity: Severity }
  | { readonly type: 'absorb'; readonly incidentId: string; readonly by: string }
  | { readonly type: 'close'; readonly incidentId: string }
  /** Would close, but its device flaps until then. */
  | { readonly type: 'hold'; readonly incidentId: string; readonly until: number };

const FAMILIES: readonly TurnFamily[] = ['licence', 'switched', 'signatures', 'running'];

/** How many devices of a group failing together make it one incident: 5 % of the group, at least 3, at most 20. */
export function threshold(groupSize: number, policy: Policy): number {
  const { share, min, max } = policy.fleet;
  // 0.05 × 60 is 3.0000000000000004 in binary: without the rounding 60 devices would need 4.
  const asked = Math.ceil(Number((share * groupSize).toFixed(6)));
  return Math.min(max, Math.max(min, asked));
}

/** The first stretch of `windowMs` that holds at least `count` of the times; null when none does. */
export function crowd(
  times: readonly number[],
  count: number,
  windowMs: number,
): { readonly from: number; readonly to: number } | null {
  const sorted = [...times].sort((a, b) => a - b);
  for (let i = count - 1; i < sorted.length; i += 1) {
    const from = sorted[i - count + 1];
    const to = sorted[i];
    if (from !== undefined && to !== undefined && to - from <= windowMs) return { from, to };
  }
  return null;
}

const ofTurn = (device: LostDevice, turn: TurnFamily): LostDevice => ({
  deviceId: device.deviceId,
  lost: device.lost.filter((one) => one.turn === turn),
});

const turnsOf = (lost: readonly LostDevice[], turn: TurnFamily): readonly LostDevice[] =>
  lost.map((device) => ofTurn(device, turn)).filter((device) => device.lost.length > 0);

function joiners(
  fleet: OpenIncident,
  candidates: readonly LostDevice[],
  policy: Policy,
): readonly LostDevice[] {
  const inside = new Set(fleet.members.map((member) => member.deviceId));
  // What was lost long before the wave is another story and stays its own incident.
  const from = fleet.waveAt - policy.fleet.windowMs;
  return candidates.filter((device) => inside.has(device.deviceId) || sinceOf(device.lost) >= from);
}

/** When a device counts: first proven loss of the grade; a device that is only suspected or only silent never counts. */
function times(devices: readonly LostDevice[], counts: (lost: LostService) => boolean): readonly number[] {
  return devices.flatMap((device) => {
    const counting = device.lost.filter((lost) => isProven(lost) && counts(lost));
    return counting.length === 0 ? [] : [sinceOf(counting)];
  });
}

interface Wave {
  readonly turn: TurnFamily;
  readonly at: number;
  readonly members: readonly LostDevice[];
  readonly isSudden: boolean;
}

function wave(turn: TurnFamily, devices: readonly LostDevice[], size: number, policy: Policy): Wave | null {
  const need = threshold(size, policy);
  const { windowMs, suddenMs } = policy.fleet;
  // Lost outright first; weakened devices are grouped among themselves and with those, at their own severity.
  for (const counts of [(lost: LostService) => isBad(lost.verdict), () => true]) {
    const at = times(devices, counts);
    const found = crowd(at, need, windowMs);
    if (found === null) continue;
    const members = devices.filter((device) => sinceOf(device.lost) >= found.from - windowMs);
    const inWave = at.filter((time) => time >= found.from && time <= found.from + windowMs);
    return { turn, at: found.from, members, isSudden: crowd(inWave, need, suddenMs) !== null };
  }
  return null;
}

interface Cover {
  readonly fleet: OpenIncident | null;
  readonly wave: Wave | null;
  readonly members: readonly LostDevice[];
}

function covers(input: FleetInput, policy: Policy): ReadonlyMap<TurnFamily, Cover> {
  const found = new Map<TurnFamily, Cover>();
  for (const turn of FAMILIES) {
    const devices = turnsOf(input.lost, turn);
    const fleet = input.open.find((one) => one.kind === 'fleet' && one.turn === turn) ?? null;
    if (fleet) {
      found.set(turn, { fleet, wave: null, members: joiners(fleet, devices, policy) });
      continue;
    }
    const fresh = wave(turn, devices, input.cohortSize, policy);
    if (fresh) found.set(turn, { fleet: null, wave: fresh, members: fresh.members });
  }
  return found;
}

const key = (lost: readonly LostService[]): string =>
  JSON.stringify([...lost].sort((a, b) => a.service.localeCompare(b.service)));

/** Joined, changed, left and severity of one open incident against the members it should have. */
function differences(incident: OpenIncident, wanted: readonly LostDevice[]): readonly FleetChange[] {
  const before = new Map(incident.members.map((member) => [member.deviceId, member]));
  const after = new Set(wanted.map((member) => member.deviceId));
  const joined = wanted.filter((member) => !before.has(member.deviceId));
  const amended = wanted.filter((member) => {
    const was = before.get(member.deviceId);
    return was !== undefined && key(was.lost) !== key(member.lost);
  });
  const left = incident.members
    .filter((member) => !after.has(member.deviceId))
    .map((member) => member.deviceId);
  const id = { incidentId: incident.id };
  const changes: FleetChange[] = [];
  if (joined.length > 0) changes.push({ type: 'join', ...id, members: joined });
  if (amended.length > 0) changes.push({ type: 'amend', ...id, members: amended });
  if (left.length > 0) changes.push({ type: 'leave', ...id, deviceIds: left });
  const severity = severityOf(wanted);
  // It only rises: a page that was critical is not called a warning because its worst member recovered first.
  if (wanted.length > 0 && severity === 'critical' && incident.severity !== 'critical') {
    changes.push({ type: 'severity', ...id, severity });
  }
  return changes;
}

function fleetChanges(
  cover: Cover,
  deviceIncidents: readonly OpenIncident[],
  emptied: ReadonlySet<string>,
): FleetChange[] {
  const absorbed = deviceIncidents
    .filter((one) => emptied.has(one.id) && cover.members.some((member) => member.deviceId === one.deviceId))
    .map((one) => one.id);
  if (cover.wave) {
    return [
      {
        type: 'open',
        kind: 'fleet',
        turn: cover.wave.turn,
        deviceId: null,
        severity: severityOf(cover.members),
        since: Math.min(...cover.members.map((member) => sinceOf(member.lost))),
        waveAt: cover.wave.at,
        isSudden: cover.wave.isSudden,
        members: cover.members,
        absorbs: absorbed,
      },
    ];
  }
  if (!cover.fleet) return [];
  const fleet = cover.fleet;
  const changes = [...differences(fleet, cover.members)];
  changes.push(...absorbed.map((incidentId): FleetChange => ({ type: 'absorb', incidentId, by: fleet.id })));
  if (cover.members.length === 0) changes.push({ type: 'close', incidentId: fleet.id });
  return changes;
}

function deviceChanges(
  incident: OpenIncident | undefined,
  own: LostDevice,
  isCovered: boolean,
  now: number,
): readonly FleetChange[] {
  if (!incident) {
    if (own.lost.length === 0) return [];
    return [
      {
        type: 'open',
        kind: 'device',
        turn: own.lost[0]?.turn ?? null,
        deviceId: own.deviceId,
        severity: severityOf([own]),
        since: sinceOf(own.lost),
        waveAt: sinceOf(own.lost),
        isSudden: false,
        members: [own],
        absorbs: [],
      },
    ];
  }
  if (own.lost.length > 0) return differences(incident, [own]);
  if (isCovered) return [];
  const held = incident.heldUntil;
  if (held !== null && now < held) return [{ type: 'hold', incidentId: incident.id, until: held }];
  return [...differences(incident, []), { type: 'close', incidentId: incident.id }];
}

/**
 * What the incidents of one cohort should become, given everything it has lost by now.
 * A fleet incident opens when enough devices lost something of one reason family inside the window, takes over their
 * device incidents, is joined by later ones, and closes when all are verified back. Each device counts once.
 * Shape   the whole confirmed state in, only differences out: the same input again after applying them gives none.
 * Units   `now` epoch ms.
 */
export function correlate(input: FleetInput, policy: Policy, now: number): readonly FleetChange[] {
  const found = covers(input, policy);
  const covered = new Map<string, Set<TurnFamily>>();
  for (const [turn, cover] of found) {
    for (const member of cover.members) {
      covered.set(member.deviceId, (covered.get(member.deviceId) ?? new Set()).add(turn));
    }
  }
  const deviceIncidents = input.open.filter((one) => one.kind === 'device');
  const byDevice = new Map(deviceIncidents.map((one) => [one.deviceId ?? '', one]));
  const lostBy = new Map(input.lost.map((device) => [device.deviceId, device]));
  const changes: FleetChange[] = [];
  const emptied = new Set<string>();
  for (const deviceId of new Set([...lostBy.keys(), ...byDevice.keys()])) {
    const turns = covered.get(deviceId);
    const lost = (lostBy.get(deviceId)?.lost ?? []).filter(
      (one) => one.turn === null || !turns?.has(one.turn),
    );
    const incident = byDevice.get(deviceId);
    if (incident && lost.length === 0 && turns) emptied.add(incident.id);
    changes.push(...deviceChanges(incident, { deviceId, lost }, turns !== undefined, now));
  }
  // Fleet first: what it absorbs is named by it, and the store needs its id before the rest.
  const fleets = [...found.values()].flatMap((cover) => fleetChanges(cover, deviceIncidents, emptied));
  return [...fleets, ...changes];
}
