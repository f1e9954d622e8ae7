import type { CredentialSet } from '@firewatch/shared/wire/devices';
import { counted } from '../../words/verdict-text.js';

export interface SetWords {
  readonly text: string;
  readonly tone: 'dim' | 'v-exposed' | 'v-unknown';
}

type Standing = Pick<CredentialSet, 'state' | 'deviceCount' | 'refusedCount' | 'heldSince' | 'probeAt'>;

/** How it goes with a set, as one claim: held comes before refused, refused before accepted. */
export function setWords({ state, deviceCount, refusedCount, heldSince, probeAt }: Standing): SetWords {
  if (heldSince !== null) {
    const tries = probeAt === null ? 'no firewall has a try left' : 'one firewall is tried now and then';
    return {
      text: `refused by ${counted(refusedCount, 'firewall')} and held back from the others; ${tries}`,
      tone: 'v-exposed',
    };
  }
  if (refusedCount > 0)
    return { text: `refused by ${refusedCount} of ${counted(deviceCount, 'firewall')}`, tone: 'v-exposed' };
  if (deviceCount === 0) return { text: 'used by no firewall', tone: 'dim' };
  if (state === 'untried')
    return { text: `${counted(deviceCount, 'firewall')}, not tried yet`, tone: 'v-unknown' };
  return { text: `accepted by ${counted(deviceCount, 'firewall')}`, tone: 'dim' };
}
