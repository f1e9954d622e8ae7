import { page } from '@firewatch/shared/wire/primitives';
import { devicePush, unknownSender, type UnknownSender } from '@firewatch/shared/wire/push';
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

/** One of them, heeded or ignored; null = it was enrolled, or never seen. */
export const senderQuery = (id: string) =>
  queryOptions({
    queryKey: [...pushKey, 'unknown', 'one', id],
    queryFn: async ({ client }): Promise<UnknownSender | null> => {
      const lists = await Promise.all([
        client.ensureQueryData(unknownQuery('no')),
        client.ensureQueryData(unknownQuery('yes')),
      ]);
      return lists.flat().find((sender) => sender.id === id) ?? null;
    },
    // Read once: what somebody types must not be overwritten by a later line.
    staleTime: Infinity,
  });

export const ignoreSender = (id: string, ignored: boolean): Promise<void> =>
  command(`push/unknown/${id}`, { method: 'PATCH', body: { ignored } });

export const devicePushQuery = (deviceId: string) =>
  queryOptions({
    queryKey: [...pushKey, 'device', deviceId],
    queryFn: ({ signal }) => request(`devices/${deviceId}/push`, devicePush, { signal }),
  });
