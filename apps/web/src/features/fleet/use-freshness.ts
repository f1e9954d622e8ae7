import { fleetFreshness } from '@firewatch/shared/wire/renewals';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { request } from '../../api/http.js';
import { keys } from '../../api/keys.js';
import { marksOf, NO_MARKS, type FreshnessMarks } from './model/freshness-filter.js';

/** Whose signatures are not kept up. Until it is known, and where it cannot be loaded, there is no such filter. */
export function useFreshness(): FreshnessMarks {
  const found = useQuery({
    queryKey: [...keys.topic('renewals'), 'freshness'],
    queryFn: ({ signal }) => request('fleet/freshness', fleetFreshness, { signal }),
  });
  return useMemo(() => (found.data ? marksOf(found.data) : NO_MARKS), [found.data]);
}
