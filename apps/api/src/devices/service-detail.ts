import type { DeviceState } from '@firewatch/shared/domain/device-state';
import { factAt } from '@firewatch/shared/domain/facts-merge';
import type { Baseline, FactKind, FactsByService, VendorProfile } from '@firewatch/shared/domain/fact';
import { SERVICES, type Service } from '@firewatch/shared/domain/service';
import { shapeFacts } from '@firewatch/shared/domain/verdict';
import { isBad, type Judgement } from '@firewatch/shared/domain/verdict-words';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { ServiceDetail } from '@firewatch/shared/wire/devices';

const HOUR_MS = 3_600_000;

/** Where a fact stands, how old it is, and the vendor's own words. */
function evidence(
  state: DeviceState,
  service: Service,
  fact: FactKind,
  seen: { source: string; raw: string },
) {
  return { source: seen.source, raw: seen.raw, at: isoOrNull(factAt(state, service, fact)) };
}

function factsOf(state: DeviceState, service: Service) {
  const { licence, enabled, signatures, running } = state.core.facts[service] ?? {};
  return {
    licence: licence
      ? {
          value: licence.value,
          expiresAt: isoOrNull(licence.expiresAt ?? null),
          ...evidence(state, service, 'licence', licence),
        }
      : null,
    enabled: enabled ? { value: enabled.value, ...evidence(state, service, 'enabled', enabled) } : null,
    signatures: signatures
      ? {
          value: signatures.value,
          version: signatures.version ?? null,
          publishedAt: isoOrNull(signatures.publishedAt ?? null),
          lastAttemptAt: isoOrNull(signatures.lastAttemptAt ?? null),
          ...evidence(state, service, 'signatures', signatures),
        }
      : null,
    running: running ? { value: running.value, ...evidence(state, service, 'running', running) } : null,
  };
}

/** The same state with its facts as they stand at `now` (epoch ms): signatures age, licences near their end are expiring. */
export function asItStands(state: DeviceState, profile: VendorProfile, now: number): DeviceState {
  const facts: FactsByService = Object.fromEntries(
    SERVICES.flatMap((service) => {
      const own = state.core.facts[service];
      const rules = profile[service];
      return own === undefined ? [] : [[service, rules ? shapeFacts(own, rules, now) : own]];
    }),
  );
  return { ...state, core: { ...state.core, facts } };
}

/** Every service the device has, with what is shown, what is believed, and the facts both rest on. */
export function serviceDetails(
  state: DeviceState,
  shown: Readonly<Partial<Record<Service, Judgement>>>,
  baseline: Baseline,
  now: number,
): ServiceDetail[] {
  return SERVICES.filter((service) => shown[service] ?? state.core.services[service]).map((service) => {
    const own = state.core.services[service];
    const believed = own?.believed ?? null;
    const isLost = believed !== null && (isBad(believed.verdict) || believed.verdict === 'weakened');
    return {
      service,
      shown: shown[service] ?? { verdict: 'unknown', reason: 'never-read' },
      believed,
      since: isoOrNull(own?.since ?? null),
      lastGoodAt: isoOrNull(isLost ? (own?.lastGoodAt ?? null) : state.pulse.believedAt),
      phase: own?.phase ?? 'never',
      isFlapping: own?.isFlapping ?? false,
      glitchesLastHour: (own?.glitchesAt ?? []).filter((at) => at > now - HOUR_MS).length,
      expectation: baseline[service] ?? null,
      ...factsOf(state, service),
    };
  });
}
