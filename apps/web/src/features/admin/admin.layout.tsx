import { NavLink, Outlet } from 'react-router';
import { useMe } from '../../session/me-context.js';
import { Empty } from '../../ui/states.js';
import { ADMIN_TABS } from './admin-tabs.js';
import '../../styles/forms.css';
import './admin.css';

/** Frame of the owners' pages: who may come in, with what, and what was done. Each page brings its own headline. */
export function AdminLayout() {
  const me = useMe();
  if (me.role !== 'owner') {
    return (
      <>
        <title>Administration, Firewatch</title>
        <div className="head">
          <div>
            <h1>Administration is for owners</h1>
          </div>
        </div>
        <Empty>Ask an owner of this Firewatch for what you need.</Empty>
      </>
    );
  }
  return (
    <>
      <nav className="page-tabs" aria-label="Administration">
        {ADMIN_TABS.map((tab) => (
          <NavLink key={tab.to} to={tab.to}>
            {tab.label}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
