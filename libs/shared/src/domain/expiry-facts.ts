import type { DeviceCore } from './device-state.js';
import type { Entitlement } from './expiry.js';
import type { LicenceFact, LicenceValue } from './fact.js';
import type { Policy } from './policy.js';
import type { SeenReading } from './reading.js';
import { SERVICES, SERVICE_WORDS } from './service.js';

const NEVER_ENDS: ReadonlySet<LicenceValue> = new Set(['not-applicable', 'not-offered']);

/** What was not bought has no end; what was lost keeps the end it had. */
const isHad = ({ value }: LicenceFact, endsAt: number | null): boolean =>
  !NEVER_ENDS.has(value) && (endsAt !== null || (value !== 'absent' && value !== 'unknown'));

/**
 * Everything a device is entitled to, from its stored facts.
 * Shape   an end that one reading could not give (a report failed) stays as it was last read: a date once told is never
 *         forgotten early. `known` = what stood before.
 */
export function entitlementsOf(
  core: Pick<DeviceCore, 'facts' | 'entitlements'>,
  known: readonly Entitlement[],
): readonly Entitlement[] {
  const services = SERVICES.flatMap((service): Entitlement[] => {
    const licence = core.facts[service]?.licence;
    if (licence === undefined) return [];
    const endsAt = licence.expiresAt ?? known.find((one) => one.item === service)?.endsAt ?? null;
    if (!isHad(licence, endsAt)) return [];
    return [{ item: service, service, name: SERVICE_WORDS[service].short, value: licence.value, endsAt }];
  });
  const others = (core.entitlements ?? []).map(({ name, expiresAt }): Entitlement => ({
    item: `other:${name}`,
    service: null,
    name,
    value: 'active',
    endsAt: expiresAt,
  }));
  return [...services, ...others];
}

/**
 * What a reading leaves in the core of entitlements without a service: counts of users and nodes move by themselves, so
 * only what ends is kept. A pulse tells none and leaves them as they were.
 */
export function datedEntitlements(
  core: DeviceCore,
  reading: Pick<SeenReading, 'scope' | 'entitlements'>,
): Pick<DeviceCore, 'entitlements'> {
  if (reading.scope === 'pulse') return {};
  const dated = reading.entitlements.flatMap(({ name, expiresAt }) =>
    expiresAt === undefined ? [] : [{ name, expiresAt }],
  );
  return dated.length > 0 || core.entitlements !== undefined ? { entitlements: dated } : {};
}

/** Ends that moved, those by the same way together: one order of the customer moves a whole bundle. */
export interface DateMove {
  readonly items: readonly string[];
  readonly names: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** What moved between two looks. Instants epoch ms; a move later is a renewal. */
export function dateMoves(
  before: readonly Entitlement[],
  after: readonly Entitlement[],
  policy: Policy['expiry'],
): readonly DateMove[] {
  const moves = new Map<string, { items: string[]; names: string[]; from: number; to: number }>();
  for (const { item, name, endsAt: to } of after) {
    const from = before.find((one) => one.item === item)?.endsAt ?? null;
    if (from === null || to === null || Math.abs(to - from) < policy.movedMs) continue;
    const move = moves.get(`${from}/${to}`) ?? { items: [], names: [], from, to };
    move.items.push(item);
    move.names.push(name);
    moves.set(`${from}/${to}`, move);
  }
  return [...moves.values()];
}
