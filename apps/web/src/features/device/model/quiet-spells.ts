import type { DeviceMaintenance } from '@firewatch/shared/wire/maintenance';
import { ageText, ms, type localTime } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';

/** Time in which its alarms were withheld, cut to the window that is drawn; epoch ms. */
export interface QuietSpell {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

type Spells = DeviceMaintenance['spells'];
type Words = Pick<typeof localTime, 'since'>;

/** Of the spells, what falls into the window, oldest first; the running one ends with the window. */
export const quietSpells = (spells: Spells, from: number, to: number): QuietSpell[] =>
  spells
    .map((spell) => ({
      from: Math.max(from, ms(spell.from)),
      to: Math.min(to, ms(spell.to)),
      reason: spell.reason,
    }))
    .filter((spell) => spell.to > spell.from)
    .toSorted((a, b) => a.from - b.from);

/** "02:04:00 to now, 27 min: Firmware": for the hover and the sentence below the bands. */
export const spellText = (spell: QuietSpell, end: number, words: Words): string =>
  `${words.since(spell.from, end)} to ${spell.to === end ? 'now' : words.since(spell.to, end)}, ${ageText(spell.to - spell.from)}: ${spell.reason}`;

/** What the shade means: one spell in full, of several their number and the last; '' = there was none. */
export function quietText(spells: readonly QuietSpell[], end: number, words: Words): string {
  const last = spells.at(-1);
  if (!last) return '';
  const text = spellText(last, end, words);
  if (spells.length === 1) return `Shaded: in maintenance, ${text}`;
  const all = spells.reduce((sum, spell) => sum + spell.to - spell.from, 0);
  return `Shaded: in maintenance ${counted(spells.length, 'time')}, ${ageText(all)} in all, last ${text}`;
}
