import {
  occurrenceAt,
  planRefusal,
  type MaintenanceRule,
  type Occurrence,
} from '@firewatch/shared/domain/maintenance';
import { minuteOfClock } from '@firewatch/shared/domain/maintenance-words';
import { DEFAULT_POLICY } from '@firewatch/shared/domain/policy';
import { dayAt, instantAt, isZone, type CalendarDay } from '@firewatch/shared/domain/zone-time';
import type { NewMaintenance } from '@firewatch/shared/wire/maintenance';
import { wrongField } from '../platform/http/problem.js';
import type { Caller } from '../platform/http/request-call.js';

type When = NewMaintenance['when'];

const DAY_MINUTES = 24 * 60;

/** In whose clocks single windows are told: the installation's. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const plannerOf = (caller: Pick<Caller, 'role'>) =>
  caller.role === 'engineer' || caller.role === 'owner' ? 'engineer' : 'operator';

function dayOf(text: string): CalendarDay {
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number);
  return { year, month, day };
}

function weeklyRule(when: Extract<When, { kind: 'weekly' }>, now: number): MaintenanceRule {
  const { zone, firstDay, lastDay } = when;
  if (!isZone(zone)) throw wrongField('when.zone', 'is not a time zone such as Europe/London');
  const startMinute = minuteOfClock(when.start);
  const endMinute = minuteOfClock(when.end);
  if (startMinute === null || endMinute === null || startMinute === endMinute) {
    throw wrongField('when.end', 'is the same time as the start; another time of the day is accepted');
  }
  const first = instantAt(zone, firstDay === null ? dayAt(zone, now) : dayOf(firstDay), 0);
  // To the end of the last day: its windows still begin.
  const lastAt = lastDay === null ? null : instantAt(zone, dayOf(lastDay), 0) + DAY_MINUTES * 60_000;
  if (lastAt !== null && lastAt <= first) {
    throw wrongField('when.lastDay', 'lies before the first day; the same or a later day is accepted');
  }
  const weekdays = [...new Set(when.weekdays)].sort((a, b) => a - b);
  return { kind: 'weekly', zone, weekdays, startMinute, endMinute, firstAt: first, lastAt };
}

/** What a person asked for, as the core's rule. Errors  Refusal that names the field. */
export function ruleOf(when: When, now: number): MaintenanceRule {
  if (when.kind === 'weekly') return weeklyRule(when, now);
  const from = when.from === null ? now : Date.parse(when.from);
  return { kind: 'once', from, to: Date.parse(when.to) };
}

/** The rule's running or next occurrence, if this person may plan it. Errors  Refusal that says why not. */
export function planned(rule: MaintenanceRule, caller: Pick<Caller, 'role'>, now: number): Occurrence {
  const refusal = planRefusal(rule, plannerOf(caller), now, DEFAULT_POLICY.maintenance);
  if (refusal !== null) throw wrongField(rule.kind === 'once' ? 'when.to' : 'when', refusal);
  const occurrence = occurrenceAt(rule, now);
  if (!occurrence) throw wrongField('when', 'never comes; choose days and times that are still to come');
  return occurrence;
}
