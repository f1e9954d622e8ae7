import type { DeviceCore } from './device-state.js';
import type { SeenReading } from './reading.js';

type Beside = Pick<DeviceCore, 'peerSerial' | 'events'>;

/** A pulse does not ask for the other unit; a full read that tells none ends the pair. */
function peerOf(core: DeviceCore, reading: SeenReading): Pick<Beside, 'peerSerial'> {
  const peerSerial = reading.scope === 'full' ? (reading.peerSerial ?? null) : core.peerSerial;
  const isNews = peerSerial !== undefined && (peerSerial !== null || core.peerSerial !== undefined);
  return isNews ? { peerSerial } : {};
}

/** What a believed reading tells of the device beside its services: its partner, and which log events it does not send. */
export function besideFacts(core: DeviceCore, reading: SeenReading): Beside {
  const { events, startedAt } = reading;
  return {
    ...peerOf(core, reading),
    ...(events === undefined ? {} : { events: { ...events, at: startedAt } }),
  };
}
