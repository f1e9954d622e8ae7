import { SERVICES, SERVICE_WORDS } from './service.js';
import type { ExpiryStep } from './expiry.js';

const ORDER: readonly string[] = SERVICES.map((service) => SERVICE_WORDS[service].short);
const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** Each name once, services in the order of every screen, then the others by name. */
export const inScreenOrder = (names: readonly string[]): readonly string[] =>
  [...new Set(names)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));

/** `AV+IPS bundle`, `Support`: what ends, in the order of every screen; several at once are a bundle. */
export function bundleWords(names: readonly string[]): string {
  const sorted = inScreenOrder(names);
  return sorted.length > 1 ? `${sorted.join('+')} bundle` : sorted.join('');
}

/** `today`, `tomorrow`, `12 days`, `yesterday`, `3 days ago`. */
export function daysWords(daysLeft: number): string {
  if (daysLeft === 0) return 'today';
  if (daysLeft === 1) return 'tomorrow';
  if (daysLeft === -1) return 'yesterday';
  return daysLeft > 0 ? `${daysLeft} days` : `${-daysLeft} days ago`;
}

/** What is said of one end. `date` = the day in words, null = the device gave none. */
export interface EndSaid {
  readonly step: ExpiryStep | null;
  readonly date: string | null;
  readonly daysLeft: number | null;
}

/** `ends 4 Dec (12 days)`, `ended 21 Nov (yesterday)`, `in grace, ended 21 Nov (yesterday)`, `expired, the firewall gives no date`. */
export function endWords({ step, date, daysLeft }: EndSaid): string {
  const grace = step === 'grace' ? 'in grace' : '';
  if (date === null || daysLeft === null) {
    return grace === '' ? 'expired, the firewall gives no date' : 'in grace, the firewall gives no date';
  }
  // In grace the day may still lie ahead: some vendors give the end of the grace itself.
  const isOver = daysLeft < 0 || step === 'expired';
  const day = `${isOver ? 'ended' : 'ends'} ${date} (${daysWords(isOver ? Math.min(0, daysLeft) : daysLeft)})`;
  if (step === 'expired' && daysLeft > 0) return `expired, although its date is ${date}`;
  return grace === '' ? day : `${grace}, ${day}`;
}
