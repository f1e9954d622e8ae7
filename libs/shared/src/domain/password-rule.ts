import { COMMON_WORDS } from './common-words.js';

/** Characters; no kind of character is asked for (ASVS 6.2: length and a list, no composition). */
export const PASSWORD_LENGTH = { min: 12, max: 256 } as const;
/** Characters that must be left when everything a guesser starts with is taken out. */
const LEAST_OWN = 4;
/** Digits that count as nothing: a year, a date's half, a counter. */
const FREE_DIGITS = 4;
const LEAST_DIFFERENT = 5;
/** Own words shorter than this would take the letters out of everything. */
const SHORTEST_WORD = 4;

const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
];
const RUN = 3;

const reversed = (text: string): string => Array.from(text).reverse().join('');
const RUNS: readonly string[] = ROWS.flatMap((row) => [row, reversed(row)]);

/** Takes out stretches of keys that lie side by side or are the same one. */
function withoutRuns(text: string): string {
  let rest = '';
  for (let at = 0; at < text.length;) {
    const length = runAt(text, at);
    if (length < RUN) rest += text[at];
    at += length < RUN ? 1 : length;
  }
  return rest;
}

function runAt(text: string, at: number): number {
  let longest = /^(.)\1*/su.exec(text.slice(at))?.[0].length ?? 1;
  for (const row of RUNS) {
    let length = RUN;
    while (at + length <= text.length && row.includes(text.slice(at, at + length))) length += 1;
    longest = Math.max(longest, length - 1);
  }
  return longest;
}

/** How many characters are left that no list and no row of keys gives. */
function ownCharacters(text: string, words: readonly string[]): number {
  let rest = text;
  for (const word of words) rest = rest.replaceAll(word, ' ');
  rest = withoutRuns(rest);
  const letters = Array.from(rest).filter((char) => /\p{L}/u.test(char)).length;
  const digits = Array.from(rest).filter((char) => /\d/.test(char)).length;
  return letters + Math.max(0, digits - FREE_DIGITS);
}

/** "Ada Lovelace", "ada@msp.example" → ada lovelace msp example: what somebody who knows the person tries. */
function wordsOf(texts: readonly string[]): string[] {
  return texts.flatMap((text) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length >= SHORTEST_WORD),
  );
}

/**
 * What is wrong with a password somebody chose, as the end of a sentence that begins with "Password"; null = nothing.
 * Shape   `own` = name, mail address, company: texts that anybody who knows the person would try.
 */
export function passwordFault(password: string, own: readonly string[]): string | null {
  const length = Array.from(password).length;
  const { min, max } = PASSWORD_LENGTH;
  if (length < min || length > max) return `has ${length} characters; ${min} to ${max} are accepted`;
  const lower = password.normalize('NFKC').toLowerCase();
  const words = [...wordsOf(own), ...COMMON_WORDS].toSorted((a, b) => b.length - a.length);
  const plain = Array.from(lower, (char) => LEET[char] ?? char).join('');
  const isEasy =
    new Set(lower).size < LEAST_DIFFERENT ||
    ownCharacters(lower, words) < LEAST_OWN ||
    ownCharacters(plain, words) < LEAST_OWN;
  return isEasy
    ? 'is made of what guessers try first (common words, names, rows of keys, years); a few unrelated words are accepted'
    : null;
}
