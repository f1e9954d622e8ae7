import { fleetHistory, fleetSummary } from '@firewatch/shared/wire/fleet';
import { queryOptions } from '@tanstack/react-query';
import { request } from './http.js';
import { keys } from './keys.js';

export const fleetSummaryQuery = queryOptions({
  queryKey: keys.fleetSummary,
  queryFn: ({ signal }) => request('fleet/summary', fleetSummary, { signal }),
});

/** 24 hours; the last hour is cut from the same answer. */
export const fleetHistoryQuery = queryOptions({
  queryKey: keys.fleetHistory,
  queryFn: ({ signal }) => request('fleet/history', fleetHistory, { signal, query: { hours: 24 } }),
  // Even on a quiet night the right edge has to move.
  refetchInterval: 60_000,
});
