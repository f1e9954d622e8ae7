import type { Read } from './part.js';
import type { Zone } from './raw.schema.js';

export type ZoneFlag = 'gateway_anti_virus' | 'anti_spyware' | 'intrusion_prevention' | 'app_control';

export interface Enforcement {
  readonly value: 'on' | 'partial' | 'off' | 'unknown';
  readonly words: string;
}

/**
 * Zones that must enforce a service: those of the customer's own machines. Others count towards "on some zone" only:
 * every box ships with an unused WLAN, VPN and multicast zone switched off, and nothing in the answer tells unused from used.
 */
const MUST_ENFORCE: ReadonlySet<string | undefined> = new Set(['trusted']);

const MAX_NAMED = 5;
const names = (zones: readonly Zone[]): string =>
  zones
    .slice(0, MAX_NAMED)
    .map((zone) => zone.name)
    .join(', ') + (zones.length > MAX_NAMED ? `, ${zones.length - MAX_NAMED} more` : '');

/** Where one service is enforced; a zone without the flag is unknown, never on. */
export function overZones(read: Read<{ readonly zones: readonly Zone[] }>, flag: ZoneFlag): Enforcement {
  if (read.is === 'nothing') return { value: 'unknown', words: `zones: ${read.why}` };
  const { zones } = read.value;
  const on = zones.filter((zone) => zone[flag] === true);
  const required = zones.filter((zone) => MUST_ENFORCE.has(zone.security_type));
  const untold = zones.filter((zone) => zone[flag] === undefined);
  const off = required.filter((zone) => zone[flag] === false);
  if (on.length === 0 && untold.length > 0)
    return { value: 'unknown', words: `zones: no flag on ${names(untold)}` };
  if (on.length === 0) return { value: 'off', words: 'enforced on no zone' };
  if (off.length > 0) return { value: 'partial', words: `not enforced on zone ${names(off)}` };
  const hidden = required.filter((zone) => zone[flag] === undefined);
  if (hidden.length > 0) return { value: 'unknown', words: `zones: no flag on ${names(hidden)}` };
  return { value: 'on', words: `enforced on ${names(on)}` };
}
