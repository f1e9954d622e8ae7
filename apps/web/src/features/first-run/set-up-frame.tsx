import { useEffect, useRef, type ReactNode } from 'react';
import { Glyph } from '../../ui/glyph.js';
import { DrillHint } from './drill-hint.js';

interface SetUpFrameProps {
  title: string;
  note?: string;
  children: ReactNode;
}

/** Frame of the one page that opens before there is an account. */
export function SetUpFrame({ title, note, children }: SetUpFrameProps) {
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
        <DrillHint />
      </div>
    </main>
  );
}
