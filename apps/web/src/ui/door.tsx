import { useEffect, useRef, type ReactNode } from 'react';
import { Glyph } from './glyph.js';

interface DoorProps {
  title: string;
  note?: string | undefined;
  /** Below the card. */
  foot?: ReactNode;
  children: ReactNode;
}

/** Frame of the pages that need no session. */
export function Door({ title, note, foot, children }: DoorProps) {
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    const first = frame.current?.querySelector('[data-autofocus]');
    if (first instanceof HTMLElement) first.focus();
  }, []);
  return (
    <main className="door" ref={frame}>
      <title>{`${title}, Firewatch`}</title>
      <div className="door-card">
        <div className="door-brand">
          <Glyph name="logo" />
          <b>Firewatch</b>
        </div>
        <h1>{title}</h1>
        {note !== undefined && <p className="note">{note}</p>}
        <div className="panel">{children}</div>
        {foot}
      </div>
    </main>
  );
}
