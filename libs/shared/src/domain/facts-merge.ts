import type {
  EnabledFact,
  FactKind,
  FactsByService,
  LicenceFact,
  RunningFact,
  ServiceFacts,
  SignatureFact,
  VendorProfile,
} from './fact.js';
import type { DeviceCore, DeviceState, FactChange } from './device-state.js';
import type { Policy } from './policy.js';
import type { ReadScope, SeenReading } from './reading.js';
import { SERVICES } from './service.js';
import type { Service } from './service.js';
import { isSame } from './structural.js';
import { FACT_KINDS } from './verdict.js';

type Scopes = Partial<Record<FactKind, ReadScope>>;
type AnyFact = LicenceFact | EnabledFact | SignatureFact | RunningFact;

/** How often a full read is due, ms. */
export const fullPeriodMs = (intervalMs: number, policy: Policy): number =>
  Math.max(policy.fullRead.everyMinMs, intervalMs);

/** The same facts with one kind no longer known; a licence keeps its date, for it was told once. */
function forget(facts: ServiceFacts, kind: FactKind): ServiceFacts {
  const source = facts[kind]?.source ?? '';
  const gone = { value: 'unknown', source, raw: '' } as const;
  if (kind !== 'licence' || facts.licence?.expiresAt === undefined) return { ...facts, [kind]: gone };
  return { ...facts, licence: { ...gone, expiresAt: facts.licence.expiresAt } };
}

/** A pulse gives no licence date: the one of the last full read stays beside the new words. */
function carryDate(prev: ServiceFacts, seen: ServiceFacts, scope: ReadScope): ServiceFacts {
  const known = prev.licence?.expiresAt;
  if (scope === 'full' || seen.licence === undefined || known === undefined) return seen;
  return seen.licence.expiresAt === undefined
    ? { ...seen, licence: { ...seen.licence, expiresAt: known } }
    : seen;
}

interface Merged {
  readonly facts: ServiceFacts;
  readonly scopes: Scopes;
}

function mergeService(prev: ServiceFacts, scopes: Scopes, seen: ServiceFacts, scope: ReadScope): Merged {
  let facts: ServiceFacts = { ...prev, ...carryDate(prev, seen, scope) };
  const next: Scopes = { ...scopes };
  for (const kind of FACT_KINDS) {
    const known = scopes[kind];
    if (seen[kind] !== undefined) next[kind] = known === 'pulse' ? 'pulse' : scope;
    else if (prev[kind] !== undefined) {
      facts = { ...facts, [kind]: prev[kind] };
      // Missing where it used to be told: unknown at once, never the old value under a new date.
      if (scope === 'full' || known === 'pulse') facts = forget(facts, kind);
    }
  }
  return { facts, scopes: next };
}

/** Vendor counters in `raw`, the time of the last check and who agrees move by themselves: no history row for those. */
const PASSING: ReadonlySet<string> = new Set(['raw', 'source', 'lastAttemptAt', 'agrees']);

const essence = (fact: AnyFact | undefined): unknown =>
  fact === undefined ? null : Object.fromEntries(Object.entries(fact).filter(([key]) => !PASSING.has(key)));

function changesOf(
  service: Service,
  prev: ServiceFacts,
  next: ServiceFacts,
  at: number,
): readonly FactChange[] {
  return FACT_KINDS.flatMap((kind) => {
    const fact = next[kind];
    if (fact === undefined || isSame(essence(prev[kind]), essence(fact))) return [];
    const { value, ...detail } = fact;
    return [{ service, fact: kind, value, detail, at }];
  });
}

export interface MergedFacts {
  readonly facts: FactsByService;
  readonly factScopes: DeviceCore['factScopes'];
  readonly changes: readonly FactChange[];
}

/**
 * The facts after a believed reading. A fact that only full reads tell keeps its value through pulses; one that this
 * kind of read used to tell and does not tell now is unknown. Services outside the profile are not kept.
 */
export function mergeFacts(core: DeviceCore, reading: SeenReading, profile: VendorProfile): MergedFacts {
  const facts: Partial<Record<Service, ServiceFacts>> = {};
  const factScopes: Partial<Record<Service, Scopes>> = {};
  const changes: FactChange[] = [];
  for (const service of SERVICES) {
    if (profile[service] === undefined) continue;
    const prev = core.facts[service] ?? {};
    const merged = mergeService(
      prev,
      core.factScopes[service] ?? {},
      reading.facts[service] ?? {},
      reading.scope,
    );
    facts[service] = merged.facts;
    factScopes[service] = merged.scopes;
    changes.push(...changesOf(service, prev, merged.facts, reading.startedAt));
  }
  return { facts, factScopes, changes };
}

/**
 * When a fact was last read, epoch ms (start of that read); null when it was never read.
 * A fact of pulses is as old as the last believed reading, any other as old as the last full one.
 */
export function factAt(state: DeviceState, service: Service, fact: FactKind): number | null {
  if (state.core.facts[service]?.[fact] === undefined) return null;
  return state.core.factScopes[service]?.[fact] === 'pulse' ? state.pulse.believedAt : state.pulse.fullAt;
}

/** The facts of one service at `now`: what only full reads tell is unknown after its own limit (3 full-read periods). */
export function currentFacts(
  state: DeviceState,
  service: Service,
  limits: { readonly intervalMs: number; readonly policy: Policy; readonly now: number },
): ServiceFacts {
  const limitMs = limits.policy.fullRead.agePeriods * fullPeriodMs(limits.intervalMs, limits.policy);
  let facts = state.core.facts[service] ?? {};
  for (const kind of FACT_KINDS) {
    if (facts[kind] === undefined || state.core.factScopes[service]?.[kind] === 'pulse') continue;
    const at = factAt(state, service, kind);
    if (at === null || limits.now - at >= limitMs) facts = forget(facts, kind);
  }
  return facts;
}
