import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { useEffect, useMemo, useRef, useState } from 'react';
import { holdRows, type HeldRows } from './hold.js';

const LEAVE_MS = 5_000;

interface Hold extends HeldRows {
  /** Puts the waiting changes in now; the list stays held from there. */
  readonly showNow: () => void;
  readonly handlers: {
    readonly onPointerEnter: () => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: () => void;
    readonly onBlur: () => void;
  };
}

/** Holds the rows while pointer or focus is in the list and for 5 s after both left. */
export function useHeldRows(live: readonly DeviceRow[]): Hold {
  const [base, setBase] = useState<readonly DeviceRow[] | null>(null);
  const inside = useRef({ pointer: false, focus: false });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(live);
  useEffect(() => {
    latest.current = live;
  }, [live]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const held = useMemo(
    () => (base === null ? { rows: live, waiting: 0 } : holdRows(base, live)),
    [base, live],
  );

  const mark = (part: 'pointer' | 'focus', isIn: boolean): void => {
    inside.current[part] = isIn;
    clearTimeout(timer.current);
    if (isIn) setBase((before) => before ?? latest.current);
    else if (!inside.current.pointer && !inside.current.focus) {
      timer.current = setTimeout(() => setBase(null), LEAVE_MS);
    }
  };
  return {
    ...held,
    showNow: () => setBase((before) => (before === null ? null : latest.current)),
    handlers: {
      onPointerEnter: () => mark('pointer', true),
      onPointerLeave: () => mark('pointer', false),
      onFocus: () => mark('focus', true),
      onBlur: () => mark('focus', false),
    },
  };
}
