import type { ReactNode } from 'react';
import { Glyph, type GlyphName } from './glyph.js';

export interface BannerText {
  readonly id: string;
  readonly tone: 'exposed' | 'unknown';
  readonly icon: GlyphName;
  readonly text: ReactNode;
  readonly action?: ReactNode;
}

/** Under the top bar, never stacked: the worst first, the rest as a number. */
export function Banner({ banners }: { banners: readonly BannerText[] }) {
  const [worst, ...more] = banners;
  if (!worst) return null;
  return (
    <div className={`banner ${worst.tone}`}>
      <Glyph name={worst.icon} />
      <span>
        {worst.text}
        {more.length > 0 && <span className="dim"> And {more.length} more.</span>}
      </span>
      {worst.action}
    </div>
  );
}
