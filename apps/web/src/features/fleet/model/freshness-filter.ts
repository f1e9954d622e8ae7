import type { DeviceRow } from '@firewatch/shared/wire/devices';
import type { FleetFreshness } from '@firewatch/shared/wire/renewals';
import type { FreshnessKind } from './fleet-query.js';

/** Firewalls of each kind, by id. */
export type FreshnessMarks = Readonly<Record<FreshnessKind, ReadonlySet<string>>>;

export const NO_MARKS: FreshnessMarks = { frozen: new Set(), behind: new Set() };

export function marksOf({ items }: FleetFreshness): FreshnessMarks {
  const of = (kind: FreshnessKind): ReadonlySet<string> =>
    new Set(items.filter((item) => item.kinds.includes(kind)).map((item) => item.deviceId));
  return { frozen: of('frozen'), behind: of('behind') };
}

/** Rows that bear the mark; all of them where none is asked for. */
export const markedRows = (
  rows: readonly DeviceRow[],
  kind: FreshnessKind | null,
  marks: FreshnessMarks,
): readonly DeviceRow[] => (kind === null ? rows : rows.filter((row) => marks[kind].has(row.id)));
