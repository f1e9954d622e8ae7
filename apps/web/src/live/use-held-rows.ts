import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { useMemo } from 'react';
import { holdRows, type HeldRows } from './hold.js';
import { useHold, type Hold } from './use-hold.js';

/** Holds the rows of the fleet in place; ages go on, changes are counted. */
export function useHeldRows(live: readonly DeviceRow[]): HeldRows & Omit<Hold<readonly DeviceRow[]>, 'base'> {
  const { base, ...hold } = useHold(live);
  const held = useMemo(
    () => (base === null ? { rows: live, waiting: 0 } : holdRows(base, live)),
    [base, live],
  );
  return { ...held, ...hold };
}
