import type { LicenceAuthority } from '../authority.js';
import type { Clock } from '../clock.js';
import type { FaultKind } from '../faults/fault.js';
import type { ActivityLog } from '../log/activity-log.js';
import type { EventSink } from './box-event.js';

/** What all devices of one simulator share. */
export interface World {
  readonly clock: Clock;
  readonly authority: LicenceAuthority;
  readonly log: ActivityLog;
  readonly events: EventSink;
}

/** What a device asks of its place on the network; a device that is not hosted does without. */
export interface DeviceHooks {
  /** Address the device answers at, null when it is not hosted. */
  readonly address: string | null;
  /** A fault started or ended. */
  readonly faultChanged: (kind: FaultKind, isOn: boolean) => void;
  /** Another unit, another certificate or another TLS version from the next connection on. */
  readonly identityChanged: () => void;
  readonly renewCertificate: (sameKey: boolean) => Promise<void>;
  readonly resetCertificate: () => void;
}

export const UNHOSTED: DeviceHooks = {
  address: null,
  faultChanged: () => undefined,
  identityChanged: () => undefined,
  renewCertificate: () => Promise.resolve(),
  resetCertificate: () => undefined,
};
