import { Link, Outlet, useLocation } from 'react-router';
import { Glyph } from '../../ui/glyph.js';
import { DrillHint } from './drill-hint.js';
import './first-run.css';

const STEPS = [
  { path: '/setup', label: 'Owner' },
  { path: '/first-run', label: 'First firewall' },
  { path: '/first-run/mail', label: 'Mail channel' },
  { path: '/first-run/done', label: 'Done' },
] as const;

/** How far one is; each step can be left for later. */
export function FirstRunLayout() {
  const { pathname } = useLocation();
  const current = Math.max(
    1,
    STEPS.findIndex((step) => step.path === pathname.replace(/\/$/, '')),
  );
  return (
    <>
      <nav className="run-steps" aria-label="First steps">
        <ol>
          {STEPS.map((step, index) => (
            <li
              key={step.path}
              className={index === current ? 'is-current' : undefined}
              aria-current={index === current ? 'step' : undefined}
            >
              {index < current ? <Glyph name="check" /> : <span aria-hidden="true">{index + 1}</span>}
              {step.label}
              {index < current && <span className="hidden-visually">, done</span>}
            </li>
          ))}
        </ol>
        {current < STEPS.length - 1 && (
          <Link className="btn quiet small" to={STEPS[current + 1]?.path ?? '/'}>
            Skip
          </Link>
        )}
      </nav>
      <Outlet />
      {current === 1 && <DrillHint />}
    </>
  );
}
