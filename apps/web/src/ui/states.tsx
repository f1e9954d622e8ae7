import { useEffect, useState, type ReactNode } from 'react';
import { Button } from './button.js';

/** One sentence and one action. */
export const Empty = ({ children, action }: { children: ReactNode; action?: ReactNode }) => (
  <div className="empty">
    <span>{children}</span>
    {action}
  </div>
);

interface FailedProps {
  /** "Could not load the firewalls" */
  what: string;
  error: unknown;
  /** What is still true. */
  still?: string;
  onRetry?: () => void;
}

const referenceOf = (error: unknown): string | null =>
  typeof error === 'object' && error !== null && 'reference' in error && typeof error.reference === 'string'
    ? error.reference
    : null;

/** What failed, what is still true, what to do, reference to copy. */
export function Failed({ what, error, still, onRetry }: FailedProps) {
  const reference = referenceOf(error);
  const why = error instanceof Error ? error.message : 'no reason given';
  return (
    <div className="empty is-error" role="alert">
      <p>
        <strong>{what}.</strong> {why} {still}
      </p>
      {reference !== null && (
        <p className="faint">
          Reference <span className="mono">{reference}</span>
        </p>
      )}
      {onRetry && (
        <div className="actions">
          <Button onClick={onRetry}>Try again</Button>
        </div>
      )}
    </div>
  );
}

function useElapsed(afterMs: number): boolean {
  const [isPast, setPast] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPast(true), afterMs);
    return () => clearTimeout(timer);
  }, [afterMs]);
  return isPast;
}

const WIDTHS = ['62%', '48%', '70%', '55%', '66%', '43%'];

/** Nothing for 400 ms, then flat bars in row height, after 5 s a sentence naming what is awaited. */
export function Loading({ what, rows = 6 }: { what: string; rows?: number }) {
  const showBars = useElapsed(400);
  const showWords = useElapsed(5_000);
  return (
    <div aria-busy="true">
      {showBars && (
        <div className="bars" aria-hidden="true">
          {Array.from({ length: rows }, (_, index) => (
            <div key={index} style={{ ['--w' as string]: WIDTHS[index % WIDTHS.length] }} />
          ))}
        </div>
      )}
      {showWords && <p className="pad dim">Still waiting for {what}.</p>}
    </div>
  );
}
