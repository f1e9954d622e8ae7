import type { ReactNode } from 'react';
import { Glyph, type GlyphName } from './glyph.js';

/** Outlined tag: a state. `tone` new = joined after somebody looked. */
export const Tag = ({
  icon,
  tone = 'plain',
  children,
}: {
  icon?: GlyphName;
  tone?: 'plain' | 'new';
  children: ReactNode;
}) => (
  <span className={tone === 'new' ? 'tag new' : 'tag'}>
    {icon !== undefined && <Glyph name={icon} />}
    {children}
  </span>
);

/** Filled pill: somebody is needed. The visible number needs words for those who hear it. */
export const Pill = ({ value, label }: { value: number; label: string }) => (
  <span className="pill red">
    <span aria-hidden="true">{value}</span>
    <span className="hidden-visually">{label}</span>
  </span>
);
