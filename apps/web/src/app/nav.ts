import type { GlyphName } from '../ui/glyph.js';

export interface NavItem {
  readonly to: string;
  readonly label: string;
  readonly icon: GlyphName;
}

/** Only what exists. One list for the top bar and the tab bar of small screens. */
export const NAV: readonly NavItem[] = [
  { to: '/', label: 'Fleet', icon: 'grid' },
  { to: '/incidents', label: 'Incidents', icon: 'bell' },
  { to: '/alerting', label: 'Alerting', icon: 'mail' },
];

export const isCurrent = (item: NavItem, path: string): boolean =>
  item.to === '/' ? path === '/' : path === item.to || path.startsWith(`${item.to}/`);
