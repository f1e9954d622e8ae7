import { useRef, useState, type ReactNode } from 'react';
import { useDismiss } from './use-dismiss.js';

interface MenuProps {
  /** Name of the button. */
  label: string;
  face: ReactNode;
  title?: ReactNode;
  children: (close: () => void) => ReactNode;
}

/** A button that opens a short list of actions; Escape and a press elsewhere close it. */
export function Menu({ label, face, title, children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useDismiss(frame, isOpen, (byKey) => {
    setOpen(false);
    if (byKey) button.current?.focus();
  });
  return (
    <div className="menu" ref={frame}>
      <button
        ref={button}
        type="button"
        className="me"
        aria-label={label}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {face}
      </button>
      {isOpen && (
        <div className="menu-list">
          {title !== undefined && <div className="menu-title">{title}</div>}
          {children(() => setOpen(false))}
        </div>
      )}
    </div>
  );
}
