import type { FaultView } from '../faults/fault-set.js';
import type { Behaviour } from './device.js';
import type { HostedDevice } from './fleet-host.js';
import type { ConnectionCounters } from './listener.js';
import { SERVICE_IDS, type ServiceId } from './service-catalogue.js';
import { lossOf, type ServiceStates } from './service-state.js';

/** What a client needs to enrol one device. `fingerprint256` is the genuine certificate's, in Node's colon form. */
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
  readonly generation: 'gen7' | 'gen8';
  readonly signIn: string;
  readonly offersBearer: boolean;
  readonly user: string;
  readonly password: string;
  readonly fingerprint256: string;
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
  const { profile } = hosted.device;
  const { fingerprint256 } = await hosted.certificate();
  return {
    id: profile.id,
    name: profile.name,
    customer: profile.customer,
    site: profile.site,
    address: hosted.listener.address,
    port: hosted.listener.port,
    serial: profile.serial,
    model: profile.model.name,
    firmware: `SonicOS ${profile.firmware.version}`,
    generation: profile.firmware.generation,
    signIn: profile.signIn,
    offersBearer: profile.offersBearer,
    user: profile.user,
    password: profile.password,
    fingerprint256,
  };
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
    shownFingerprint256: await hosted.shownFingerprint(),
  };
}
