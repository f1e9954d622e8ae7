import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.js';
import { toast } from '../../../ui/toast.js';

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied.');
  } catch {
    toast('This browser does not let the page copy. Select the text and copy it by hand.', { isError: true });
  }
}

/** A secret that no later page can show: with what it is, and a button that copies it. */
export function ShownOnce({ label, text, children }: { label: string; text: string; children?: ReactNode }) {
  return (
    <div className="shown-once">
      <span className="label">{label}</span>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long text scrolls: the keyboard must reach it */}
      <pre tabIndex={0} aria-label={label} role="region">
        {text}
      </pre>
      <Button small onClick={() => void copy(text)}>
        Copy
      </Button>
      {children}
    </div>
  );
}
