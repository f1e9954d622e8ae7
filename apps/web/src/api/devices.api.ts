import { deviceList } from '@firewatch/shared/wire/devices';
import { queryOptions } from '@tanstack/react-query';
import { command, request } from './http.js';
import { keys } from './keys.js';

/** The whole list with its places in the live stream; rows then move by frames, not by asking again. */
export const devicesQuery = queryOptions({
  queryKey: keys.devices,
  queryFn: ({ signal }) => request('devices', deviceList, { signal }),
  // 10,000 rows: a deep comparison would cost more than it saves, the store compares by itself.
  structuralSharing: false,
  staleTime: Infinity,
});

export const acceptIdentities = (body: {
  deviceIds: readonly string[];
  fingerprints: readonly string[];
  reason: string;
  as: 'renewal' | 'member';
}): Promise<void> => command('devices/accept-identity', { method: 'POST', body });
