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

type Searched = Pick<CredentialSet, 'name' | 'customerName' | 'vendor'>;

/** Those in whose name, customer or vendor every word of the text stands; no text finds all. */
export function foundSets<T extends Searched>(sets: readonly T[], text: string): readonly T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return sets.filter((set) => {
    const said = `${set.name} ${set.customerName ?? ''} ${set.vendor}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}
