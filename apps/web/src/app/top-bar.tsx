import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';
import { signOut } from '../api/access.api.js';
import { incidentsQuery } from '../api/incidents.api.js';
import { useLink } from '../live/live-context.js';
import { useMe } from '../session/me-context.js';
import { Pill } from '../ui/badge.js';
import { useNow } from '../ui/clock.js';
import { Glyph } from '../ui/glyph.js';
import { Menu } from '../ui/menu.js';
import { toast } from '../ui/toast.js';
import { ageText, localTime, utcText } from '../words/time-text.js';
import { counted } from '../words/verdict-text.js';
import { isCurrent, navOf } from './nav.js';
import { chooseScheme, SCHEME_CHOICES, storedChoice } from './scheme.js';
import { SearchBox } from './search-box.js';

/** Incidents nobody has acknowledged: what the red number counts. */
export function useWaitingIncidents(): number {
  const { data } = useQuery(incidentsQuery('open'));
  return data?.items.filter((incident) => incident.ack === null || incident.ack.newSince > 0).length ?? 0;
}

export function TopBar() {
  const me = useMe();
  const { pathname } = useLocation();
  const waiting = useWaitingIncidents();
  return (
    <header className="top">
      <Link className="brand" to="/">
        <Glyph name="logo" />
        <b>Firewatch</b>
      </Link>
      <nav className="nav" aria-label="Main">
        {navOf(me.role).map((item) => (
          <Link key={item.to} to={item.to} aria-current={isCurrent(item, pathname) ? 'page' : undefined}>
            {item.label}
            {item.to === '/incidents' && waiting > 0 && (
              <Pill value={waiting} label={`, ${counted(waiting, 'incident')} waiting for someone`} />
            )}
          </Link>
        ))}
      </nav>
      <DrillTag />
      <SearchBox />
      <LiveState />
      <WallClock />
      <AccountMenu />
    </header>
  );
}

function DrillTag() {
  const { demo } = useMe();
  if (!demo) return null;
  if (demo.mailboxUrl === null) return <span className="drill">Drill: simulated fleet</span>;
  return (
    <a
      className="drill"
      href={demo.mailboxUrl}
      target="_blank"
      rel="noreferrer"
      title="Open the drill's mailbox"
    >
      Drill<span className="desk">: simulated fleet, mailbox</span>
    </a>
  );
}

function LiveState() {
  const link = useLink();
  const now = useNow();
  if (link.phase === 'live' && link.heardAt !== null) {
    return (
      <span className="live" title={`Last word from the server ${localTime.clock(link.heardAt)}`}>
        <Glyph name="check" />
        <span>Live, {ageText(now - link.heardAt)} old</span>
      </span>
    );
  }
  const words = link.phase === 'connecting' ? 'Connecting' : 'Not live';
  return (
    <span className="live is-away">
      <Glyph name="clock" />
      <span>{words}</span>
    </span>
  );
}

function WallClock() {
  const now = useNow();
  return (
    <time className="clock" title={utcText(now)}>
      {localTime.clock(now)} <span>{localTime.zone(now)}</span>
    </time>
  );
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');

const SCHEME_WORDS = { auto: 'Dark at night', dark: 'Always dark', light: 'Always light' } as const;

function AccountMenu() {
  const me = useMe();
  const [scheme, setScheme] = useState(() => storedChoice(localStorage));
  const leave = async (): Promise<void> => {
    try {
      await signOut();
      // A fresh page: nothing of what this person saw stays in memory.
      window.location.assign('/sign-in');
    } catch (error) {
      toast(error instanceof Error ? `Not signed out. ${error.message}` : 'Not signed out.', {
        isError: true,
      });
    }
  };
  return (
    <Menu
      label={`${initials(me.name)}, account of ${me.name}`}
      face={initials(me.name)}
      title={
        <>
          <b>{me.name}</b>
          <br />
          {me.email}
        </>
      }
    >
      {(close) => (
        <>
          <Link className="menu-item" to="/account" onClick={close}>
            My account
          </Link>
          {SCHEME_CHOICES.map((choice) => (
            <button
              key={choice}
              type="button"
              className="menu-item"
              aria-pressed={choice === scheme}
              onClick={() => {
                chooseScheme(choice);
                setScheme(choice);
              }}
            >
              {SCHEME_WORDS[choice]}
              {choice === scheme && <Glyph name="check" />}
            </button>
          ))}
          <button
            type="button"
            className="menu-item"
            onClick={() => {
              close();
              void leave();
            }}
          >
            Sign out
          </button>
        </>
      )}
    </Menu>
  );
}
