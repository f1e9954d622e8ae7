import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { fleetFreshness } from '@firewatch/shared/wire/renewals';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { request } from '../../api/http.js';
import { keys } from '../../api/keys.js';
import type { FreshnessKind } from './model/fleet-query.js';
import { markedRows, marksOf, NO_MARKS, type FreshnessMarks } from './model/freshness-filter.js';

/**
 * Whose signatures are not kept up, and the rows that are asked for. Until it is known, and where it cannot be loaded,
 * there is no such filter.
 */
export function useFreshness(
  all: readonly DeviceRow[],
  kind: FreshnessKind | null,
): { readonly marks: FreshnessMarks; readonly rows: readonly DeviceRow[] } {
  const found = useQuery({
    queryKey: [...keys.topic('renewals'), 'freshness'],
    queryFn: ({ signal }) => request('fleet/freshness', fleetFreshness, { signal }),
  });
  const marks = useMemo(() => (found.data ? marksOf(found.data) : NO_MARKS), [found.data]);
  const rows = useMemo(() => markedRows(all, kind, marks), [all, kind, marks]);
  return { marks, rows };
}
