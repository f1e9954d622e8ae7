import { status } from '@firewatch/shared/wire/status';
import { queryOptions } from '@tanstack/react-query';
import { request } from './http.js';
import { keys } from './keys.js';

/** Health of our own parts, for the banner. */
export const statusQuery = queryOptions({
  queryKey: keys.status,
  queryFn: ({ signal }) => request('status', status, { signal }),
  refetchInterval: 30_000,
});
