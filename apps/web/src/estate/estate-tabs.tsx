import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';
import { mayEdit } from '../api/access.api.js';
import { waitingQuery } from '../api/estate.api.js';
import { useMe } from '../session/me-context.js';
import { Tag } from '../ui/badge.js';
import './estate.css';

interface Tab {
  readonly to: string;
  readonly label: string;
  /** For those who add and change firewalls; the server refuses others besides. */
  readonly isForEditors?: true;
}

const TABS: readonly Tab[] = [
  { to: '/', label: 'Firewalls' },
  { to: '/customers', label: 'Customers' },
  { to: '/groups', label: 'Groups' },
  { to: '/credentials', label: 'Credentials', isForEditors: true },
  { to: '/import', label: 'Import', isForEditors: true },
  { to: '/waiting', label: 'Waiting', isForEditors: true },
];

/** The pages about what is watched, side by side, on the fleet page too: nobody has to know an address. */
export function EstateTabs() {
  const { pathname } = useLocation();
  const edits = mayEdit(useMe());
  const { data } = useQuery({ ...waitingQuery, enabled: edits });
  const waiting = data?.length ?? 0;
  return (
    <nav className="page-tabs" aria-label="Estate">
      {TABS.filter((tab) => edits || tab.isForEditors === undefined).map(({ to, label }) => (
        <Link key={to} to={to} aria-current={pathname === to ? 'page' : undefined}>
          {label}
          {to === '/waiting' && waiting > 0 && (
            <>
              {' '}
              <Tag tone="new">{waiting}</Tag>
            </>
          )}
        </Link>
      ))}
    </nav>
  );
}
