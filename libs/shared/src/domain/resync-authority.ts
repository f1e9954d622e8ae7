import { counted } from './headline.js';
import type { Policy } from './policy.js';
import type { ResyncOutcome, StepAnswer } from './resync.js';

/** What is known of one licence authority. Epoch ms. */
export interface AuthorityInput {
  /** As people call it: "SonicWall’s licensing plane". */
  readonly name: string;
  /** Newest licence that a device of its cohort lost without an end of its own; null = none known. */
  readonly lastLossAt: number | null;
  /** Newest contact of each device with it that a reading told of, and whether the device held its licences afterwards. */
  readonly checkIns: readonly { readonly at: number; readonly isHolding: boolean }[];
  /** Canaries of its vendor that were settled, of any run. */
  readonly canaries: readonly {
    readonly settledAt: number;
    readonly outcome: ResyncOutcome;
    /** Answer of the last call. */
    readonly answer: StepAnswer | null;
  }[];
}

export interface AuthorityHealth {
  readonly name: string;
  readonly state: 'wrong' | 'well' | 'unknown';
  /** One sentence: what shows it. */
  readonly words: string;
}

/** `45 s`, `12 min`, `3 h`. */
export function spanWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** Newest canary that says something of the authority: one that was not reached, or refused the call, does not. */
function lastCanary(input: AuthorityInput, from: number): AuthorityInput['canaries'][number] | null {
  const telling = input.canaries.filter(
    ({ settledAt, outcome, answer }) =>
      settledAt > from &&
      (outcome === 'restored' ||
        outcome === 'worse' ||
        (outcome === 'unchanged' && (answer === 'accepted' || answer === 'unsure'))),
  );
  return telling.reduce<(typeof telling)[number] | null>(
    (newest, one) => (newest === null || one.settledAt > newest.settledAt ? one : newest),
    null,
  );
}

/**
 * Whether a licence authority may be asked again.
 * Wrong: a loss arrived lately, or the newest canary took its call without effect. Well: devices that it answered since
 * the last loss hold what they had, or the newest canary is restored. Else unknown: one canary goes alone and will tell.
 * A device that asked lately and holds nothing is no proof either way: nothing heals by asking, only by synchronising.
 * Units   `now` epoch ms.
 */
export function judgeAuthority(input: AuthorityInput, now: number, policy: Policy): AuthorityHealth {
  const { lossMs, canaryMs, checkInMs, wellFrom } = policy.resync.authority;
  const { name, lastLossAt } = input;
  if (lastLossAt !== null && now - lastLossAt < lossMs) {
    const words = `${name} is judged wrong: a licence was lost ${spanWords(now - lastLossAt)} ago; wait until none is lost for ${spanWords(lossMs)}.`;
    return { name, state: 'wrong', words };
  }
  const canary = lastCanary(input, now - canaryMs);
  if (canary !== null && canary.outcome !== 'restored' && canary.settledAt >= (lastLossAt ?? 0)) {
    const words = `${name} is judged wrong: a canary took its call without effect ${spanWords(now - canary.settledAt)} ago.`;
    return { name, state: 'wrong', words };
  }
  const fresh = input.checkIns.filter(({ at }) => now - at < checkInMs && at > (lastLossAt ?? 0));
  const holding = fresh.filter((one) => one.isHolding);
  if (canary?.outcome === 'restored' && canary.settledAt > (lastLossAt ?? 0)) {
    const words = `${name} answers well: a canary was restored ${spanWords(now - canary.settledAt)} ago.`;
    return { name, state: 'well', words };
  }
  if (holding.length >= wellFrom) {
    const words = `${name} answers well: ${counted(holding.length, 'firewall')} asked it in the last ${spanWords(checkInMs)} and kept what they had.`;
    return { name, state: 'well', words };
  }
  return {
    name,
    state: 'unknown',
    words: `Nothing proves yet that ${name} answers well; the canary will tell.`,
  };
}
