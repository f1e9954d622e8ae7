import type { FirmwareProfile, ModelProfile, SignInMode } from './firmware-profiles.js';
import type { ServiceId } from './service-catalogue.js';

/**
 * Everything about one simulated firewall that never changes while it runs.
 * Units   `expiresAt`, `bootedAt` epoch milliseconds; `zone` an IANA time zone name.
 */
export interface DeviceProfile {
  readonly id: string;
  readonly name: string;
  readonly customer: string;
  readonly site: string;
  readonly zone: string;
  readonly model: ModelProfile;
  readonly firmware: FirmwareProfile;
  readonly serial: string;
  readonly user: string;
  readonly password: string;
  readonly signIn: SignInMode;
  readonly offersBearer: boolean;
  readonly bootedAt: number;
  /** Paid until; a service missing here was never bought. */
  readonly expiresAt: Readonly<Partial<Record<ServiceId, number>>>;
  /** Services bought but switched off by the customer. */
  readonly switchedOff: readonly ServiceId[];
}
