import { proposeBaseline } from '@firewatch/shared/domain/baseline';
import { initialState, step } from '@firewatch/shared/domain/device-step';
import type { Baseline, ServiceFacts } from '@firewatch/shared/domain/fact';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import type { Reading, SeenReading } from '@firewatch/shared/domain/reading';
import { SERVICES, type Service } from '@firewatch/shared/domain/service';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { ServiceDetail } from '@firewatch/shared/wire/devices';
import type { TryAnswer } from '@firewatch/shared/wire/enrolment';
import type { VendorAdapter } from '../vendors/contract.js';

type Tried = Extract<TryAnswer, { ok: true }>;
type Refused = Extract<TryAnswer, { ok: false }>;

const iso = (at: number | undefined): string | null => isoOrNull(at ?? null);

function factsOf(facts: ServiceFacts, readAt: string) {
  const { licence, enabled, signatures, running } = facts;
  const evidence = (fact: { readonly source: string; readonly raw: string }) => ({
    source: fact.source,
    raw: fact.raw,
    at: readAt,
  });
  return {
    licence: licence
      ? { value: licence.value, expiresAt: iso(licence.expiresAt), ...evidence(licence) }
      : null,
    enabled: enabled ? { value: enabled.value, ...evidence(enabled) } : null,
    signatures: signatures
      ? {
          value: signatures.value,
          version: signatures.version ?? null,
          publishedAt: iso(signatures.publishedAt),
          lastAttemptAt: iso(signatures.lastAttemptAt),
          ...evidence(signatures),
        }
      : null,
    running: running ? { value: running.value, ...evidence(running) } : null,
  };
}

function servicesOf(reading: SeenReading, adapter: VendorAdapter, baseline: Baseline): ServiceDetail[] {
  const ctx = {
    intervalMs: DEFAULT_POLICY.interval.defaultMs,
    baseline,
    profile: adapter.profile,
    accepted: [reading.identity],
    openTurns: [],
  };
  const { next, shown } = step(initialState(), reading, {
    ctx,
    policy: DEFAULT_POLICY,
    now: reading.endedAt,
  });
  const readAt = new Date(reading.startedAt).toISOString();
  return SERVICES.flatMap((service: Service): ServiceDetail[] => {
    const judgement = shown.services[service];
    if (!judgement) return [];
    const own = next.core.services[service];
    return [
      {
        service,
        shown: judgement,
        believed: own?.believed ?? null,
        since: isoOrNull(own?.since ?? null),
        lastGoodAt: isoOrNull(own?.lastGoodAt ?? null),
        phase: own?.phase ?? 'never',
        isFlapping: false,
        glitchesLastHour: 0,
        expectation: baseline[service] ?? null,
        ...factsOf(next.core.facts[service] ?? {}, readAt),
      },
    ];
  });
}

/** What a person who tries a credential is told; whether another device has the serial is added by who asked. */
export function tryAnswer(reading: Reading, adapter: VendorAdapter): Omit<Tried, 'sameSerialAs'> | Refused {
  if (reading.kind === 'unreadable') return { ok: false, why: reading.why, detail: reading.detail };
  const proposedBaseline = proposeBaseline(reading.facts, adapter.profile);
  return {
    ok: true,
    tookMs: reading.endedAt - reading.startedAt,
    serial: reading.identity.serial,
    model: reading.model,
    firmware: reading.firmware,
    sessionBound: reading.sessionBound,
    services: servicesOf(reading, adapter, proposedBaseline),
    proposedBaseline,
    oddities: [...reading.oddities],
    events: reading.events === undefined ? null : { missing: [...reading.events.missing] },
  };
}
