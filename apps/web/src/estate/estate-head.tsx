import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { mayEdit } from '../api/access.api.js';
import { useMe } from '../session/me-context.js';
import './estate.css';

interface Tab {
  readonly to: string;
  readonly label: string;
  /** Owners and engineers; the server refuses others besides. */
  readonly editorsOnly?: true;
}

const TABS: readonly Tab[] = [
  { to: '/import', label: 'Import' },
  { to: '/waiting', label: 'Waiting for approval' },
  { to: '/credentials', label: 'Credentials', editorsOnly: true },
  { to: '/groups', label: 'Groups' },
  { to: '/customers', label: 'Customers' },
];

interface EstateHeadProps {
  title: string;
  note?: ReactNode;
  action?: ReactNode;
}

/** Head of the pages about what is watched: the way back to the fleet, the sister pages, one headline. */
export function EstateHead({ title, note, action }: EstateHeadProps) {
  const { pathname } = useLocation();
  const isEditor = mayEdit(useMe());
  return (
    <>
      <title>{`${title}, Firewatch`}</title>
      <nav className="estate-tabs" aria-label="Estate">
        <Link to="/">Fleet</Link>
        {TABS.filter((tab) => isEditor || tab.editorsOnly === undefined).map(({ to, label }) => (
          <Link key={to} to={to} aria-current={pathname === to ? 'page' : undefined}>
            {label}
          </Link>
        ))}
      </nav>
      <div className="head">
        <div>
          <h1>{title}</h1>
          {note !== undefined && <p>{note}</p>}
        </div>
        {action !== undefined && <div className="actions">{action}</div>}
      </div>
    </>
  );
}
