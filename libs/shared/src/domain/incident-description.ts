import { headline } from './headline.js';
import type { Effect, Headline } from './headline.js';
import type { IncidentKind, IncidentMember } from './incident.js';
import type { UnreadableReason } from './reading.js';
import { SERVICES } from './service.js';
import type { Service } from './service.js';
import type { TurnFamily, Verdict, VerdictReason } from './verdict-words.js';
import { VERDICTS } from './verdict-words.js';

/** A stored incident with the members its reader may see. Instants epoch ms. */
export interface DescribedIncident {
  readonly kind: IncidentKind;
  readonly turn: TurnFamily | null;
  readonly state: 'open' | 'closed';
  readonly closedAt: number | null;
  readonly isSudden: boolean;
  /** About one device, by its kind. */
  readonly isSingle: boolean;
  readonly vendorName: string | null;
  readonly siteName: string | null;
  readonly credentialName: string | null;
  /** Null for a reader scoped to customers. */
  readonly cohortSize: number | null;
  readonly others: { readonly bad: number; readonly of: number } | null;
  readonly members: readonly DescribedMember[];
  /** It ended because nobody in it is watched any more; absent = it did not. */
  readonly isWithdrawn?: boolean;
  /** Since when our own reads begin too late, when it is about that and no firewall; absent for every other incident. */
  readonly lateSince?: number;
}
export interface DescribedMember extends IncidentMember {
  readonly verdict: Verdict | null;
  readonly reason: VerdictReason | UnreadableReason | null;
}

export interface TimeWords {
  /** `02:04`; with the day when it is another one. */
  readonly clock: (at: number) => string;
  /** `14 Mar 2009`. */
  readonly date: (at: number) => string;
  readonly now: number;
}

/** Those not back yet; when it is over, all that ever were. */
export function currentMembers<M extends IncidentMember>(incident: {
  readonly state: 'open' | 'closed';
  readonly members: readonly M[];
}): readonly M[] {
  const active = incident.members.filter((member) => member.leftAt === null);
  return incident.state === 'open' && active.length > 0 ? active : incident.members;
}

function effectOf(kind: IncidentKind, members: readonly DescribedMember[]): Effect {
  if (kind === 'identity') return 'untold';
  if (kind === 'no-data' || kind === 'credential') return 'blind';
  const verdicts = members.map((member) => member.verdict);
  const worst = VERDICTS.find((verdict) => verdicts.includes(verdict));
  return worst === 'blocking' || worst === 'weakened' ? worst : 'exposed';
}

const servicesOf = (members: readonly IncidentMember[]): readonly Service[] =>
  SERVICES.filter((service) => members.some((member) => member.services.includes(service)));

/** The earliest end, only when every member has one and it lies ahead: no claim for those that have none. */
function paidUntil(members: readonly IncidentMember[], words: TimeWords): string | null {
  const ends = members.map((member) => member.paidUntil ?? 0);
  const earliest = Math.min(...ends);
  return members.length > 0 && earliest > words.now ? words.date(earliest) : null;
}

/** Of a fleet only the reason all share: a wave is not called expired because its first device was. */
function reasonOf(
  kind: IncidentKind,
  members: readonly DescribedMember[],
  first: DescribedMember | undefined,
): DescribedMember['reason'] {
  const reason = first?.reason ?? null;
  return kind === 'fleet' && members.some((member) => member.reason !== reason) ? null : reason;
}

/** About ourselves: no device failed, so none is named. */
function ownDelay(since: number, incident: DescribedIncident, words: TimeWords): Headline {
  const title = 'Firewatch itself is behind with its reads';
  if (incident.state === 'closed') {
    const end = incident.closedAt === null ? '' : `, in time again since ${words.clock(incident.closedAt)}`;
    return {
      title: `Back: ${title}`,
      subline: `Late since ${words.clock(since)}${end}.`,
      likely: '',
      doNow: '',
    };
  }
  return {
    title,
    subline: `Reads begin more than an interval late since ${words.clock(since)}; firewalls turn unknown as their last reading ages.`,
    likely: 'Likely a poller that stopped, or too few of them for this fleet.',
    doNow: 'See that every poller runs. Then start another one or lengthen the intervals.',
  };
}

/** Over, but nothing was seen to be well again: that is what must not be read out of the end. */
function withdrawn(incident: DescribedIncident, words: TimeWords): Headline {
  const names = incident.members.map((member) => member.deviceName);
  const who = names.length === 1 ? (names[0] ?? '') : `${names.length} firewalls`;
  const at = incident.closedAt === null ? '' : ` at ${words.clock(incident.closedAt)}`;
  return {
    title: `Withdrawn: ${who} ${names.length === 1 ? 'is' : 'are'} no longer watched`,
    subline: `Removed from Firewatch${at} while this was open; nothing was seen to be well again.`,
    likely: '',
    doNow: '',
  };
}

/** The sentence of a stored incident for one reader: mail, incident page, fleet page and wall all ask here. */
export function describeIncident(incident: DescribedIncident, words: TimeWords): Headline {
  if (incident.lateSince !== undefined) return ownDelay(incident.lateSince, incident, words);
  if (incident.state === 'closed' && incident.isWithdrawn === true) return withdrawn(incident, words);
  const members = currentMembers(incident);
  const [first] = [...members].sort((a, b) => a.since - b.since);
  const single = incident.isSingle ? first : undefined;
  const isLicence = incident.turn === 'licence' && (incident.kind === 'fleet' || incident.kind === 'device');
  return headline({
    kind: incident.kind,
    family: incident.turn,
    reason: reasonOf(incident.kind, members, first),
    effect: effectOf(incident.kind, members),
    isSudden: incident.isSudden,
    isOver: incident.state === 'closed',
    vendorName: incident.vendorName,
    deviceCount: members.length,
    cohortSize: incident.isSingle ? null : incident.cohortSize,
    customerCount: new Set(members.map((member) => member.customerId)).size,
    deviceName: single?.deviceName ?? null,
    customerName: single?.customerName ?? null,
    siteName: incident.siteName,
    credentialName: incident.credentialName,
    services: servicesOf(members),
    since: first ? words.clock(first.since) : 'unknown',
    endedAt: incident.closedAt === null ? null : words.clock(incident.closedAt),
    paidUntil: isLicence ? paidUntil(members, words) : null,
    others: isLicence ? incident.others : null,
  });
}
