import { COMMON_WORDS } from './common-words.js';
import { DEFAULT_POLICY } from './policy.js';

const { minChars, maxChars, leastOwn, freeDigits, leastDifferent, shortestWord } = DEFAULT_POLICY.password;
/** Characters a chosen password may have. */
export const PASSWORD_LENGTH = { min: minChars, max: maxChars };

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
  return letters + Math.max(0, digits - freeDigits);
}

/** "Ada Lovelace", "ada@msp.example" → ada lovelace msp example: what somebody who knows the person tries. */
function wordsOf(texts: readonly string[]): string[] {
  return texts.flatMap((text) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length >= shortestWord),
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
    new Set(lower).size < leastDifferent ||
    ownCharacters(lower, words) < leastOwn ||
    ownCharacters(plain, words) < leastOwn;
  return isEasy
    ? 'is made of what guessers try first (common words, names, rows of keys, years); a few unrelated words are accepted'
    : null;
}
