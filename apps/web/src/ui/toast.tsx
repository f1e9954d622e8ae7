import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button } from './button.js';
import { Glyph } from './glyph.js';
import { Signal } from './signal.js';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
  readonly undo?: () => void;
}

const SHOWN_MS = 6_000;
const current = new Signal<Toast | null>(null);
const spoken = new Signal('');
let lastId = 0;

/** Says it to everyone: on screen for 6 s where that helps, and once in the live region. */
export function toast(text: string, options: { isError?: boolean; undo?: () => void } = {}): void {
  lastId += 1;
  const { isError = false, undo } = options;
  current.set({ id: lastId, text, isError, ...(undo ? { undo } : {}) });
  spoken.set(text);
}

/** Speaks without showing: for numbers that already stand on the screen. */
export const announce = (text: string): void => spoken.set(text);

/** The page's one polite live region. */
export function LiveRegion() {
  const text = useSyncExternalStore(spoken.subscribe, spoken.get);
  return (
    <output aria-live="polite" className="hidden-visually">
      {text}
    </output>
  );
}

/** One toast at a time, bottom left; stays while pointer or focus is on it. */
export function Toasts() {
  const shown = useSyncExternalStore(current.subscribe, current.get);
  const [isPaused, setPaused] = useState(false);
  useEffect(() => {
    if (!shown || isPaused) return;
    const timer = setTimeout(() => current.set(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown, isPaused]);
  if (!shown) return null;
  const { undo } = shown;
  return (
    <div
      className="toasts"
      onPointerEnter={() => setPaused(true)}
      onPointerLeave={() => setPaused(false)}
      onFocus={() => setPaused(true)}
      onBlur={() => setPaused(false)}
    >
      <div className={shown.isError ? 'toast is-error' : 'toast'}>
        <span>{shown.text}</span>
        {undo && (
          <Button
            small
            onClick={() => {
              undo();
              current.set(null);
            }}
          >
            Undo
          </Button>
        )}
        <button type="button" className="icon-btn" aria-label="Dismiss" onClick={() => current.set(null)}>
          <Glyph name="cross" />
        </button>
      </div>
    </div>
  );
}
