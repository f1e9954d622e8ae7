import { counted } from './headline.js';
import type { Policy } from './policy.js';
import { spanWords } from './resync-authority.js';
import type { AuthorityHealth } from './resync-authority.js';
import { GUARDS } from './resync.js';
import type { Guard, GuardName } from './resync.js';

/** An open fleet incident of a vendor of the run. */
export interface GrowingIncident {
  /** `F-12`. */
  readonly label: string;
  /** When the newest device joined it, epoch ms. */
  readonly lastJoinedAt: number;
}

/** All that may stand in the way, as it is now. Epoch ms. */
export interface GuardInput {
  /** Null = off. */
  readonly killSwitch: { readonly by: string; readonly reason: string } | null;
  /** When the person who starts last proved who they are (`at` null = not in this session); null = nobody is asked, as before a wave. */
  readonly stepUp: { readonly at: number | null } | null;
  readonly secondPerson: {
    /** From so many devices on; null = never. */
    readonly from: number | null;
    /** Id of who approved; null = nobody. */
    readonly approvedBy: string | null;
    /** Ids of who planned and who starts: none of them counts as the second person. */
    readonly others: readonly string[];
  };
  /** Devices the run touches, by call or by hand. */
  readonly deviceCount: number;
  /** Hash of the plan as it would be made now. */
  readonly hash: string;
  /** Hash that was approved or is named at the start; null = none yet. */
  readonly agreedHash: string | null;
  /** Names of devices in the waves that a do-not-touch flag holds now. */
  readonly flagged: readonly string[];
  /** One per vendor in the waves. */
  readonly authorities: readonly AuthorityHealth[];
  readonly incidents: readonly GrowingIncident[];
  /** Names of devices in the waves that have no resync credential. */
  readonly withoutCredential: readonly string[];
  /** Written reason for what may be overridden; null = none. */
  readonly override: { readonly by: string; readonly reason: string } | null;
}

type Found = Omit<Guard, 'name'>;
const ok = (words: string): Found => ({ state: 'ok', words });
const held = (words: string): Found => ({ state: 'held', words });

/** `A, B and 3 more`. */
function named(names: readonly string[]): string {
  const [first = '', second] = names;
  if (second === undefined) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first}, ${second} and ${names.length - 2} more`;
}

/** Refused, unless somebody wrote why it goes on all the same. */
function overridable(words: string, { override }: GuardInput): Found {
  return override === null
    ? { state: 'overridable', words }
    : ok(`Overridden by ${override.by}, "${override.reason}". ${words}`);
}

function stepUp({ stepUp: proof }: GuardInput, now: number, policy: Policy): Found {
  const limit = policy.resync.stepUpMs;
  if (proof === null) return ok('Whoever started it had just signed in again.');
  if (proof.at === null)
    return held('Sign in again with your code, or your password where no code is set, to start.');
  const age = now - proof.at;
  if (age > limit) {
    return held(`You signed in again ${spanWords(age)} ago; to start it may be ${spanWords(limit)} at most.`);
  }
  return ok(`You signed in again ${spanWords(age)} ago.`);
}

function secondPerson({ secondPerson: rule, deviceCount }: GuardInput): Found {
  const { from, approvedBy, others } = rule;
  if (from === null || deviceCount < from) return ok('No second person is needed.');
  const size = `From ${counted(from, 'firewall')} on a second person approves; these are ${deviceCount}.`;
  if (approvedBy === null) return held(`${size} Nobody has approved yet.`);
  if (others.includes(approvedBy)) {
    return held(`${size} It was approved by who planned or starts it: somebody else has to.`);
  }
  return ok('Approved by a second person.');
}

function authority(input: GuardInput): Found {
  const wrong = input.authorities.filter(({ state }) => state === 'wrong');
  if (wrong.length > 0) return overridable(wrong.map(({ words }) => words).join(' '), input);
  if (input.authorities.length === 0) return ok('No licence authority is asked.');
  return ok(input.authorities.map(({ words }) => words).join(' '));
}

/** Whether devices still join it. */
export const isGrowing = ({ lastJoinedAt }: GrowingIncident, now: number, policy: Policy): boolean =>
  now - lastJoinedAt < policy.resync.growingMs;

function growing(input: GuardInput, now: number, policy: Policy): Found {
  const one = input.incidents.find((incident) => isGrowing(incident, now, policy));
  if (one === undefined) return ok('No fleet incident is growing.');
  const words = `${one.label} is still growing: a firewall joined it ${spanWords(now - one.lastJoinedAt)} ago; wait until none joins for ${spanWords(policy.resync.growingMs)}.`;
  return overridable(words, input);
}

function found(name: GuardName, input: GuardInput, now: number, policy: Policy): Found {
  switch (name) {
    case 'kill-switch': {
      const { killSwitch } = input;
      if (killSwitch === null) return ok('The kill switch is off.');
      return held(
        `The kill switch is on, set by ${killSwitch.by}: "${killSwitch.reason}". An owner has to switch it off.`,
      );
    }
    case 'step-up':
      return stepUp(input, now, policy);
    case 'second-person':
      return secondPerson(input);
    case 'list-changed':
      return input.agreedHash === null || input.agreedHash === input.hash
        ? ok('The list is the one that was planned.')
        : held('The list has changed since it was planned: plan it again and look at what moved.');
    case 'do-not-touch':
      return input.flagged.length === 0
        ? ok('No firewall of the list is flagged.')
        : held(`Do not touch: ${named(input.flagged)}. End the flag or plan without it.`);
    case 'authority':
      return authority(input);
    case 'incident-growing':
      return growing(input, now, policy);
    case 'resync-credential':
      return input.withoutCredential.length === 0
        ? ok('Every firewall of the waves has a resync credential.')
        : held(`No resync credential for ${named(input.withoutCredential)}: add one or plan without.`);
  }
}

/**
 * Every guard as it stands, in one order.
 * A written reason overrides the judgement on the licence authority and the growing incident, nothing else.
 * Units   `now` epoch ms.
 */
export const guardsOf = (input: GuardInput, now: number, policy: Policy): readonly Guard[] =>
  GUARDS.map((name) => ({ name, ...found(name, input, now, policy) }));

/** The guard that refuses, the ones nobody can override first; null = nothing is in the way. */
export const refusedBy = (guards: readonly Guard[]): Guard | null =>
  guards.find(({ state }) => state === 'held') ?? guards.find(({ state }) => state === 'overridable') ?? null;
