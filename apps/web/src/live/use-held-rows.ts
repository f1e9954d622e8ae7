import type { DeviceRow } from '@firewatch/shared/wire/devices';
import { useEffect, useMemo, useRef, useState } from 'react';
import { holdRows, type HeldRows } from './hold.js';

const LEAVE_MS = 5_000;
/** Time for the answer to an own action to come back as a change. */
const OWN_MS = 2_000;

interface Hold extends HeldRows {
  /** Puts the waiting changes in now; the list stays held from there. */
  readonly showNow: () => void;
  /** For what the person just did: lets changes through for a moment, then holds again. */
  readonly letThrough: () => void;
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
  const through = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(live);
  useEffect(() => {
    latest.current = live;
  }, [live]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      clearTimeout(through.current);
    },
    [],
  );

  const held = useMemo(
    () => (base === null ? { rows: live, waiting: 0 } : holdRows(base, live)),
    [base, live],
  );

  const mark = (part: 'pointer' | 'focus', isIn: boolean): void => {
    inside.current[part] = isIn;
    clearTimeout(timer.current);
    // Focus that comes back to the row after an own action must not hold the list before its answer is in.
    if (isIn && through.current !== undefined) return;
    if (isIn) setBase((before) => before ?? latest.current);
    else if (!inside.current.pointer && !inside.current.focus) {
      timer.current = setTimeout(() => setBase(null), LEAVE_MS);
    }
  };
  const letThrough = (): void => {
    setBase(null);
    clearTimeout(through.current);
    through.current = setTimeout(() => {
      through.current = undefined;
      if (inside.current.pointer || inside.current.focus) setBase(latest.current);
    }, OWN_MS);
  };
  return {
    ...held,
    letThrough,
    showNow: () => setBase((before) => (before === null ? null : latest.current)),
    handlers: {
      onPointerEnter: () => mark('pointer', true),
      onPointerLeave: () => mark('pointer', false),
      onFocus: () => mark('focus', true),
      onBlur: () => mark('focus', false),
    },
  };
}
