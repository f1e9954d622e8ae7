import type { Identity, TrustMode } from '@firewatch/shared/domain/reading';
import type { Destination } from './device-transport.js';

interface Stored {
  readonly host: string;
  readonly port: number;
  readonly tls: 'modern' | 'legacy';
  readonly trust: TrustMode;
  readonly accepted: readonly Identity[];
}

/** Where a device is and by what its certificate is accepted. */
export const placeOf = ({ host, port, tls, trust, accepted }: Stored): Destination => ({
  host,
  port,
  tls,
  trust,
  pins: [...new Set(accepted.map((identity) => identity.fingerprint))],
  keyPins: [...new Set(accepted.flatMap(({ keyFingerprint }) => keyFingerprint ?? []))],
});
