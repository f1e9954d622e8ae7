import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.js';
import { copyText } from '../../../ui/copy-text.js';

/** A secret that no later page can show: with what it is, and a button that copies it. */
export function ShownOnce({ label, text, children }: { label: string; text: string; children?: ReactNode }) {
  return (
    <div className="shown-once">
      <span className="label">{label}</span>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long text scrolls: the keyboard must reach it */}
      <pre tabIndex={0} aria-label={label} role="region">
        {text}
      </pre>
      <Button small onClick={() => void copyText(text, 'Copied.')}>
        Copy
      </Button>
      {children}
    </div>
  );
}
