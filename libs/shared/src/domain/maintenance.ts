import type { Policy } from './policy.js';
import { addDays, dayAt, instantAt, weekdayOf } from './zone-time.js';

/** What a window can be for. */
export const MAINTENANCE_TARGETS = ['device', 'site', 'customer', 'group', 'tag'] as const;
export type MaintenanceTarget = (typeof MAINTENANCE_TARGETS)[number];

/** A stretch of silence, epoch ms; `to` itself is outside. */
export interface Occurrence {
  readonly from: number;
  readonly to: number;
}

export interface OnceRule extends Occurrence {
  readonly kind: 'once';
}

/** Every week on these days by the clocks of one zone. */
export interface WeeklyRule {
  readonly kind: 'weekly';
  /** IANA name. */
  readonly zone: string;
  /** 1 = Monday … 7 = Sunday: the day on which it begins. */
  readonly weekdays: readonly number[];
  /** Minute of the day, 0–1439. */
  readonly startMinute: number;
  /** Minute of the day; not after the start = on the next day. */
  readonly endMinute: number;
  /** No occurrence begins before, epoch ms. */
  readonly firstAt: number;
  /** None begins at or after; null = until somebody ends it. */
  readonly lastAt: number | null;
}

export type MaintenanceRule = OnceRule | WeeklyRule;

/** One that began yesterday may still run; the same weekday comes again after a week, one further if the clocks swallow it. */
const LOOK_BACK_DAYS = 2;
const LOOK_AHEAD_DAYS = 15;

function weeklyFrom(rule: WeeklyRule, now: number): Occurrence | null {
  const today = dayAt(rule.zone, now);
  for (let offset = -LOOK_BACK_DAYS; offset <= LOOK_AHEAD_DAYS; offset += 1) {
    const date = addDays(today, offset);
    if (!rule.weekdays.includes(weekdayOf(date))) continue;
    const from = instantAt(rule.zone, date, rule.startMinute);
    const endsNextDay = rule.endMinute <= rule.startMinute;
    const to = instantAt(rule.zone, endsNextDay ? addDays(date, 1) : date, rule.endMinute);
    // A time the clocks jump over leaves nothing to be silent in.
    if (to <= from || to <= now || from < rule.firstAt) continue;
    if (rule.lastAt !== null && from >= rule.lastAt) return null;
    return { from, to };
  }
  return null;
}

/**
 * The occurrence that is running, else the next one.
 * Shape   rule, now -> occurrence that ends after now; null = none will come within two weeks.
 * Units   epoch ms.
 */
export function occurrenceAt(rule: MaintenanceRule, now: number): Occurrence | null {
  if (rule.kind === 'once') return rule.to > now ? { from: rule.from, to: rule.to } : null;
  const from = Math.max(now, rule.firstAt);
  return weeklyFrom(rule, from);
}

/** What is silent right now, for which devices. */
export interface RunningWindow extends Occurrence {
  readonly id: string;
  readonly deviceIds: ReadonlySet<string>;
}

/** Who keeps an incident silent, and until when at least (epoch ms). */
export interface Silence {
  readonly windowId: string;
  readonly until: number;
}

/**
 * Whether an incident about these devices is silent now.
 * Shape   null = it is told: one device outside every window is enough, and an incident about no device is never silent.
 *         `until` = when the first of its devices comes out.
 */
export function silenceOf(
  deviceIds: readonly string[],
  windows: readonly RunningWindow[],
  now: number,
): Silence | null {
  let first: Silence | null = null;
  for (const deviceId of deviceIds) {
    let own: Silence | null = null;
    for (const { id, from, to, deviceIds: inside } of windows) {
      const covers = from <= now && now < to && inside.has(deviceId);
      if (covers && (own === null || to > own.until)) own = { windowId: id, until: to };
    }
    if (own === null) return null;
    if (first === null || own.until < first.until) first = own;
  }
  return first;
}

/** Who plans it: an operator only short ones, each by hand; engineers and owners longer ones and weekly ones. */
export type Planner = 'operator' | 'engineer';

/**
 * Why this person may not make this window; null = they may.
 * Shape   one sentence for the person: what is wrong and what is accepted.
 */
export function planRefusal(
  rule: MaintenanceRule,
  planner: Planner,
  now: number,
  policy: Policy['maintenance'],
): string | null {
  if (rule.kind === 'weekly') {
    return planner === 'engineer' ? null : 'repeats every week; an operator plans single windows';
  }
  if (rule.to <= rule.from) return 'ends before it begins';
  if (rule.to <= now) return 'is over already; choose an end that is still to come';
  const lengthMs = rule.to - Math.max(rule.from, now);
  if (lengthMs > policy.maxMs)
    return `is longer than ${policy.maxMs / HOUR_MS / 24} days, the longest there is`;
  if (planner === 'operator' && lengthMs > policy.operatorMaxMs) {
    return `is longer than ${policy.operatorMaxMs / HOUR_MS} hours, the longest an operator may plan; an engineer or owner may plan up to ${policy.maxMs / HOUR_MS / 24} days`;
  }
  if (rule.from - now > policy.aheadMaxMs) {
    return `begins more than ${policy.aheadMaxMs / HOUR_MS / 24} days ahead; nobody remembers it then`;
  }
  return null;
}

const HOUR_MS = 3_600_000;
