import { GLYPHS } from './icon-paths.js';

export type GlyphName = keyof typeof GLYPHS;

/** Decorative icon; the words beside it carry the meaning. */
export const Glyph = ({ name, className = '' }: { name: GlyphName; className?: string }) => (
  <svg className={`i ${className}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    {GLYPHS[name]}
  </svg>
);
