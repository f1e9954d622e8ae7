import type { FaultView } from '../faults/fault-set.js';
import type { Behaviour } from './behaviour.js';
import { keyFingerprintOf } from './certificate.js';
import { firmwareText, type Generation } from './firmware-profiles.js';
import type { HostedDevice } from './fleet-host.js';
import type { ConnectionCounters } from './listener.js';
import { SERVICE_IDS, type ServiceId } from './service-catalogue.js';
import { totpSecretOf } from './one-time-code.js';
import { lossOf, type ServiceStates } from './service-state.js';

/**
 * What a client needs to enrol one device.
 * Shape   serial, fingerprint256  of the genuine unit that answers now, in Node's colon form
 *         keyFingerprint256       of its public key
 *         partner                 the other unit of a pair, null for a box on its own
 *         totpSecret              base32, null unless the sign-in mode is two-factor
 */
export interface DeviceCard {
  readonly id: string;
  readonly name: string;
  readonly customer: string;
  readonly site: string;
  readonly address: string;
  readonly port: number;
  readonly serial: string;
  readonly model: string;
  readonly firmware: string;
  readonly generation: Generation;
  readonly apiEnabled: boolean;
  readonly signIn: string;
  readonly offersBearer: boolean;
  readonly user: string;
  readonly password: string;
  readonly fingerprint256: string;
  readonly keyFingerprint256: string;
  readonly partner: { readonly serial: string; readonly fingerprint256: string } | null;
  readonly totpSecret: string | null;
}

/** The card and how the device is right now; `lost` names the services that do not protect. */
export interface DeviceStatus extends DeviceCard {
  readonly lost: readonly ServiceId[];
  readonly services: ServiceStates;
  readonly checkedInAt: number | null;
  readonly faults: readonly FaultView[];
  readonly session: { readonly isAdmin: boolean; readonly startedAt: number } | null;
  readonly behaviour: Behaviour;
  readonly counters: ConnectionCounters & { readonly authFailures: number };
  /** Of the certificate shown now; differs from `fingerprint256` under the fault changed-certificate. */
  readonly shownFingerprint256: string;
}

export async function deviceCard(hosted: HostedDevice): Promise<DeviceCard> {
  const { device, identity } = hosted;
  const { profile, behaviour } = device;
  const certificate = await identity.genuine();
  return {
    id: profile.id,
    name: profile.name,
    customer: profile.customer,
    site: profile.site,
    address: hosted.listener.address,
    port: hosted.listener.port,
    serial: device.serial,
    model: profile.model.name,
    firmware: firmwareText(profile.firmware),
    generation: profile.firmware.generation,
    apiEnabled: behaviour.apiEnabled && profile.firmware.api !== 'none',
    signIn: behaviour.signIn,
    offersBearer: profile.offersBearer,
    user: profile.user,
    password: device.password,
    fingerprint256: certificate.fingerprint256,
    keyFingerprint256: keyFingerprintOf(certificate),
    partner: await partnerOf(hosted),
    totpSecret: behaviour.signIn === 'two-factor' ? totpSecretOf(profile) : null,
  };
}

async function partnerOf({ device, identity }: HostedDevice): Promise<DeviceCard['partner']> {
  const { pair } = device;
  if (!pair) return null;
  const serial = pair.active === 'primary' ? pair.secondarySerial : pair.primarySerial;
  const { fingerprint256 } = await identity.of(serial);
  return { serial, fingerprint256 };
}

export async function deviceStatus(hosted: HostedDevice): Promise<DeviceStatus> {
  const { device, listener } = hosted;
  const session = device.sessions.live;
  return {
    ...(await deviceCard(hosted)),
    lost: SERVICE_IDS.filter((service) => lossOf(device.services[service]) !== null),
    services: device.services,
    checkedInAt: device.checkedInAt,
    faults: device.faults.list(),
    session: session ? { isAdmin: session.isAdmin, startedAt: session.startedAt } : null,
    behaviour: device.behaviour,
    counters: { ...listener.counters, authFailures: device.authFailures },
    shownFingerprint256: (await hosted.identity.shown()).fingerprint256,
  };
}
