import { page } from '@firewatch/shared/wire/primitives';
import { devicePush, unknownSender } from '@firewatch/shared/wire/push';
import { queryOptions } from '@tanstack/react-query';
import { command, request } from './http.js';
import { keys } from './keys.js';

/** Named as the topic of the live link. */
export const pushKey = keys.topic('push');

export const unknownQuery = (ignored: 'yes' | 'no') =>
  queryOptions({
    queryKey: [...pushKey, 'unknown', ignored],
    queryFn: async ({ signal }) =>
      (await request('push/unknown', page(unknownSender), { signal, query: { ignored } })).items,
  });

export const ignoreSender = (id: string, ignored: boolean): Promise<void> =>
  command(`push/unknown/${id}`, { method: 'PATCH', body: { ignored } });

export const devicePushQuery = (deviceId: string) =>
  queryOptions({
    queryKey: [...pushKey, 'device', deviceId],
    queryFn: ({ signal }) => request(`devices/${deviceId}/push`, devicePush, { signal }),
  });
