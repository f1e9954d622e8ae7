import type { IncidentKind, NoticeKind, Severity } from './incident.js';
import { followUpAt } from './opening-window.js';
import type { Policy } from './policy.js';

/** What a notice told: the base from which growth is measured. */
export interface ToldNotice {
  readonly kind: NoticeKind;
  /** Epoch ms. */
  readonly at: number;
  readonly severity: Severity;
  /** Device ids; for an incident about one device its services. */
  readonly units: readonly string[];
  readonly customerIds: readonly string[];
  /** Nobody got it: a maintenance window was running. Counts only for what else that window withholds. */
  readonly isWithheld?: true;
}

/** An incident as far as telling people goes. Instants epoch ms. */
export interface TellableIncident {
  readonly kind: IncidentKind;
  readonly state: 'open' | 'closed';
  /** Taken over by a fleet incident, which speaks for it. */
  readonly isAbsorbed: boolean;
  readonly severity: Severity;
  readonly units: readonly string[];
  readonly customerIds: readonly string[];
  /** `isOutgrown` = something joined after it was given: whoever gave it did not see that. */
  readonly ack: { readonly until: number | null; readonly isOutgrown: boolean } | null;
  /** Its opening window: no first notice before; null = none. */
  readonly notBefore: number | null;
  /** The follow-up's sweep and its confirmations are still running. */
  readonly isSweeping: boolean;
  /** Told at most once per worsening interval, however often it comes and goes. */
  readonly isFlapping: boolean;
  /** All its devices are inside maintenance windows, at least until then; null = at least one is outside. */
  readonly silence: { readonly until: number } | null;
}

export type SendReason =
  | 'opened'
  | 'came-and-went'
  | 'recovered'
  | 'grew-after-sweep'
  | 'more-devices'
  | 'new-customer'
  | 'more-severe'
  | 'unacknowledged';
export type SilenceReason =
  | 'absorbed'
  | 'window-open'
  | 'sweep-running'
  | 'nothing-new'
  | 'acknowledged'
  | 'too-soon'
  | 'all-told'
  | 'maintenance';

export type NoticeDecision =
  | { readonly send: NoticeKind; readonly reason: SendReason; readonly clearsAck: boolean }
  | {
      readonly send: null;
      readonly reason: SilenceReason;
      /** When the answer may change by time alone, epoch ms; null = only by an event. */
      readonly lookAt: number | null;
      /** Without the maintenance window this would be told now: to be listed, and given with the next question. */
      readonly withheld?: { readonly kind: NoticeKind; readonly reason: SendReason };
    };

const say = (send: NoticeKind, reason: SendReason, clearsAck = false): NoticeDecision => ({
  send,
  reason,
  clearsAck,
});
/** What was acknowledged at the size that is told now stays acknowledged. */
const sayGrown = (incident: TellableIncident, reason: SendReason): NoticeDecision =>
  say('updated', reason, incident.ack?.isOutgrown ?? true);
const hush = (reason: SilenceReason, lookAt: number | null): NoticeDecision => ({
  send: null,
  reason,
  lookAt,
});
const isEnd = (kind: NoticeKind): boolean => kind === 'resolved' || kind === 'opened-and-resolved';

function whenClosed(incident: TellableIncident, log: readonly ToldNotice[]): NoticeDecision {
  if (incident.isAbsorbed) return hush('absorbed', null);
  const last = log.at(-1);
  if (last && isEnd(last.kind)) return hush('all-told', null);
  return last ? say('resolved', 'recovered') : say('opened-and-resolved', 'came-and-went');
}

/** Where growth since the last telling is worth a message; null = it is not. */
function worsening(incident: TellableIncident, told: ToldNotice, policy: Policy): SendReason | null {
  const known = new Set(told.customerIds);
  if (incident.customerIds.some((customer) => !known.has(customer))) return 'new-customer';
  // In hundredths of a device: 1.1 × 10 is 11.000000000000002 in binary.
  const bar = Math.round(told.units.length * (1 + policy.worsening.share) * 100);
  return incident.units.length > told.units.length && incident.units.length * 100 >= bar
    ? 'more-devices'
    : null;
}

function isGrown(incident: TellableIncident, told: ToldNotice): boolean {
  const known = new Set(told.units);
  return incident.units.some((unit) => !known.has(unit));
}

interface Spell {
  /** First notice since the incident opened (again). */
  readonly opened: ToldNotice;
  /** Last notice that told size. */
  readonly sized: ToldNotice;
  readonly last: ToldNotice;
  readonly updates: readonly ToldNotice[];
}

function spellOf(log: readonly ToldNotice[]): Spell | null {
  const end = log.findLastIndex((notice) => isEnd(notice.kind));
  const spell = log.slice(end + 1);
  const [opened] = spell;
  const last = spell.at(-1);
  if (!opened || !last) return null;
  const updates = spell.filter((notice) => notice.kind === 'updated');
  return { opened, last, updates, sized: updates.at(-1) ?? opened };
}

function reminderOr(
  silence: SilenceReason,
  incident: TellableIncident,
  spell: Spell,
  at: Times,
): NoticeDecision {
  const { ack } = incident;
  if (ack)
    return hush('acknowledged', ack.until === null ? at.lookAt : Math.min(ack.until, at.lookAt ?? ack.until));
  if (incident.severity === 'info') return hush(silence, at.lookAt);
  const dueAt = spell.last.at + at.policy.reminder.everyMs;
  if (at.now >= dueAt) return say('reminder', 'unacknowledged');
  return hush(silence, Math.min(dueAt, at.lookAt ?? dueAt));
}

interface Times {
  readonly policy: Policy;
  readonly now: number;
  readonly lookAt: number | null;
}

/** The one follow-up a minute after the opening: any growth counts, and it is decided once. */
function followUp(
  incident: TellableIncident,
  spell: Spell,
  policy: Policy,
  now: number,
): NoticeDecision | null {
  const at = followUpAt(spell.opened.at, policy);
  // Decided late (a stopped worker) it is an ordinary worsening.
  const isPast = now >= at + 2 * policy.opening.closesAfterMs;
  if (spell.updates.length > 0 || isPast) return null;
  if (now < at) return hush('nothing-new', at);
  if (incident.isSweeping) return hush('sweep-running', at + policy.opening.closesAfterMs);
  return isGrown(incident, spell.sized) ? sayGrown(incident, 'grew-after-sweep') : null;
}

function whenOpen(
  incident: TellableIncident,
  log: readonly ToldNotice[],
  policy: Policy,
  now: number,
): NoticeDecision {
  const spell = spellOf(log);
  if (!spell) {
    const { notBefore } = incident;
    if (notBefore !== null && now < notBefore) return hush('window-open', notBefore);
    return say('opened', 'opened');
  }
  if (incident.severity === 'critical' && spell.sized.severity !== 'critical')
    return say('updated', 'more-severe', true);
  const first = incident.isFlapping ? null : followUp(incident, spell, policy, now);
  if (first) return first;
  const worse = worsening(incident, spell.sized, policy);
  if (!worse) return reminderOr('nothing-new', incident, spell, { policy, now, lookAt: null });
  // Measured from whatever told the size last, so that a growing wave is at most one message per 15 min.
  const freeAt = spell.sized.at + policy.worsening.everyMs;
  if (now < freeAt) return reminderOr('too-soon', incident, spell, { policy, now, lookAt: freeAt });
  return sayGrown(incident, worse);
}

function asIfTold(
  incident: TellableIncident,
  log: readonly ToldNotice[],
  policy: Policy,
  now: number,
): NoticeDecision {
  return incident.state === 'closed' ? whenClosed(incident, log) : whenOpen(incident, log, policy, now);
}

/** What a window withholds now. The end of something that was told goes out: it takes a page away, it makes none. */
function inMaintenance(would: NoticeDecision, until: number, told: readonly ToldNotice[]): NoticeDecision {
  if (would.send === null) {
    if (would.reason === 'absorbed' || would.reason === 'all-told') return would;
    return hush('maintenance', Math.min(until, would.lookAt ?? until));
  }
  const last = told.at(-1);
  if (would.send === 'resolved' && last !== undefined && !isEnd(last.kind)) return would;
  return {
    send: null,
    reason: 'maintenance',
    lookAt: until,
    withheld: { kind: would.send, reason: would.reason },
  };
}

/**
 * Whether something is to be told about an incident now, and why or why not.
 * Shape   incident, what was told or withheld so far (oldest first), policy, now -> one notice with a named reason, or
 *         silence with a named reason and the time of the next look. Never `resolved` before `opened`; after sending or
 *         withholding, ask again. What was withheld is forgotten when the silence ends: what is still bad is told then
 *         as if new, and what came and went inside is not told.
 * Units   `now` epoch ms.
 */
export function decide(
  incident: TellableIncident,
  log: readonly ToldNotice[],
  policy: Policy,
  now: number,
): NoticeDecision {
  const told = log.filter((notice) => notice.isWithheld !== true);
  const last = log.at(-1);
  // It ended inside the window that withheld its end.
  if (incident.state === 'closed' && last?.isWithheld === true && isEnd(last.kind))
    return hush('all-told', null);
  const { silence } = incident;
  if (silence === null || now >= silence.until) return asIfTold(incident, told, policy, now);
  return inMaintenance(asIfTold(incident, log, policy, now), silence.until, told);
}
