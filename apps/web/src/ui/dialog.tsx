import { useEffect, useId, useRef, type ReactNode } from 'react';
import { Glyph } from './glyph.js';

interface DialogProps {
  title: string;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}

/** Modal by the browser's own `<dialog>`: focus is held, the rest is inert, Escape closes, focus goes back. */
export function Dialog({ title, onClose, wide = false, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const node = ref.current;
    if (!node || node.open) return;
    const before = document.activeElement;
    node.showModal();
    const first = node.querySelector('[data-autofocus]');
    if (first instanceof HTMLElement) first.focus();
    return () => {
      node.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={wide ? 'dialog wide' : 'dialog'}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="icon-btn" aria-label="Close" onClick={onClose}>
          <Glyph name="cross" />
        </button>
      </div>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
