import type { ButtonHTMLAttributes, ReactNode } from 'react';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'plain' | 'primary' | 'danger' | 'danger-filled' | 'quiet';
  small?: boolean;
  /** Key that does the same. */
  hotkey?: string;
  /** Waiting for an answer: cannot be pressed, and says so. */
  busy?: string | false;
  children: ReactNode;
}

/** One primary per screen. Never coloured but for danger. */
export function Button({ kind = 'plain', small = false, hotkey, busy = false, ...rest }: ButtonProps) {
  const { children, className = '', disabled, ...attributes } = rest;
  const kinds = `${kind === 'plain' ? '' : ` ${kind}`}${small ? ' small' : ''}`;
  return (
    <button
      type="button"
      className={`btn${kinds} ${className}`}
      disabled={disabled === true || busy !== false}
      aria-keyshortcuts={hotkey}
      {...attributes}
    >
      {busy === false ? children : busy}
      {hotkey !== undefined && busy === false && (
        <kbd className="desk" aria-hidden="true">
          {hotkey}
        </kbd>
      )}
    </button>
  );
}
