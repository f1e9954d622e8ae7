import { useEffect, useMemo, useRef, useState } from 'react';
import type { ViewItem } from '../model/fleet-view.js';
import type { TableSelection } from './device-table.js';

export interface Selection extends TableSelection {
  /** Small screens: a tap selects instead of opening. */
  readonly begin: () => void;
  /** Nothing selected, and taps open again. */
  readonly clear: () => void;
}

const rowIds = (items: readonly ViewItem[]): string[] =>
  items.flatMap((item) => (item.kind === 'row' ? [item.row.id] : []));

/** From the last one pressed to this one, in the order shown. */
export function rangeOf(ids: readonly string[], from: string | null, to: string): string[] {
  const start = from === null ? -1 : ids.indexOf(from);
  const end = ids.indexOf(to);
  if (start < 0 || end < 0) return [to];
  return ids.slice(Math.min(start, end), Math.max(start, end) + 1);
}

/** Selected rows; shift takes everything between. Rows that no longer exist drop out. */
export function useSelection(items: readonly ViewItem[]): Selection {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [isPicking, setPicking] = useState(false);
  const anchor = useRef<string | null>(null);
  const ids = useMemo(() => rowIds(items), [items]);
  const live = useMemo(() => new Set(ids.filter((id) => picked.has(id))), [ids, picked]);
  const latest = useRef({ ids, live });
  useEffect(() => {
    latest.current = { ids, live };
  }, [ids, live]);

  // Stable for the memoised rows: only what they read through the ref moves.
  const [stable] = useState(() => ({
    toggle: (id: string, withShift: boolean): void => {
      const { ids: order, live: selected } = latest.current;
      const next = new Set(selected);
      const turnOn = !selected.has(id);
      for (const one of withShift ? rangeOf(order, anchor.current, id) : [id]) {
        if (turnOn) next.add(one);
        else next.delete(one);
      }
      anchor.current = id;
      setPicked(next);
    },
    toggleAll: (): void => {
      const { ids: order, live: selected } = latest.current;
      setPicked(selected.size >= order.length ? new Set() : new Set(order));
    },
    begin: (): void => setPicking(true),
    clear: (): void => {
      setPicked(new Set());
      setPicking(false);
    },
  }));
  return { ids: live, isPicking, ...stable };
}
