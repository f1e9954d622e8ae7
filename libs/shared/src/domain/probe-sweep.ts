import type { Policy } from './policy.js';

/** What a cohort's probing has done so far. Instants epoch ms; null = never. */
export interface ProbeState {
  readonly lastProbeAt: number | null;
  readonly lastSweepAt: number | null;
  /** When the last read of the running sweep is due. */
  readonly sweepEndsAt: number | null;
  /** Devices suspected, confirmed, probed or swept in this window: not made due twice. */
  readonly touched: readonly string[];
  /** Devices suspected or confirmed in this window. */
  readonly suspects: readonly string[];
}

export const NO_PROBES: ProbeState = {
  lastProbeAt: null,
  lastSweepAt: null,
  sweepEndsAt: null,
  touched: [],
  suspects: [],
};

export interface CohortMember {
  readonly deviceId: string;
  /** Start of the last applied read, epoch ms; null = never read. */
  readonly readAt: number | null;
}

export interface ProbeInput {
  readonly state: ProbeState;
  /** Devices with a suspected loss of the licence family since the last look. */
  readonly suspected: readonly string[];
  /** Devices with a confirmed one. */
  readonly confirmed: readonly string[];
  /** The follow-up asks for one more sweep. */
  readonly followUp: boolean;
  readonly members: readonly CohortMember[];
  /** Reads per second the pollers can do; null = not measured. */
  readonly capacityPerSecond: number | null;
}

export interface PlannedReads {
  readonly why: 'probe' | 'sweep';
  /** In the order in which they should be read. */
  readonly deviceIds: readonly string[];
  /** They are spread evenly over this time, ms. */
  readonly spreadMs: number;
}

export interface ProbePlan {
  readonly state: ProbeState;
  readonly reads: PlannedReads | null;
}

const isDue = (last: number | null, everyMs: number, now: number): boolean =>
  last === null || now - last >= everyMs;

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];

/** Whether a plan could make anyone due: the cohort's members need to be loaded only then. */
export function mayRead(
  input: Omit<ProbeInput, 'members' | 'capacityPerSecond'>,
  policy: Policy,
  now: number,
): boolean {
  if (input.followUp || input.confirmed.length > 0 || input.suspected.length > 0) {
    const { lastProbeAt, lastSweepAt } = input.state;
    return isDue(lastSweepAt, policy.sweep.everyMs, now) || isDue(lastProbeAt, policy.probe.everyMs, now);
  }
  return false;
}

/** Sweep reads per second: the policy's rate, never above the allowed share of what the pollers can do. */
export function sweepRate(capacityPerSecond: number | null, policy: Policy): number {
  const { readsPerSecond, capacityShare } = policy.sweep;
  if (capacityPerSecond === null) return readsPerSecond;
  return Math.max(1, Math.min(readsPerSecond, capacityPerSecond * capacityShare));
}

/**
 * Who is read now because a neighbour in the cohort looks bad.
 * First suspected licence loss: 5 others, at most one probe per 10 s. Second suspect or first confirmed loss: all the
 * rest, longest unread first, at most one sweep per 60 s.
 * Units   instants epoch ms, `spreadMs` ms.
 */
export function planReads(input: ProbeInput, policy: Policy, now: number): ProbePlan {
  const fresh = union(input.suspected, input.confirmed);
  const suspects = union(input.state.suspects, fresh);
  const touched = union(input.state.touched, fresh);
  const state = { ...input.state, suspects, touched };
  if (fresh.length === 0 && !input.followUp) return { state, reads: null };
  const skip = new Set(input.followUp ? [] : touched);
  const others = input.members
    .filter((member) => !skip.has(member.deviceId))
    .sort((a, b) => (a.readAt ?? 0) - (b.readAt ?? 0))
    .map((member) => member.deviceId);
  if (others.length === 0) return { state, reads: null };
  const wantsSweep = suspects.length >= 2 || input.confirmed.length > 0 || input.followUp;
  if (wantsSweep && isDue(state.lastSweepAt, policy.sweep.everyMs, now)) {
    const spreadMs = Math.round((others.length / sweepRate(input.capacityPerSecond, policy)) * 1_000);
    const next = { ...state, lastSweepAt: now, sweepEndsAt: now + spreadMs, touched: union(touched, others) };
    return { state: next, reads: { why: 'sweep', deviceIds: others, spreadMs } };
  }
  if (input.suspected.length > 0 && isDue(state.lastProbeAt, policy.probe.everyMs, now)) {
    const probed = others.slice(0, policy.probe.members);
    const next = { ...state, lastProbeAt: now, touched: union(touched, probed) };
    return { state: next, reads: { why: 'probe', deviceIds: probed, spreadMs: 0 } };
  }
  return { state, reads: null };
}

/** A new window starts with nobody touched; the rate limits live on. */
export const newWindow = (state: ProbeState): ProbeState => ({ ...state, touched: [], suspects: [] });
