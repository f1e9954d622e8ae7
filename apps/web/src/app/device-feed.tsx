import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { devicesQuery } from '../api/devices.api.js';
import { keys } from '../api/keys.js';
import { useLive } from '../live/live-context.js';

/** Keeps the page's rows: loads the list, joins its rooms, and ends with the session. Draws nothing. */
export function DeviceFeed() {
  const live = useLive();
  const client = useQueryClient();
  const { data } = useQuery(devicesQuery);
  useEffect(() => {
    if (!data) return;
    live.store.load(data);
    live.follow(data.live);
  }, [data, live]);
  useEffect(() => live.start(() => client.setQueryData(keys.me, null)), [live, client]);
  return null;
}
