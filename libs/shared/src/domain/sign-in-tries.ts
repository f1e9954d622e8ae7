import type { Policy } from './policy.js';

/** What was tried inside the window before this try. */
export interface EarlierTries {
  /** The account is at home where this try comes from: it has tries of its own there. */
  readonly isKnown: boolean;
  /** Of this account: at this place where it is known, else from all places it is not known at. */
  readonly tries: number;
  /** Of this place, whatever the accounts. */
  readonly ofPlace: number;
  /** Since the first of `tries`, ms; null = there is none. */
  readonly oldestMs: number | null;
}

/** Until a password may be tried again, whole seconds; null = now. */
export function waitSeconds(seen: EarlierTries, policy: Policy['signIn']): number | null {
  if (seen.tries >= policy.perAccount) {
    return Math.max(1, Math.ceil((policy.windowMs - (seen.oldestMs ?? 0)) / 1_000));
  }
  return !seen.isKnown && seen.ofPlace >= policy.perPlace ? policy.placeWaitMs / 1_000 : null;
}
