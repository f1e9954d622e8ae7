import type { Expectation, FactKind } from './fact.js';
import type { ServiceState } from './device-state.js';
import type { DeviceEvent } from './events.js';
import type { Policy } from './policy.js';
import type { Service } from './service.js';
import { settle } from './service-settle.js';
import type { ServiceStep } from './service-settle.js';
import { rankOf } from './service-rank.js';
import { decidingFact, turnFamily } from './verdict.js';
import type { Judgement } from './verdict-words.js';

/** What one believed reading says of one service. Instants epoch ms. */
export interface Sight {
  readonly service: Service;
  readonly judged: Judgement;
  /** Facts that this very reading told (an unknown one is not told). */
  readonly told: readonly FactKind[];
  readonly isCorroborated: boolean;
  /** Vendor's words of the deciding fact. */
  readonly raw: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Start of the last believed reading before this one. */
  readonly previousAt: number | null;
  /** Deadline of a suspicion that this reading raises. */
  readonly deadlineAt: number;
  readonly now: number;
  readonly policy: Policy;
}

export const NEVER_JUDGED: ServiceState = {
  believed: null,
  since: null,
  lastGoodAt: null,
  unknownSince: null,
  expectation: null,
  problemFact: null,
  phase: 'never',
  suspect: null,
  recovery: null,
  glitchesAt: [],
  changesAt: [],
  isFlapping: false,
  believedEndAt: null,
};

const quiet = (next: ServiceState): ServiceStep => ({ next, events: [] });

/** Last reading that showed the service better than what comes now. */
const goodAsOf = (prev: ServiceState, previousAt: number | null): number | null => {
  const isRunningOn = prev.phase === 'steady' && prev.unknownSince === null && rankOf(prev.believed) < 3;
  return isRunningOn && prev.believed !== null ? previousAt : prev.lastGoodAt;
};

/** A reading that cannot judge this service: nothing is concluded, only noted since when. */
function blur(prev: ServiceState, sight: Sight): ServiceStep {
  if (prev.unknownSince !== null) return quiet(prev);
  return quiet({ ...prev, unknownSince: sight.startedAt, lastGoodAt: goodAsOf(prev, sight.previousAt) });
}

function adopt(prev: ServiceState, sight: Sight): ServiceStep {
  const { believed } = prev;
  const { judged } = sight;
  if (believed?.verdict === judged.verdict && believed.reason === judged.reason) return quiet(prev);
  const isSameVerdict = believed?.verdict === judged.verdict;
  return settle(prev, {
    ...sight,
    to: judged,
    confirmedBy: rankOf(judged) <= 1 ? 'first-reading' : 'repeat',
    since: isSameVerdict ? (prev.since ?? sight.startedAt) : sight.startedAt,
    notBefore: isSameVerdict ? prev.lastGoodAt : sight.previousAt,
  });
}

function suspect(prev: ServiceState, sight: Sight, notBefore: number | null): ServiceStep {
  const { judged, service, now, deadlineAt } = sight;
  const turn = turnFamily(judged.reason);
  const since = sight.startedAt;
  const event: DeviceEvent = {
    type: 'service.suspected',
    at: now,
    service,
    to: judged,
    turn,
    since,
    notBefore,
    deadlineAt,
  };
  const next: ServiceState = {
    ...prev,
    phase: 'suspect',
    lastGoodAt: notBefore,
    problemFact: decidingFact(judged.reason),
    suspect: {
      to: judged,
      turn,
      firstAt: since,
      signedOutAt: sight.endedAt,
      deadlineAt,
      notBefore,
      goodSince: 0,
      raw: sight.raw,
    },
  };
  return { next, events: [event] };
}

function recover(prev: ServiceState, sight: Sight, wasUnknown: boolean): ServiceStep {
  const next: ServiceState = {
    ...prev,
    phase: 'recovering',
    recovery: {
      to: sight.judged,
      firstGoodAt: sight.startedAt,
      signedOutAt: sight.endedAt,
      // With unjudged readings in between only the beginning of the bad state is certain.
      notBefore: wasUnknown ? prev.since : sight.previousAt,
      confirmed: 0,
    },
  };
  const since = sight.startedAt;
  return { next, events: [{ type: 'service.recovering', at: sight.now, service: sight.service, since }] };
}

function inSteady(prev: ServiceState, sight: Sight, wasUnknown: boolean, goodAt: number | null): ServiceStep {
  const before = rankOf(prev.believed);
  const seen = rankOf(sight.judged);
  if (seen === before || (seen <= 1 && before <= 1)) return adopt(prev, sight);
  if (seen < before) return recover(prev, sight, wasUnknown);
  if (!sight.isCorroborated) return suspect(prev, sight, goodAt);
  return settle(
    { ...prev, lastGoodAt: goodAt },
    { ...sight, to: sight.judged, confirmedBy: 'corroborated', since: sight.startedAt, notBefore: goodAt },
  );
}

/** The suspicion's deadline passed without two good readings: silence is the worse error. */
export function breakSilence(
  prev: ServiceState,
  at: { readonly service: Service; readonly now: number; readonly policy: Policy },
): ServiceStep {
  const held = prev.suspect;
  if (held === null) return quiet(prev);
  return settle(prev, {
    ...at,
    to: { verdict: held.to.verdict, reason: 'suspected-unverified' },
    turn: held.turn,
    raw: held.raw,
    confirmedBy: 'silence',
    since: held.firstAt,
    notBefore: held.notBefore,
  });
}

function glitch(prev: ServiceState, sight: Sight): ServiceStep {
  const held = prev.suspect;
  if (held === null) return quiet(prev);
  const { now, service, policy } = sight;
  const glitchesAt = [...prev.glitchesAt.filter((at) => now - at < policy.glitch.windowMs), now];
  const base: ServiceState = {
    ...prev,
    phase: prev.believed === null ? 'never' : 'steady',
    suspect: null,
    problemFact: prev.believed === null ? null : decidingFact(prev.believed.reason),
    glitchesAt,
  };
  const event: DeviceEvent = {
    type: 'service.glitched',
    at: now,
    service,
    verdict: held.to.verdict,
    reason: held.to.reason,
    since: held.firstAt,
    glitchesLastHour: glitchesAt.length,
  };
  const isJudged = sight.judged.verdict !== 'unknown';
  const after = isJudged ? inSteady(base, sight, false, sight.previousAt) : blur(base, sight);
  return { next: after.next, events: [event, ...after.events] };
}

function inSuspect(prev: ServiceState, sight: Sight): ServiceStep {
  const held = prev.suspect;
  const { afterMs } = sight.policy.confirm;
  if (held === null) return quiet(prev);
  const seen = rankOf(sight.judged);
  if (seen > 1 && seen > rankOf(prev.believed)) {
    // Judged bad from the kept fact alone: the same single evidence again, neither proof nor acquittal.
    const fact = decidingFact(sight.judged.reason);
    if (!sight.isCorroborated && (fact === null || !sight.told.includes(fact))) return quiet(prev);
    const confirmedBy = sight.isCorroborated ? 'corroborated' : 'repeat';
    return settle(prev, {
      ...sight,
      to: sight.judged,
      confirmedBy,
      since: held.firstAt,
      notBefore: held.notBefore,
    });
  }
  if (sight.startedAt >= held.deadlineAt) {
    const broken = breakSilence(prev, sight);
    if (sight.judged.verdict === 'unknown') return broken;
    const after = inSteady(broken.next, sight, true, held.notBefore);
    return { next: after.next, events: [...broken.events, ...after.events] };
  }
  const dueAfterMs = afterMs[held.goodSince] ?? 0;
  if (sight.startedAt < held.signedOutAt + dueAfterMs) return quiet(prev);
  const goodSince = held.goodSince + 1;
  if (goodSince >= afterMs.length) return glitch(prev, sight);
  return quiet({ ...prev, suspect: { ...held, goodSince } });
}

function inRecovery(prev: ServiceState, sight: Sight): ServiceStep {
  const held = prev.recovery;
  if (held === null) return quiet(prev);
  if (rankOf(sight.judged) >= rankOf(prev.believed)) {
    const base: ServiceState = { ...prev, phase: 'steady', recovery: null };
    const after = inSteady(base, sight, false, prev.lastGoodAt);
    return {
      next: after.next,
      events: [{ type: 'service.relapsed', at: sight.now, service: sight.service }, ...after.events],
    };
  }
  const isEvident = prev.problemFact === null || sight.told.includes(prev.problemFact);
  const dueAfterMs = sight.policy.recovery.afterMs[held.confirmed] ?? 0;
  const isCounted = isEvident && sight.startedAt >= held.signedOutAt + dueAfterMs;
  const recovery = { ...held, to: sight.judged, confirmed: held.confirmed + (isCounted ? 1 : 0) };
  if (recovery.confirmed < sight.policy.recovery.afterMs.length) return quiet({ ...prev, recovery });
  const { firstGoodAt: since, notBefore } = held;
  return settle(prev, { ...sight, to: sight.judged, confirmedBy: 'recovery', since, notBefore });
}

/** One believed reading applied to one service. Pure; a quiet good reading returns a state equal to the old one. */
export function stepService(prev: ServiceState, sight: Sight): ServiceStep {
  if (sight.judged.verdict === 'unknown') {
    // The suspected fact itself is told and well; that another one is not told is no reason to hold on to the suspicion.
    const isAcquitted =
      prev.phase === 'suspect' && prev.problemFact !== null && sight.told.includes(prev.problemFact);
    return isAcquitted ? inSuspect(prev, sight) : blur(prev, sight);
  }
  const wasUnknown = prev.unknownSince !== null;
  const goodAt = goodAsOf(prev, sight.previousAt);
  const clear: ServiceState = wasUnknown ? { ...prev, unknownSince: null } : prev;
  if (clear.phase === 'suspect') return inSuspect(clear, sight);
  if (clear.phase === 'recovering') return inRecovery(clear, sight);
  return inSteady(clear, sight, wasUnknown, goodAt);
}

/** What the baseline now expects, and what the kept facts are worth under it. */
export interface Rebase {
  readonly service: Service;
  readonly expectation: Expectation;
  readonly rejudged: Judgement;
  readonly raw: string;
  readonly now: number;
  readonly policy: Policy;
}

/** A changed baseline re-evaluates at once and needs no confirmation: a person decided, the device did nothing. */
export function rebase(prev: ServiceState, by: Rebase): ServiceStep {
  if (prev.expectation === by.expectation) return quiet(prev);
  const next: ServiceState = { ...prev, expectation: by.expectation };
  const { believed } = prev;
  const { verdict, reason } = by.rejudged;
  if (believed === null && prev.phase !== 'suspect') return quiet(next);
  if (believed?.verdict === verdict && believed.reason === reason) return quiet(next);
  if (prev.phase === 'suspect' && rankOf(by.rejudged) > 1) return quiet(next);
  if (prev.phase === 'recovering' && verdict === 'protecting') return quiet(next);
  const wasWatched = believed?.verdict !== 'off-by-policy' && believed?.verdict !== 'not-applicable';
  if (verdict === 'unknown' && wasWatched) return quiet(next);
  return settle(next, { ...by, to: by.rejudged, confirmedBy: 'baseline', since: by.now, notBefore: null });
}
