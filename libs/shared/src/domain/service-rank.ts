import { isBad } from './verdict-words.js';
import type { Judgement } from './verdict-words.js';

/** How bad a judgement is: 0 nothing known, 1 well or not watched, 2 weakened, 3 exposed or blocking. */
export function rankOf(judgement: Judgement | null): 0 | 1 | 2 | 3 {
  if (judgement === null || judgement.verdict === 'unknown') return 0;
  if (isBad(judgement.verdict)) return 3;
  return judgement.verdict === 'weakened' ? 2 : 1;
}
