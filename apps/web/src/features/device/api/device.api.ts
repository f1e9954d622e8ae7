import type { editDevice } from '@firewatch/shared/wire/device-edit';
import {
  acceptIdentityAnswer,
  deviceDetail,
  readNowAnswer,
  type DeviceDetail,
} from '@firewatch/shared/wire/devices';
import { deviceHistory } from '@firewatch/shared/wire/device-history';
import type { Baseline } from '@firewatch/shared/domain/fact';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { command, request } from '../../../api/http.js';
import { keys } from '../../../api/keys.js';

export type DeviceChange = z.input<typeof editDevice>;

/** Ages of facts move without frames; half an interval of the default is often enough. */
const LOOK_AGAIN_MS = 30_000;

export const deviceQuery = (id: string) =>
  queryOptions({
    queryKey: keys.device(id),
    queryFn: ({ signal }) => request(`devices/${id}`, deviceDetail, { signal }),
    refetchInterval: LOOK_AGAIN_MS,
  });

/** Hangs below the device's key, so that a change of the device asks for both again. */
export const historyQuery = (id: string, hours: number) =>
  queryOptions({
    queryKey: [...keys.device(id), 'history', hours],
    queryFn: ({ signal }) => request(`devices/${id}/history`, deviceHistory, { signal, query: { hours } }),
    // The right edge moves even when nothing happens.
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });

/** @returns when the read was asked for, epoch ms of the server. */
export async function askForReading(id: string): Promise<number> {
  const answer = await request(`devices/${id}/read`, readNowAnswer, { method: 'POST' });
  return Date.parse(answer.requestedAt);
}

export const changeDevice = (id: string, body: DeviceChange): Promise<DeviceDetail> =>
  request(`devices/${id}`, deviceDetail, { method: 'PATCH', body });

export const confirmBaseline = (id: string, baseline: Baseline, reason: string): Promise<DeviceDetail> =>
  request(`devices/${id}/baseline`, deviceDetail, { method: 'PUT', body: { baseline, reason } });

export const removeDevice = (id: string, reason: string): Promise<void> =>
  command(`devices/${id}`, { method: 'DELETE', body: { reason } });

/** Rejects with the server's sentence where the device did not take it. */
export async function acceptIdentity(id: string, fingerprint: string, reason: string): Promise<void> {
  const answer = await request('devices/accept-identity', acceptIdentityAnswer, {
    method: 'POST',
    body: { deviceIds: [id], fingerprints: [fingerprint], reason },
  });
  const refused = answer.refused.find((one) => one.deviceId === id);
  if (refused) throw new Error(refused.why);
}
