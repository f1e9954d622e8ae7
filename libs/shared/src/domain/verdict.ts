import type {
  Expectation,
  FactKind,
  LicenceFact,
  LicenceValue,
  ServiceFacts,
  ServiceProfile,
  SignatureFact,
  SignatureValue,
} from './fact.js';
import { VERDICTS, VERDICT_REASONS } from './verdict-words.js';
import type { Judgement, TurnFamily, Verdict, VerdictReason } from './verdict-words.js';

/** Kinds of fact in the order in which an unknown one is named. */
export const FACT_KINDS = [
  'licence',
  'enabled',
  'signatures',
  'running',
] as const satisfies readonly FactKind[];

/** What a judgement needs beside the facts. Instants epoch ms. */
export interface JudgeContext {
  readonly now: number;
  /** Last licence end that a believed reading gave while the licence held; null or absent = none known. */
  readonly believedEndAt?: number | null;
}

const LAPSED: ReadonlySet<LicenceValue> = new Set(['absent', 'deactivated', 'expired']);
const HELD: ReadonlySet<LicenceValue> = new Set(['active', 'expiring', 'grace']);

export const isLapsed = (value: LicenceValue | undefined): boolean =>
  value !== undefined && LAPSED.has(value);
export const isHeld = (value: LicenceValue | undefined): boolean => value !== undefined && HELD.has(value);

const AGED = ['fresh', 'ageing', 'stale'] as const;
const worseAge = (a: number, b: number): number => Math.max(a, b);

function ageStep(ageMs: number | undefined, ageingMs: number, staleMs: number): number {
  if (ageMs === undefined || ageMs < ageingMs) return 0;
  return ageMs < staleMs ? 1 : 2;
}

function shapeSignatures(fact: SignatureFact, profile: ServiceProfile, now: number): SignatureFact {
  const own = AGED.findIndex((value) => value === fact.value);
  const limits = profile.freshness;
  if (own < 0 || limits === undefined) return fact;
  const publishedAge = fact.publishedAt === undefined ? undefined : now - fact.publishedAt;
  const attemptAge = fact.lastAttemptAt === undefined ? undefined : now - fact.lastAttemptAt;
  // A date that lies further ahead than the first limit would keep a dead database fresh for years: it proves nothing.
  const isAhead = (publishedAge ?? 0) < -limits.ageingMs || (attemptAge ?? 0) < -limits.attemptAgeingMs;
  const isUndated = publishedAge === undefined && attemptAge === undefined;
  if (own === 0 && (isAhead || isUndated)) return { ...fact, value: 'unknown' };
  const aged = worseAge(
    ageStep(publishedAge, limits.ageingMs, limits.staleMs),
    ageStep(attemptAge, limits.attemptAgeingMs, limits.attemptStaleMs),
  );
  const value: SignatureValue = AGED[worseAge(own, aged)] ?? 'unknown';
  return value === fact.value ? fact : { ...fact, value };
}

function shapeLicence(fact: LicenceFact, profile: ServiceProfile, now: number): LicenceFact {
  const isClaimedHeld = fact.value === 'active' || fact.value === 'expiring';
  if (fact.expiresAt === undefined || !isClaimedHeld) return fact;
  if (fact.expiresAt <= now) return { ...fact, value: 'unknown' };
  const isNear = profile.expiringMs !== undefined && fact.expiresAt - now <= profile.expiringMs;
  return isNear ? { ...fact, value: 'expiring' } : fact;
}

/**
 * The facts as they stand at `now`: a dated signature database ages, a held licence near its end is expiring, and one that
 * claims to hold although its own date has passed is unknown (words and date contradict each other; neither proves
 * protection nor loss).
 * Units   `now` epoch ms; limits in ms, inclusive.
 */
export function shapeFacts(facts: ServiceFacts, profile: ServiceProfile, now: number): ServiceFacts {
  return {
    ...facts,
    ...(facts.licence && { licence: shapeLicence(facts.licence, profile, now) }),
    ...(facts.signatures && { signatures: shapeSignatures(facts.signatures, profile, now) }),
  };
}

const fails = (facts: ServiceFacts, profile: ServiceProfile): Verdict =>
  (facts.enabled?.failsClosed ?? profile.failure === 'closed') ? 'blocking' : 'exposed';
const of = (verdict: Verdict, reason: VerdictReason): Judgement => ({ verdict, reason });

function lapse(facts: ServiceFacts, profile: ServiceProfile, ctx: JudgeContext): Judgement | null {
  if (!isLapsed(facts.licence?.value)) return null;
  if (profile.onLapse === 'freezes') return of('weakened', 'frozen');
  const endAt = ctx.believedEndAt ?? facts.licence?.expiresAt;
  const isPaid = endAt === undefined || endAt > ctx.now;
  return of(fails(facts, profile), isPaid ? 'licence-lost' : 'licence-expired');
}

function problem(facts: ServiceFacts, profile: ServiceProfile, ctx: JudgeContext): Judgement | null {
  if (facts.running?.value === 'no') return of(fails(facts, profile), 'not-running');
  if (facts.enabled?.value === 'off') return of('exposed', 'switched-off');
  if (facts.signatures?.value === 'factory') return of('exposed', 'no-signatures');
  const lapsed = lapse(facts, profile, ctx);
  if (lapsed !== null) return lapsed;
  if (facts.enabled?.value === 'partial') return of('weakened', 'partial');
  if (facts.enabled?.value === 'monitor-only') return of('weakened', 'detect-only');
  if (facts.signatures?.value === 'stale') return of('weakened', 'stale');
  return null;
}

/** Required facts that this service's facts do not tell, in the order of FACT_KINDS. */
export function unknownFacts(facts: ServiceFacts, profile: ServiceProfile): readonly FactKind[] {
  return FACT_KINDS.filter((kind) => {
    if (!profile.required.includes(kind)) return false;
    const value = facts[kind]?.value ?? 'unknown';
    return value === 'unknown' || (value === 'not-offered' && !profile.notOffered.includes(kind));
  });
}

function well(facts: ServiceFacts): Judgement {
  if (facts.licence?.value === 'grace') return of('protecting', 'ok-grace');
  if (facts.licence?.value === 'expiring') return of('protecting', 'ok-expiring');
  return of('protecting', facts.signatures?.value === 'ageing' ? 'ageing' : 'ok');
}

/**
 * One verdict from the facts of one service: the rows of DESIGN 3 in order, the first that applies wins.
 * Shape   facts as the adapter gave them (an absent fact is unknown) -> verdict and the row's name.
 * Units   `ctx.now`, `ctx.believedEndAt` epoch ms.
 */
export function judge(
  facts: ServiceFacts,
  profile: ServiceProfile,
  expectation: Expectation,
  ctx: JudgeContext,
): Judgement {
  if (expectation === 'off') return of('off-by-policy', 'off-by-policy');
  const shaped = shapeFacts(facts, profile, ctx.now);
  const licence = shaped.licence?.value;
  if (licence === 'not-applicable' || (licence === 'absent' && expectation === 'never')) {
    return of('not-applicable', 'not-applicable');
  }
  const found = problem(shaped, profile, ctx);
  if (found !== null) return found;
  const unknown = unknownFacts(shaped, profile)[0];
  return unknown === undefined ? well(shaped) : of('unknown', `${unknown}-unknown`);
}

const DECIDED_BY: Partial<Record<VerdictReason, FactKind>> = {
  'licence-lost': 'licence',
  'licence-expired': 'licence',
  frozen: 'licence',
  'switched-off': 'enabled',
  partial: 'enabled',
  'detect-only': 'enabled',
  'no-signatures': 'signatures',
  stale: 'signatures',
  'not-running': 'running',
};
const FAMILIES: Readonly<Record<FactKind, TurnFamily>> = {
  licence: 'licence',
  enabled: 'switched',
  signatures: 'signatures',
  running: 'running',
};

/** The fact that decided a problem; null for reasons that are no problem. */
export const decidingFact = (reason: VerdictReason): FactKind | null => DECIDED_BY[reason] ?? null;

/** The family in which devices fail together; null for reasons that are no problem. */
export function turnFamily(reason: VerdictReason): TurnFamily | null {
  const fact = decidingFact(reason);
  return fact === null ? null : FAMILIES[fact];
}

/** Every reason of one family. */
export const reasonsOfTurn = (family: TurnFamily): readonly VerdictReason[] =>
  VERDICT_REASONS.filter((reason) => turnFamily(reason) === family);

/** The worst by the order of VERDICTS, the first among equals; nothing at all is unknown, never green. */
export function worst(judgements: readonly Judgement[]): Judgement {
  const order = (judgement: Judgement): number => VERDICTS.indexOf(judgement.verdict);
  return (
    judgements.reduce<Judgement | null>(
      (found, next) => (found === null || order(next) < order(found) ? next : found),
      null,
    ) ?? { verdict: 'unknown', reason: 'never-read' }
  );
}

const rowsOf = (
  facts: ServiceFacts,
  profile: ServiceProfile,
): readonly (readonly [FactKind, 'bad' | 'weak'])[] => {
  const rows: (readonly [FactKind, 'bad' | 'weak'])[] = [];
  if (facts.running?.value === 'no') rows.push(['running', 'bad']);
  if (facts.enabled?.value === 'off') rows.push(['enabled', 'bad']);
  if (facts.signatures?.value === 'factory') rows.push(['signatures', 'bad']);
  if (isLapsed(facts.licence?.value)) rows.push(['licence', profile.onLapse === 'freezes' ? 'weak' : 'bad']);
  if (facts.enabled?.value === 'partial' || facts.enabled?.value === 'monitor-only')
    rows.push(['enabled', 'weak']);
  if (facts.signatures?.value === 'stale') rows.push(['signatures', 'weak']);
  return rows;
};

/**
 * Whether two facts of one service, from different requests of the same reading, each show a problem at least as bad
 * as the verdict (or a second request shows the same loss): then no second reading is needed.
 */
export function isCorroborated(
  facts: ServiceFacts,
  profile: ServiceProfile,
  verdict: Verdict,
  now: number,
): boolean {
  const shaped = shapeFacts(facts, profile, now);
  const agreeing = rowsOf(shaped, profile).filter(([, kind]) => verdict === 'weakened' || kind === 'bad');
  const sources = new Set(agreeing.map(([fact]) => shaped[fact]?.source));
  const second = agreeing.some(([fact]) => fact === 'licence') ? shaped.licence?.agrees : undefined;
  if (second !== undefined) sources.add(second);
  return sources.size >= 2;
}
