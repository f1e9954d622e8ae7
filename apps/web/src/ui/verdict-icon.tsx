import type { Verdict } from '@firewatch/shared/domain/verdict-words';
import { LOOK_WORD, VERDICT_LOOK, type Look } from '../words/verdict-text.js';
import { VERDICT_SHAPES } from './icon-paths.js';

const HOLLOW = {
  exposed: VERDICT_SHAPES['exposed-hollow'],
  blocking: VERDICT_SHAPES['blocking-hollow'],
  weakened: VERDICT_SHAPES['weakened-hollow'],
} as const;
const hasHollow = (look: Look): look is keyof typeof HOLLOW => look in HOLLOW;

interface LookProps {
  look: Look;
  /** Known already: hollow where the shape is solid. */
  acked?: boolean;
}

/** Shape alone, for a place where the word stands beside it. */
export const LookShape = ({ look, acked = false }: LookProps) => (
  <svg className={`i shape v-${look}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    {acked && hasHollow(look) ? HOLLOW[look] : VERDICT_SHAPES[look]}
  </svg>
);

/** Shape that must speak for itself: `label` is its tooltip and its name. */
export const LookIcon = ({ label, ...look }: LookProps & { label: string }) => (
  <span role="img" aria-label={label} title={label}>
    <LookShape {...look} />
  </span>
);

/** Shape and word. */
export const VerdictBadge = ({ look, acked = false, word }: LookProps & { word?: string }) => (
  <span className={`verdict v-${look}${acked ? ' is-acked' : ''}`}>
    <LookShape look={look} acked={acked} />
    <span className="word">{word ?? LOOK_WORD[look]}</span>
  </span>
);

export const lookOf = (verdict: Verdict): Look => VERDICT_LOOK[verdict];
