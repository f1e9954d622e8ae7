import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { Glyph } from '../ui/glyph.js';

const TYPING_MS = 120;

/** Search of the fleet: filters as one types on the fleet page, elsewhere Enter goes there. */
export function SearchBox() {
  const { pathname } = useLocation();
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const wanted = params.get('q') ?? '';
  // What is being typed, as long as the address has not moved on since.
  const [draft, setDraft] = useState<{ base: string; text: string } | null>(null);
  const text = draft !== null && draft.base === wanted ? draft.text : wanted;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const isFleet = pathname === '/';
  useEffect(() => () => clearTimeout(timer.current), []);

  const filter = (value: string): void =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value.trim() === '') next.delete('q');
        else next.set('q', value);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  return (
    <search>
      <form
        className="find"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isFleet) void navigate(`/?${new URLSearchParams({ q: text }).toString()}`);
        }}
      >
        <Glyph name="search" />
        <input
          id="search"
          type="search"
          aria-label="Search firewalls"
          placeholder="Search"
          value={text}
          onChange={(event) => {
            const { value } = event.target;
            setDraft({ base: wanted, text: value });
            if (!isFleet) return;
            clearTimeout(timer.current);
            timer.current = setTimeout(() => filter(value), TYPING_MS);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.currentTarget.blur();
          }}
        />
        <kbd aria-hidden="true">/</kbd>
      </form>
    </search>
  );
}
