import type { AuthorityAnswer } from '../authority.js';
import type { Behaviour } from './behaviour.js';
import { SERVICE_IDS, type ServiceId } from './service-catalogue.js';
import { loseKeys, restoreKeys, type ServiceStates } from './service-state.js';

/** The two calls that fetch keys; a person's button does what the first does. */
export type LicenceCall = 'synchronize' | 'lmsync';

/** Time for the answer to leave before a box that restarts on Synchronize goes. */
export const REBOOT_AFTER_MS = 250;

/** What the box passes on of the authority's answer. */
export const answerOf = (
  { synchronizeEffect }: Behaviour,
  { kind, afterMs }: AuthorityAnswer,
): AuthorityAnswer => ({ kind: synchronizeEffect === 'refused' ? 'none' : kind, afterMs });

export interface Synchronized {
  readonly call: LicenceCall;
  readonly answer: AuthorityAnswer['kind'];
  readonly behaviour: Behaviour;
  /** Services that a wrong answer takes; none where it does nothing. */
  readonly loses: readonly ServiceId[];
  /** Epoch ms. */
  readonly now: number;
}

/** The services of a box after one call took effect. */
export function afterSynchronize(states: ServiceStates, told: Synchronized): ServiceStates {
  const { call, answer, behaviour, loses, now } = told;
  const { synchronizeEffect: effect } = behaviour;
  if (effect === 'worse') return loseKeys(states, SERVICE_IDS, now);
  if (effect === 'none' || effect === 'refused' || answer === 'none') return states;
  if (answer === 'wrong') return loseKeys(states, loses, now);
  const isHalf = effect === 'half' && call === 'synchronize';
  return restoreKeys(states, now, isHalf ? behaviour.synchronizeRestores : SERVICE_IDS);
}
