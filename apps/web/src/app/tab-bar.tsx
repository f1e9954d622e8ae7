import { Link, useLocation } from 'react-router';
import { useMe } from '../session/me-context.js';
import { Pill } from '../ui/badge.js';
import { Glyph } from '../ui/glyph.js';
import { counted } from '../words/verdict-text.js';
import { isCurrent, navOf } from './nav.js';
import { useWaitingIncidents } from './top-bar.js';

/** Main navigation of small screens, under the thumb. */
export function TabBar() {
  const me = useMe();
  const { pathname } = useLocation();
  const waiting = useWaitingIncidents();
  return (
    <nav className="tabs phone-only" aria-label="Main, small screens">
      {navOf(me.role).map((item) => (
        <Link key={item.to} to={item.to} aria-current={isCurrent(item, pathname) ? 'page' : undefined}>
          <Glyph name={item.icon} />
          <span>{item.shortLabel ?? item.label}</span>
          {item.to === '/incidents' && waiting > 0 && (
            <Pill value={waiting} label={`, ${counted(waiting, 'incident')} waiting for someone`} />
          )}
        </Link>
      ))}
    </nav>
  );
}
