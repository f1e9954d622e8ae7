import type { Verdict, VerdictReason } from '@firewatch/shared/domain/verdict-words';
import { REASON_CLAUSES } from '@firewatch/shared/wire/device-why';

/** What a verdict looks like: a suspicion is drawn apart although it is no verdict. */
export type Look = 'exposed' | 'suspect' | 'blocking' | 'unknown' | 'weakened' | 'protecting' | 'off' | 'na';

export const VERDICT_LOOK: Readonly<Record<Verdict, Look>> = {
  exposed: 'exposed',
  blocking: 'blocking',
  unknown: 'unknown',
  weakened: 'weakened',
  protecting: 'protecting',
  'off-by-policy': 'off',
  'not-applicable': 'na',
};

export const LOOK_WORD: Readonly<Record<Look, string>> = {
  exposed: 'Exposed',
  suspect: 'Suspected',
  blocking: 'Blocking',
  unknown: 'Unknown',
  weakened: 'Weakened',
  protecting: 'Protecting',
  off: 'Off by policy',
  na: 'Not applicable',
};

export const verdictWord = (verdict: Verdict): string => LOOK_WORD[VERDICT_LOOK[verdict]];

export const REASON_TEXT: Readonly<Record<VerdictReason, string>> = {
  ...REASON_CLAUSES,
  ok: 'all facts good',
};

const number = new Intl.NumberFormat('en-US');
/** "10,000". */
export const digits = (value: number): string => number.format(value).replace('-', '−');

/** "1 firewall", "14 firewalls". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${digits(value)} ${value === 1 ? one : many}`;

/** "+14", "−17", "0". */
export const signed = (value: number): string => (value > 0 ? `+${digits(value)}` : digits(value));

/** "a, b and c". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.slice(-1).join('')}`;
}

/** "likely the vendor's licensing plane" → a sentence; an empty guess stays empty. */
export function asSentence(text: string): string {
  if (text === '') return '';
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
