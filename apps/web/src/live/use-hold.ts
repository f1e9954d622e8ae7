import { useEffect, useRef, useState } from 'react';

const LEAVE_MS = 5_000;
/** Time for the answer to an own action to come back as a change. */
const OWN_MS = 2_000;

export interface Hold<T> {
  /** What was there when pointer or focus came in; null = nothing is held. */
  readonly base: T | null;
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

/** Keeps what is shown while pointer or focus is in the list and for 5 s after both left. */
export function useHold<T>(live: T): Hold<T> {
  const [base, setBase] = useState<{ readonly value: T } | null>(null);
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

  const mark = (part: 'pointer' | 'focus', isIn: boolean): void => {
    inside.current[part] = isIn;
    clearTimeout(timer.current);
    // Focus that comes back to the row after an own action must not hold the list before its answer is in.
    if (isIn && through.current !== undefined) return;
    if (isIn) setBase((before) => before ?? { value: latest.current });
    else if (!inside.current.pointer && !inside.current.focus) {
      timer.current = setTimeout(() => setBase(null), LEAVE_MS);
    }
  };
  const letThrough = (): void => {
    setBase(null);
    clearTimeout(through.current);
    through.current = setTimeout(() => {
      through.current = undefined;
      if (inside.current.pointer || inside.current.focus) setBase({ value: latest.current });
    }, OWN_MS);
  };
  return {
    base: base === null ? null : base.value,
    letThrough,
    showNow: () => setBase((before) => (before === null ? null : { value: latest.current })),
    handlers: {
      onPointerEnter: () => mark('pointer', true),
      onPointerLeave: () => mark('pointer', false),
      onFocus: () => mark('focus', true),
      onBlur: () => mark('focus', false),
    },
  };
}
