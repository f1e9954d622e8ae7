import { useEffect, useRef, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useLink } from '../live/live-context.js';
import { useHotkeys } from '../ui/hotkeys.js';
import { LiveRegion, Toasts } from '../ui/toast.js';
import { DeviceFeed } from './device-feed.js';
import { ErrorBoundary } from './error-boundary.js';
import { KeysDialog } from './keys-dialog.js';
import { StatusBanner } from './status-banner.js';
import { TabBar } from './tab-bar.js';
import { TopBar } from './top-bar.js';

/** A new page starts at its headline, for eyes and for screen readers. */
function useFocusOnNewPage(path: string): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    window.scrollTo(0, 0);
    const headline = document.querySelector('#main h1');
    if (!(headline instanceof HTMLElement)) return;
    headline.tabIndex = -1;
    headline.focus({ preventScroll: true });
  }, [path]);
}

export function Shell() {
  const { pathname } = useLocation();
  const link = useLink();
  const [showsKeys, setShowsKeys] = useState(false);
  useFocusOnNewPage(pathname);
  useHotkeys({
    '?': () => setShowsKeys(true),
    '/': () => {
      const search = document.getElementById('search');
      if (!search?.checkVisibility()) return false;
      search.focus();
    },
  });
  return (
    <div className="shell" data-link={link.phase}>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <TopBar />
      <StatusBanner />
      <main id="main" tabIndex={-1}>
        <ErrorBoundary key={pathname}>
          <Outlet />
        </ErrorBoundary>
      </main>
      <TabBar />
      <Toasts />
      <LiveRegion />
      <DeviceFeed />
      {showsKeys && <KeysDialog onClose={() => setShowsKeys(false)} />}
    </div>
  );
}
