import { useRef, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useMe } from '../session/me-context.js';
import { Pill } from '../ui/badge.js';
import { Glyph } from '../ui/glyph.js';
import { useDismiss } from '../ui/use-dismiss.js';
import { counted } from '../words/verdict-text.js';
import { isCurrent, navOf, type NavItem } from './nav.js';
import { useWaitingIncidents } from './top-bar.js';

/** Tabs that stand side by side under a thumb; the rest is behind "More". */
const SIDE_BY_SIDE = 4;

/** Main navigation of small screens, under the thumb. */
export function TabBar() {
  const me = useMe();
  const { pathname } = useLocation();
  const waiting = useWaitingIncidents();
  const items = navOf(me.role);
  return (
    <nav className="tabs phone-only" aria-label="Main, small screens">
      {items.slice(0, SIDE_BY_SIDE).map((item) => (
        <Link key={item.to} to={item.to} aria-current={isCurrent(item, pathname) ? 'page' : undefined}>
          <Glyph name={item.icon} />
          <span>{item.label}</span>
          {item.to === '/incidents' && waiting > 0 && (
            <Pill value={waiting} label={`, ${counted(waiting, 'incident')} waiting for someone`} />
          )}
        </Link>
      ))}
      <More key={pathname} items={items.slice(SIDE_BY_SIDE)} path={pathname} />
    </nav>
  );
}

/** Opens upwards; Escape and a press elsewhere close it. */
function More({ items, path }: { items: readonly NavItem[]; path: string }) {
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const isHere = items.some((item) => isCurrent(item, path));
  useDismiss(frame, isOpen, () => setOpen(false));
  return (
    <div className="tab-more" ref={frame}>
      <button
        type="button"
        className={isHere ? 'is-here' : undefined}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Glyph name="dots" />
        <span>More</span>
      </button>
      {isOpen && (
        <div className="menu-list">
          {items.map((item) => (
            <Link
              key={item.to}
              to={item.to}
              className="menu-item"
              aria-current={isCurrent(item, path) ? 'page' : undefined}
            >
              {item.label}
            </Link>
          ))}
        </div>
      )}
    </div>
  );
}
