import type { DeviceCore, DevicePulse, ServiceState } from '@firewatch/shared/domain/device-state';
import type { ResyncSnapshot } from '@firewatch/shared/domain/resync';
import { SERVICES } from '@firewatch/shared/domain/service';
import type { Judgement } from '@firewatch/shared/domain/verdict-words';

type State = { readonly core: DeviceCore; readonly pulse: DevicePulse };

/** What the newest believed reading showed: a recovery counts from its first good reading, its confirmation comes later. */
function judgedAs(state: ServiceState): Judgement | null {
  return state.phase === 'recovering' ? (state.recovery?.to ?? state.believed) : state.believed;
}

/**
 * Services of a firewall as its newest believed reading showed them.
 * Shape   null = nothing was believed yet, or a loss is suspected and not confirmed: the next reading decides.
 */
export function snapshotOf({ core, pulse }: State): ResyncSnapshot | null {
  if (pulse.believedAt === null) return null;
  const services: Record<string, ResyncSnapshot['services'][keyof ResyncSnapshot['services']]> = {};
  for (const service of SERVICES) {
    const state = core.services[service];
    if (!state) continue;
    if (state.phase === 'suspect') return null;
    const judged = judgedAs(state);
    if (judged === null) continue;
    const { licence, enabled, signatures } = core.facts[service] ?? {};
    services[service] = {
      verdict: judged.verdict,
      reason: judged.reason,
      licence: licence?.value ?? null,
      signatures: signatures?.value ?? null,
      raw: licence?.raw ?? enabled?.raw ?? '',
    };
  }
  return { at: pulse.believedAt, services };
}

/** Good readings that confirm the recovery, of the three that are wanted: of the service that is furthest behind. */
export function proofsOf({ core }: Pick<State, 'core'>, lost: readonly string[]): number {
  const counts = lost.map((service) => {
    const state = core.services[service as keyof DeviceCore['services']];
    if (state?.phase === 'recovering') return Math.min(3, state.recovery?.confirmed ?? 0);
    return state?.phase === 'steady' && state.believed?.verdict === 'protecting' ? 3 : 0;
  });
  return counts.length === 0 ? 0 : Math.min(...counts);
}
