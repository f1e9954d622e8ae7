import { useEffect, useRef, type ReactNode } from 'react';
import { Glyph } from '../../ui/glyph.js';

/** Frame of the pages that need no session. */
export function Door({
  title,
  note,
  children,
}: {
  title: string;
  note?: string | undefined;
  children: ReactNode;
}) {
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
      </div>
    </main>
  );
}
