import type { Role } from '@firewatch/shared/wire/access';
import type { GlyphName } from '../ui/glyph.js';

export interface NavItem {
  readonly to: string;
  readonly label: string;
  readonly icon: GlyphName;
  /** Hidden from everybody else; the server refuses them besides. */
  readonly ownersOnly?: true;
}

/** Only what exists. One list for the top bar and the tab bar of small screens. */
export const NAV: readonly NavItem[] = [
  { to: '/', label: 'Fleet', icon: 'grid' },
  { to: '/incidents', label: 'Incidents', icon: 'bell' },
  { to: '/resync', label: 'Resync', icon: 'sync' },
  { to: '/renewals', label: 'Renewals', icon: 'clock' },
  { to: '/alerting', label: 'Alerting', icon: 'mail' },
  { to: '/maintenance', label: 'Maintenance', icon: 'pen' },
  { to: '/administration', label: 'Admin', icon: 'lock', ownersOnly: true },
];

/** What this person finds in the navigation. */
export const navOf = (role: Role): readonly NavItem[] =>
  NAV.filter((item) => item.ownersOnly === undefined || role === 'owner');

export const isCurrent = (item: NavItem, path: string): boolean =>
  item.to === '/' ? path === '/' : path === item.to || path.startsWith(`${item.to}/`);
