import type { DeviceView } from '../devices/device.js';
import { firmwareText } from '../devices/firmware-profiles.js';
import type { ServiceId } from '../devices/service-catalogue.js';
import { hasKey, type ServiceState } from '../devices/service-state.js';
import { localTime, plainTime, upTime, utcTime } from './time-text.js';

const PUBLISHED_EVERY_MS = 6 * 3_600_000;
const CHECKED_EVERY_MS = 3_600_000;

/** Shared by all boxes: the vendor publishes a database for everybody at one time. */
function publishedAt(view: DeviceView, state: ServiceState, service: string): number {
  const lag = service.length * 137_000;
  const until = Math.min(state.frozenAt ?? view.now, state.publishedUntil ?? view.now);
  const inTurn = Math.floor((until - lag) / PUBLISHED_EVERY_MS) * PUBLISHED_EVERY_MS + lag;
  const outOfTurn = state.publishedAt !== null && state.publishedAt <= until ? state.publishedAt : inTurn;
  return Math.max(inTurn, outOfTurn);
}

/** Each box asks once an hour, at a minute of its own, unless somebody said when it last did. */
function checkedAt(view: DeviceView, state: ServiceState): number {
  const phase = (Number.parseInt(view.profile.serial.slice(-4), 16) * 7_919) % CHECKED_EVERY_MS;
  const until = state.frozenAt ?? view.now;
  const hourly = Math.floor((until - phase) / CHECKED_EVERY_MS) * CHECKED_EVERY_MS + phase;
  const bySelf = state.checkedAt ?? hourly;
  return Math.max(bySelf, state.updatedAt ?? bySelf);
}

const expiry = (state: ServiceState): string => (state.expiresAt === null ? '' : utcTime(state.expiresAt));

/**
 * One of the four signature reports; `expiryField` is the name the vendor gives the paid-until date there.
 * Source  sonicwall notes 3.4; `last_checked` carries no zone and is the box's local time.
 */
export function signatureReport(
  view: DeviceView,
  service: ServiceId,
  expiryField: string,
): Record<string, string> {
  const state = view.services[service];
  const isInstalled = state.licence !== 'never';
  return {
    signature_database: isInstalled ? 'Downloaded' : 'Not Downloaded',
    signature_database_timestamp: isInstalled ? utcTime(publishedAt(view, state, service)) : '',
    last_checked: isInstalled ? localTime(checkedAt(view, state), view.profile.zone) : '',
    [expiryField]: expiry(state),
  };
}

export function webFilterReport(view: DeviceView): Record<string, string> {
  return { cfs_expiration_date: expiry(view.services['web-filter']) };
}

export function geoIpReport(view: DeviceView): Record<string, string> {
  const isLicensed = hasKey(view.services['geo-botnet']);
  return {
    country_database: 'Downloaded',
    message: isLicensed ? 'Geo Enforcement Available' : 'Geo Enforcement Not Available',
  };
}

export function botnetReport(view: DeviceView): Record<string, string> {
  const isLicensed = hasKey(view.services['geo-botnet']);
  return {
    botnet_database: 'Downloaded',
    message: isLicensed ? 'Botnet Filter Available' : 'Botnet Filter Not Available',
  };
}

/**
 * `GET /reporting/high-availability`.
 * Source  `status`, `primary_state`, `secondary_state`, `active_up_time` read by the vendor's own client; the vendor's
 *         description leaves the schema empty, so the other names and all values are modelling choices.
 */
export function highAvailabilityReport(view: DeviceView): Record<string, string> {
  const { pair } = view;
  if (!pair)
    return { status: 'High Availability not enabled', primary_state: 'NONE', secondary_state: 'NONE' };
  const isPrimary = pair.active === 'primary';
  return {
    status: isPrimary ? 'Primary Active' : 'Secondary Active',
    primary_state: isPrimary ? 'ACTIVE' : 'STANDBY',
    secondary_state: isPrimary ? 'STANDBY' : 'ACTIVE',
    active_up_time: upTime(view.now - view.bootedAt),
    mode: 'Active / Standby',
    found_peer: 'Yes',
    settings_synchronized: 'Yes',
    primary_serial_number: pair.primarySerial,
    secondary_serial_number: pair.secondarySerial,
  };
}

/** `GET /reporting/status/system`, with the fields that look like secrets and must not be kept. */
export function systemStatus(view: DeviceView, serial: string): Record<string, string> {
  const { profile } = view;
  // Connection counts wander with the minute, as on a box in use.
  const current =
    40 + ((Math.floor(view.now / 1_000) * 7 + Number.parseInt(profile.serial.slice(-2), 16)) % 900);
  return {
    model: profile.model.name,
    product_code: profile.model.productCode,
    firewall_name: profile.name,
    guid: `${profile.serial.toLowerCase()}-0000-4000-8000-${profile.serial.toLowerCase()}`,
    serial_number: serial,
    authentication_code: `${profile.serial.slice(0, 4)}-${profile.serial.slice(-4)}`,
    firmware_version: firmwareText(view.profile.firmware),
    safemode_version: '7.0.0.13',
    rom_version: '7.0.0.13',
    system_time: localTime(view.now, profile.zone),
    up_time: upTime(view.now - view.bootedAt),
    primary_wan: 'X1',
    peak_connections: '4821',
    current_connections: String(current),
    max_allowed_connections: String(profile.model.maxConnections),
    max_connections: String(profile.model.maxConnections),
    connection_usage: `${Math.floor((current * 100) / profile.model.maxConnections)}%`,
    last_modified_by: `admin 192.168.168.10:X0 ${plainTime(view.bootedAt + 600_000)}`,
    assign_token: `tok-${profile.password.slice(-8)}`,
    registration_code: `REG${profile.serial.slice(-6)}`,
    global_mode: 'Classic',
    restart_required: 'No',
    service_remaining_message: '',
  };
}

/** `GET /version`. Source: sonicwall notes 3.7; not part of the 7.0.1 subset at hand. */
export function versionAnswer(view: DeviceView, serial: string): Record<string, string> {
  return {
    firmware_version: firmwareText(view.profile.firmware),
    rom_version: '7.0.0.13',
    safemode_version: '7.0.0.13',
    serial_number: serial,
    model: view.profile.model.name,
    system_time: localTime(view.now, view.profile.zone),
    system_uptime: upTime(view.now - view.bootedAt),
    last_modified_by: `admin 192.168.168.10:X0 ${plainTime(view.bootedAt + 600_000)}`,
  };
}
