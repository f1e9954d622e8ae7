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
  /** Serial of the second unit of a high-availability pair, null for a box on its own. */
  readonly partnerSerial: string | null;
  readonly user: string;
  readonly password: string;
  /** As delivered; `Behaviour.signIn` is what holds now. */
  readonly signIn: SignInMode;
  /** Whether the SonicOS API is on as delivered; a 6.5 box comes with it off. */
  readonly apiByDefault: boolean;
  readonly offersBearer: boolean;
  readonly bootedAt: number;
  /** Paid until; a service missing here was never bought. */
  readonly expiresAt: Readonly<Partial<Record<ServiceId, number>>>;
  /** Takes connections and says nothing. */
  readonly isSilent: boolean;
  /** Services bought but switched off by the customer. */
  readonly switchedOff: readonly ServiceId[];
}
