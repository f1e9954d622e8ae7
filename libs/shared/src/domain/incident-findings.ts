import { counted } from './headline.js';
import type { IncidentMember } from './incident.js';
import type { TurnFamily } from './verdict-words.js';

/** What the worker found out beyond the members, kept with the incident. */
export interface FleetContext {
  readonly vendorName: string;
  readonly authority: string;
  readonly isSudden: boolean;
  readonly cohortSize: number;
  /** Same turn in other cohorts since the incident began; `of` = devices watched there. */
  readonly others: { readonly bad: number; readonly of: number };
  /** Distinct in the whole cohort. */
  readonly models: number;
  readonly firmwares: number;
}

/** `holds`: yes = common to all, no = ruled out, differs = looked at and mixed. */
export interface Finding {
  readonly text: string;
  readonly evidence: string;
  readonly holds: 'yes' | 'no' | 'differs';
}

export interface Findings {
  readonly common: readonly Finding[];
  readonly ruledOut: readonly Finding[];
}

export interface FindingsInput {
  readonly family: TurnFamily | null;
  /** Those the reader may see. */
  readonly members: readonly (IncidentMember & { readonly signatureVersion?: string | null })[];
  /** Null for a reader scoped to customers: no counts of others. */
  readonly context: FleetContext | null;
  readonly now: number;
  /** Date words, e.g. `19 Jan 2009`. */
  readonly dateText: (at: number) => string;
}

const distinct = (values: readonly (string | null | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value): value is string => typeof value === 'string')),
];

const all = (count: number): string => `${count} of ${count}`;

/** One value for all is in common; several are a cause ruled out. */
function spread(
  values: readonly (string | null | undefined)[],
  words: { readonly text: string; readonly one: string; readonly many: string },
): Finding | null {
  const known = distinct(values);
  const [first] = known;
  if (first === undefined || values.length < 2) return null;
  if (known.length > 1) {
    return { text: words.text, evidence: `${known.length} ${words.many}`, holds: 'no' };
  }
  const seen = values.filter((value) => value === first).length;
  return {
    text: `${words.text}: ${first}`,
    evidence: `${seen} of ${values.length}`,
    holds: seen === values.length ? 'yes' : 'differs',
  };
}

function sameServices({ members }: FindingsInput): Finding | null {
  const sets = distinct(members.map((member) => [...member.services].sort().join(' ')));
  const count = members[0]?.services.length ?? 0;
  if (sets.length !== 1 || count < 2) return null;
  return { text: `Same ${counted(count, 'service')} on each`, evidence: all(members.length), holds: 'yes' };
}

function paid({ members, now, dateText }: FindingsInput): readonly Finding[] {
  const ends = members.flatMap((member) => (member.paidUntil === null ? [] : [member.paidUntil]));
  if (ends.length === 0) return [];
  const ahead = ends.filter((end) => end > now).length;
  const common: Finding = {
    text: 'Licence paid into the future',
    evidence: `${ahead} of ${members.length}`,
    holds: ahead === members.length ? 'yes' : 'differs',
  };
  if (ahead < ends.length) return [common];
  return [common, { text: 'Expiry', evidence: `earliest ${dateText(Math.min(...ends))}`, holds: 'no' }];
}

function sameSecond({ members }: FindingsInput): Finding | null {
  const seconds = distinct(members.map((member) => String(Math.floor(member.since / 1_000))));
  if (members.length < 2 || seconds.length !== 1) return null;
  return { text: 'First seen in the same second', evidence: all(members.length), holds: 'yes' };
}

function elsewhere({ context }: FindingsInput): Finding | null {
  if (context === null || context.others.of === 0) return null;
  const { bad, of } = context.others;
  return {
    text: 'Other vendors',
    evidence: `${bad} of ${of} lost the same`,
    holds: bad === 0 ? 'no' : 'differs',
  };
}

function byHand({ family, members }: FindingsInput): Finding | null {
  if (family !== 'licence') return null;
  return { text: 'Services switched off by hand', evidence: `0 of ${members.length}`, holds: 'no' };
}

/**
 * What the devices of an incident have in common and what is ruled out as cause, each with its count.
 * Shape   the reader's own members in; nothing about devices outside them unless `context` is given.
 */
export function findingsOf(input: FindingsInput): Findings {
  const { members, context } = input;
  const found: (Finding | null)[] = [
    context && {
      text: `${context.vendorName} and its licence authority`,
      evidence: all(members.length),
      holds: 'yes',
    },
    sameServices(input),
    spread(
      members.map((one) => one.model),
      { text: 'Model', one: 'model', many: 'models' },
    ),
    spread(
      members.map((one) => one.firmware),
      { text: 'Firmware', one: 'firmware', many: 'firmwares' },
    ),
    spread(
      members.map((one) => one.signatureVersion),
      { text: 'Signature version', one: 'version', many: 'versions' },
    ),
    spread(
      members.map((one) => one.siteId),
      { text: 'Site', one: 'site', many: 'sites' },
    ),
    spread(
      members.map((one) => one.customerId),
      { text: 'Customer', one: 'customer', many: 'customers' },
    ),
    ...paid(input),
    sameSecond(input),
    elsewhere(input),
    byHand(input),
  ];
  // One site or one customer is told by the headline, in words rather than ids.
  const told = found.filter((one): one is Finding => one !== null && !/^(Site|Customer): /.test(one.text));
  return {
    common: told.filter((one) => one.holds !== 'no'),
    ruledOut: told.filter((one) => one.holds === 'no'),
  };
}
