import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { useNavigate } from 'react-router';
import { useHotkeys } from '../../../ui/hotkeys.js';
import type { ViewItem } from '../model/fleet-view.js';
import { rowsOf, type RowActions } from './use-row-actions.js';
import type { Selection } from './use-selection.js';

/** The next row in the direction from the current one; the first, or the last, when there is none. */
export function neighbour(rows: readonly DeviceRow[], currentId: string | null, by: 1 | -1): string | null {
  const index = rows.findIndex((row) => row.id === currentId);
  const next = index < 0 ? (by === 1 ? 0 : rows.length - 1) : index + by;
  return rows[Math.min(rows.length - 1, Math.max(0, next))]?.id ?? null;
}

interface RowKeys {
  readonly items: readonly ViewItem[];
  readonly currentId: string | null;
  readonly setCurrentId: (id: string | null) => void;
  readonly selection: Selection;
  readonly actions: RowActions;
  readonly showNow: () => void;
}

/** Single keys of the firewall table. */
export function useRowKeys({ items, currentId, setCurrentId, selection, actions, showNow }: RowKeys): void {
  const navigate = useNavigate();
  const move = (by: 1 | -1): void => setCurrentId(neighbour(rowsOf(items), currentId, by));
  const select = (withShift: boolean): void => {
    if (currentId !== null) selection.toggle(currentId, withShift);
  };
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => select(false),
    X: () => select(true),
    a: actions.acknowledge,
    r: actions.read,
    u: showNow,
    Enter: (event) => {
      // On a link, a button or a box the key already means something.
      const isOnControl =
        event.target instanceof Element && event.target.closest('a, button, input') !== null;
      if (isOnControl || currentId === null) return false;
      void navigate(`/devices/${currentId}`);
    },
    Escape: selection.clear,
  });
}
