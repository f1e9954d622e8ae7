import {
  channel,
  delivery,
  testAnswer,
  type Channel,
  type Delivery,
  type editChannel,
  type newChannel,
} from '@firewatch/shared/wire/channels';
import { dailyMails, type DailyMails } from '@firewatch/shared/wire/daily-mails';
import { page } from '@firewatch/shared/wire/primitives';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { command, request } from '../../../api/http.js';
import { keys } from '../../../api/keys.js';

export type DeliveryFilter = 'all' | 'waiting' | 'dead';

/** Named as the topics of the live link, which makes them be asked for again. */
export const channelsKey = keys.topic('channels');
export const deliveriesKey = keys.topic('deliveries');

export const channelsQuery = queryOptions({
  queryKey: channelsKey,
  queryFn: async ({ signal }) => (await request('channels', page(channel), { signal })).items,
});

const PAGE = 200;
const deliveryPage = page(delivery);

/** The log, youngest first, a page at a time. */
export const deliveriesQuery = (filter: DeliveryFilter) =>
  infiniteQueryOptions({
    queryKey: [...deliveriesKey, 'log', filter],
    queryFn: ({ signal, pageParam }) =>
      request('channels/deliveries', deliveryPage, {
        signal,
        query: { limit: PAGE, state: filter === 'all' ? undefined : filter, cursor: pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const dailyMailsQuery = queryOptions({
  queryKey: ['daily-mails'],
  queryFn: ({ signal }) => request('daily-mails', dailyMails, { signal }),
});

export const setDailyMails = (at: string): Promise<DailyMails> =>
  request('daily-mails', dailyMails, { method: 'PUT', body: { at } });

export const deliveryOf = (id: string, signal?: AbortSignal): Promise<Delivery> =>
  request(`channels/deliveries/${id}`, delivery, { signal });

export const createChannel = (body: z.input<typeof newChannel>): Promise<Channel> =>
  request('channels', channel, { method: 'POST', body });

export const changeChannel = (id: string, body: z.input<typeof editChannel>): Promise<Channel> =>
  request(`channels/${id}`, channel, { method: 'PATCH', body });

export const removeChannel = (id: string): Promise<void> => command(`channels/${id}`, { method: 'DELETE' });

/** @returns the delivery to ask about. */
export const testChannel = async (id: string): Promise<string> =>
  (await request(`channels/${id}/test`, testAnswer, { method: 'POST' })).deliveryId;
