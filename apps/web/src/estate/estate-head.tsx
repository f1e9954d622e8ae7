import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import './estate.css';

const TABS = [
  { to: '/import', label: 'Import' },
  { to: '/waiting', label: 'Waiting for approval' },
  { to: '/groups', label: 'Groups' },
  { to: '/customers', label: 'Customers' },
] as const;

interface EstateHeadProps {
  title: string;
  note?: ReactNode;
  action?: ReactNode;
}

/** Head of the pages about what is watched: the way back to the fleet, the sister pages, one headline. */
export function EstateHead({ title, note, action }: EstateHeadProps) {
  const { pathname } = useLocation();
  return (
    <>
      <title>{`${title}, Firewatch`}</title>
      <nav className="estate-tabs" aria-label="Estate">
        <Link to="/">Fleet</Link>
        {TABS.map(({ to, label }) => (
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
