import type { Caller } from '../platform/http/request-call.js';
import { Refusal } from '../platform/http/problem.js';
import type { Tx } from '../store/database.js';
import { acceptIdentityRow, insertDevice, type NewDeviceRecord } from '../store/devices.repo.js';
import { enrol } from '../store/enrolment.repo.js';
import type { VendorAdapter } from '../vendors/contract.js';

/** Devices that can fail together. */
export const cohortOf = (vendor: Pick<VendorAdapter, 'id' | 'authority'>): string =>
  `${vendor.id}/${vendor.authority}`;

const TAKEN = '23505';

/**
 * Stores a device with the certificate a person approved, and makes its first read due now; null = nobody reaches it from
 * here, so it is never asked. The audit line and the event
 * are the caller's, once for all that it stores.
 * @returns its id.
 * Errors  Refusal when a device that the person does not see has the serial.
 */
export async function watchDevice(
  tx: Tx,
  caller: Pick<Caller, 'personId'>,
  device: NewDeviceRecord,
  approved: { readonly fingerprint: string; readonly reason: string } | null,
): Promise<string> {
  const deviceId = await stored(tx, device);
  const { customerId, intervalMs } = device;
  if (approved === null) {
    await enrol(tx, { deviceId, customerId, intervalMs, isUnreached: true });
    return deviceId;
  }
  await acceptIdentityRow(tx, {
    deviceId,
    customerId,
    serial: device.serial ?? '',
    fingerprint: approved.fingerprint,
    personId: caller.personId,
    reason: approved.reason,
  });
  await enrol(tx, { deviceId, customerId, intervalMs });
  return deviceId;
}

async function stored(tx: Tx, device: NewDeviceRecord): Promise<string> {
  try {
    return await insertDevice(tx, device);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === TAKEN)) throw error;
    const message = 'a firewall of another customer has this serial already';
    throw new Refusal(422, `serial: ${message}`, [{ field: 'serial', message }]);
  }
}
