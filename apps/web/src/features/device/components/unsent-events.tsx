import { counted } from '../../../words/verdict-text.js';

interface UnsentEventsProps {
  missing: readonly { readonly id: number; readonly text: string }[];
}

/** What the box will not tell us by itself: it is seen at the next read instead. */
export function UnsentEvents({ missing }: UnsentEventsProps) {
  if (missing.length === 0) return null;
  return (
    <details className="unsent">
      <summary>
        This box will not send {counted(missing.length, 'useful log event')}; what they tell is seen at the
        next read instead.
      </summary>
      <ul>
        {missing.map(({ id, text }) => (
          <li key={id}>
            <span className="mono dim">{id}</span> {text}
          </li>
        ))}
      </ul>
    </details>
  );
}
