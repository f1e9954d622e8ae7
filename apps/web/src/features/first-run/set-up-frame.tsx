import type { ReactNode } from 'react';
import { Glyph } from '../../ui/glyph.js';
import { DrillHint } from './drill-hint.js';

interface SetUpFrameProps {
  title: string;
  note?: string;
  children: ReactNode;
}

/** Frame of the one page that opens before there is an account. */
export const SetUpFrame = ({ title, note, children }: SetUpFrameProps) => (
  <main className="door">
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
