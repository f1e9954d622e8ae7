import type { LossReason } from '../log/truth.js';
import type { DeviceProfile } from './profile.js';
import { SERVICE_IDS, type ServiceId } from './service-catalogue.js';

export const LICENCE_VALUES = ['licensed', 'grace', 'not-licensed', 'expired', 'never'] as const;

/**
 * Shape   never = not bought: answered as "Not Licensed" like a lost key, yet no loss · grace = past its end and still working.
 */
export type LicenceValue = (typeof LICENCE_VALUES)[number];

/**
 * One service on one box.
 * Shape   `frozenAt` = instant at which the box stopped asking for signatures, null while it asks;
 *         `publishedUntil` = instant after which updates "succeed" and bring nothing newer, null while they do;
 *         `checkedAt` = when it last asked for signatures, null while it asks by itself, hourly;
 *         `publishedAt` = a database published out of the usual turn, null when there was none;
 *         `isPartial` = not enforced on the zone of the customer's own machines;
 *         `updatedAt` = last update by hand, null before the first.
 * Units   epoch milliseconds.
 */
export interface ServiceState {
  readonly licence: LicenceValue;
  readonly expiresAt: number | null;
  readonly enabled: boolean;
  readonly detectionOnly: boolean;
  readonly isPartial: boolean;
  readonly frozenAt: number | null;
  readonly publishedUntil: number | null;
  readonly checkedAt: number | null;
  readonly publishedAt: number | null;
  readonly updatedAt: number | null;
}

export type ServiceStates = Readonly<Record<ServiceId, ServiceState>>;

function startOf(profile: DeviceProfile, service: ServiceId): ServiceState {
  const expiresAt = profile.expiresAt[service] ?? null;
  return {
    licence: expiresAt === null ? 'never' : 'licensed',
    expiresAt,
    enabled: expiresAt !== null && !profile.switchedOff.includes(service),
    detectionOnly: false,
    isPartial: false,
    frozenAt: null,
    publishedUntil: null,
    checkedAt: null,
    publishedAt: null,
    updatedAt: null,
  };
}

function mapServices(make: (service: ServiceId) => ServiceState): ServiceStates {
  const [av, spy, ips, app, web, spam, dns, box, geo] = SERVICE_IDS;
  return {
    [av]: make(av),
    [spy]: make(spy),
    [ips]: make(ips),
    [app]: make(app),
    [web]: make(web),
    [spam]: make(spam),
    [dns]: make(dns),
    [box]: make(box),
    [geo]: make(geo),
  };
}

/** The state of a box as delivered and paid for. */
export function startingServices(profile: DeviceProfile): ServiceStates {
  return mapServices((service) => startOf(profile, service));
}

/**
 * What a wrong answer of the authority does: keys go, enable flags stay, the database stops moving,
 * the paid-until date stays in the future.
 */
export function loseKeys(states: ServiceStates, services: readonly ServiceId[], at: number): ServiceStates {
  return mapServices((service) => {
    const state = states[service];
    const loses = services.includes(service) && hasKey(state);
    return loses ? { ...state, licence: 'not-licensed', frozenAt: state.frozenAt ?? at } : state;
  });
}

/** What a right answer to Synchronize does: every key of `services` that was bought and has not run out comes back. */
export function restoreKeys(
  states: ServiceStates,
  now: number,
  services: readonly ServiceId[] = SERVICE_IDS,
): ServiceStates {
  return mapServices((service) => {
    const state = states[service];
    if (state.licence !== 'not-licensed' || !services.includes(service)) return state;
    const paid = state.expiresAt === null || state.expiresAt > now;
    return { ...state, licence: paid ? 'licensed' : 'expired', frozenAt: paid ? null : state.frozenAt };
  });
}

export function replaceService(
  states: ServiceStates,
  service: ServiceId,
  change: Partial<ServiceState>,
): ServiceStates {
  return mapServices((other) => (other === service ? { ...states[other], ...change } : states[other]));
}

/**
 * What a new end of subscription does: in the future the service runs, in the past it has stopped or, in grace, not yet.
 * Units   epoch milliseconds.
 */
export function withExpiry(state: ServiceState, at: number, now: number, inGrace: boolean): ServiceState {
  if (at > now) return { ...state, expiresAt: at, licence: 'licensed' };
  return { ...state, expiresAt: at, licence: inGrace ? 'grace' : 'expired' };
}

/** What a person can move in the web interface. */
export type Switches = Pick<ServiceState, 'enabled' | 'detectionOnly' | 'isPartial'>;

export const switchesOf = ({ enabled, detectionOnly, isPartial }: ServiceState): Switches => ({
  enabled,
  detectionOnly,
  isPartial,
});

/** Words of the box's log: off, on, on for some zones, detection only. */
export function switchText({ enabled, detectionOnly, isPartial }: Switches): string {
  if (!enabled) return 'disabled';
  if (detectionOnly) return 'detection only';
  return isPartial ? 'enabled on some zones' : 'enabled';
}

export const hasKey = ({ licence }: ServiceState): boolean => licence === 'licensed' || licence === 'grace';

/** Null while the service protects or was never bought. */
export function lossOf(state: ServiceState): LossReason | null {
  if (state.licence === 'never') return null;
  if (state.licence === 'not-licensed') return 'licence-lost';
  if (state.licence === 'expired') return 'licence-expired';
  return state.enabled ? null : 'switched-off';
}
