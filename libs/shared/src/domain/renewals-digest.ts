import { counted } from './headline.js';
import { daysUntil } from './expiry-days.js';
import type { DateMove } from './expiry-facts.js';
import { rankOf, type ExpiryRules, type ExpiryStep } from './expiry.js';
import type { DueCounts } from './renewals.js';
import { bundleWords, endWords, inScreenOrder } from './renewals-words.js';
import type { Severity } from './incident.js';

/** Whom a line is about. */
export interface DigestDevice {
  readonly deviceId: string;
  readonly deviceName: string;
  readonly customerId: string;
  readonly customerName: string;
}

/** One step of one entitlement that is news today. */
export interface DigestStep extends DigestDevice {
  readonly name: string;
  readonly endsAt: number | null;
  readonly step: ExpiryStep;
}

export interface DigestRenewal extends DigestDevice, Pick<DateMove, 'names' | 'to'> {}

/** A signature database that froze or fell behind since the last digest. */
export interface DigestSignature extends DigestDevice {
  readonly name: string;
  readonly kind: 'frozen' | 'behind';
  /** Date of its database, epoch ms. */
  readonly publishedAt: number;
  /** Ms behind the median of its sisters; 0 for a frozen one. */
  readonly behindMs: number;
}

export interface DigestNews {
  readonly steps: readonly DigestStep[];
  readonly renewals: readonly DigestRenewal[];
  readonly signatures: readonly DigestSignature[];
  /** How the whole fleet stands, for the last line. */
  readonly due: DueCounts;
}

export interface DigestWords {
  readonly severity: Severity;
  readonly title: string;
  readonly subline: string;
  readonly lines: readonly string[];
}

const DAY_MS = 86_400_000;
/** A mail that nobody reads to its end helps nobody: the page has the rest. */
export const DIGEST_LINES = 60;

const dayIn = (zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });

/** `4 Dec`, with the year when it is another: `4 Jan 2027`. */
export function dayWords(zone: string, now: number): (at: number) => string {
  const year = dayIn(zone, { year: 'numeric' });
  const short = dayIn(zone, { day: 'numeric', month: 'short' });
  const long = dayIn(zone, { day: 'numeric', month: 'short', year: 'numeric' });
  const thisYear = year.format(now);
  return (at) => (year.format(at) === thisYear ? short : long).format(at);
}

interface Line<T extends DigestDevice> {
  readonly customerName: string;
  readonly what: string;
  readonly devices: Map<string, T>;
  readonly at: number;
}

const who = (devices: ReadonlyMap<string, DigestDevice>): string =>
  devices.size === 1 ? ([...devices.values()][0]?.deviceName ?? '') : counted(devices.size, 'firewall');

/** One line per customer and sentence: devices with the same to say share it. */
function linesOf<T extends DigestDevice>(
  news: readonly T[],
  say: (one: T) => { readonly what: string; readonly at: number },
): readonly string[] {
  const lines = new Map<string, Line<T>>();
  for (const one of news) {
    const { what, at } = say(one);
    const key = `${one.customerId}\n${what}`;
    const line = lines.get(key) ?? {
      customerName: one.customerName,
      what,
      devices: new Map<string, T>(),
      at,
    };
    line.devices.set(one.deviceId, one);
    lines.set(key, line);
  }
  const first = new Map<string, number>();
  for (const { customerName, at } of lines.values()) {
    first.set(customerName, Math.min(at, first.get(customerName) ?? Number.POSITIVE_INFINITY));
  }
  return [...lines.values()]
    .sort(
      (a, b) =>
        (first.get(a.customerName) ?? 0) - (first.get(b.customerName) ?? 0) ||
        (a.customerName < b.customerName ? -1 : a.customerName > b.customerName ? 1 : a.at - b.at),
    )
    .map(({ customerName, what, devices }) => `${customerName}: ${who(devices)}, ${what}`);
}

interface StepGroup extends DigestDevice {
  readonly names: readonly string[];
  readonly endsAt: number | null;
  readonly step: ExpiryStep;
  readonly daysLeft: number | null;
}

/** Services of one device that end on one day are one thing to order. */
function stepGroups(steps: readonly DigestStep[], { zone, now }: ExpiryRules): readonly StepGroup[] {
  const groups = new Map<string, StepGroup>();
  for (const { name, ...step } of steps) {
    const daysLeft = step.endsAt === null ? null : daysUntil(zone, now, step.endsAt);
    const key = `${step.deviceId}\n${daysLeft}\n${step.step}`;
    const names = [...(groups.get(key)?.names ?? []), name];
    groups.set(key, { ...step, names, daysLeft });
  }
  return [...groups.values()];
}

const countDevices = (news: readonly DigestDevice[]): number => new Set(news.map((one) => one.deviceId)).size;
const countCustomers = (news: readonly DigestDevice[]): number =>
  new Set(news.map((one) => one.customerId)).size;

function stepTitle(groups: readonly StepGroup[], date: (at: number) => string): string {
  const over = groups.filter((one) => rankOf(one.step) <= 0);
  const ahead = groups.filter((one) => rankOf(one.step) > 0);
  const soonest = Math.min(...ahead.flatMap((one) => one.endsAt ?? []));
  const soon = ahead.find((one) => one.endsAt === soonest);
  const at = `at ${counted(countCustomers(groups), 'customer')}`;
  if (!soon) return `Licences of ${counted(countDevices(over), 'firewall')} ${at} have ended`;
  const next = endWords({ step: soon.step, date: date(soonest), daysLeft: soon.daysLeft });
  if (over.length === 0) {
    return `Licences of ${counted(countDevices(ahead), 'firewall')} ${at} end soon, the first ${next}`;
  }
  return `Licences of ${counted(countDevices(over), 'firewall')} have ended, of ${countDevices(ahead)} more end soon`;
}

function titleOf(news: DigestNews, groups: readonly StepGroup[], date: (at: number) => string): string {
  if (groups.length > 0) return stepTitle(groups, date);
  if (news.signatures.length > 0) {
    return `Signatures of ${counted(countDevices(news.signatures), 'firewall')} are not kept up`;
  }
  return `Licences of ${counted(countDevices(news.renewals), 'firewall')} were renewed`;
}

/** Databases of one device with the same to say, named together. */
function signatureLines(news: readonly DigestSignature[], date: (at: number) => string): readonly string[] {
  const groups = new Map<
    string,
    { readonly one: DigestSignature; readonly says: string; readonly names: string[] }
  >();
  for (const one of news) {
    const says =
      one.kind === 'frozen'
        ? `signatures stand still since ${date(one.publishedAt)} although updates succeed`
        : `signatures are behind their sisters by ${counted(Math.floor(one.behindMs / DAY_MS), 'day')}`;
    const key = `${one.deviceId}\n${says}`;
    const group = groups.get(key) ?? { one, says, names: [] };
    group.names.push(one.name);
    groups.set(key, group);
  }
  return linesOf(
    [...groups.values()].map(({ one, says, names }) => ({
      ...one,
      what: `${inScreenOrder(names).join(', ')} ${says}`,
    })),
    ({ what, publishedAt }) => ({ what, at: publishedAt }),
  );
}

function capped(lines: readonly string[]): readonly string[] {
  if (lines.length <= DIGEST_LINES) return lines;
  const more = lines.length - DIGEST_LINES;
  return [
    ...lines.slice(0, DIGEST_LINES),
    `And ${counted(more, 'line')} more: the Renewals page has them all.`,
  ];
}

function standWords(due: DueCounts): string {
  const ended = due.expired + due.grace;
  const over =
    ended === 0 ? '' : `, ${counted(ended, 'firewall has', 'firewalls have')} something that ended`;
  return `In all, licences of ${counted(due.within30, 'firewall')} end within 30 days and of ${due.within90} within 90${over}.`;
}

/**
 * The one mail of the day: what came nearer, what was renewed, whose signatures are not kept up.
 * Shape   null = there is nothing to say. A line per customer and sentence, the customer with the first end first; a
 *         date is never called protection.
 */
export function digestWords(news: DigestNews, rules: ExpiryRules): DigestWords | null {
  if (news.steps.length + news.renewals.length + news.signatures.length === 0) return null;
  const date = dayWords(rules.zone, rules.now);
  const groups = stepGroups(news.steps, rules);
  const ends = linesOf(groups, (one) => ({
    what: `${bundleWords(one.names)} ${endWords({ step: one.step, date: one.endsAt === null ? null : date(one.endsAt), daysLeft: one.daysLeft })}`,
    at: one.endsAt ?? 0,
  }));
  const renewed = linesOf(news.renewals, (one) => ({
    what: `${bundleWords(one.names)} renewed until ${date(one.to)}`,
    at: one.to,
  }));
  const signatures = signatureLines(news.signatures, date);
  const isUrgent = groups.some((one) => rankOf(one.step) <= rules.policy.urgentDays);
  return {
    severity: isUrgent || signatures.length > 0 ? 'warning' : 'info',
    title: titleOf(news, groups, date),
    subline: 'Dates only: whether a firewall protects is on its page.',
    lines: [...capped([...ends, ...signatures, ...renewed]), standWords(news.due)],
  };
}
