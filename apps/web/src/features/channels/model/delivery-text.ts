import type { Delivery } from '@firewatch/shared/wire/channels';
import type { Look } from '../../../words/verdict-text.js';
import { ageText, ms, type localTime } from '../../../words/time-text.js';

export const STATE_WORD: Readonly<Record<Delivery['state'], string>> = {
  waiting: 'waiting',
  sending: 'sending',
  delivered: 'delivered',
  dead: 'given up',
};

/** Shape of a delivery: what nobody got is exposed, what is on its way is unknown. */
export const STATE_LOOK: Readonly<Record<Delivery['state'], Look>> = {
  waiting: 'unknown',
  sending: 'unknown',
  delivered: 'protecting',
  dead: 'exposed',
};

const ended = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);
const tries = (count: number): string => (count === 1 ? '1 try' : `${count} tries`);

const KIND: Readonly<Record<string, string>> = {
  opened: 'opened',
  updated: 'update',
  reminder: 'reminder',
  closed: 'closed',
  test: 'test',
};
export const kindWord = (kind: string): string => KIND[kind] ?? kind.replaceAll('-', ' ');

/** Why it is not there, in words; '' when it is. */
export function whyNot(delivery: Delivery): string {
  if (delivery.state === 'delivered') return '';
  const reason = delivery.reason?.replaceAll('-', ' ') ?? '';
  const detail = delivery.detail ?? delivery.answer ?? '';
  return [reason, detail].filter((part, index, all) => part !== '' && all.indexOf(part) === index).join(': ');
}

/** Silent when it went at once: nobody wants to read "0 s". */
const tookText = (tookMs: number): string =>
  tookMs < 2_000 ? '' : `, ${ageText(tookMs)} after it was written`;

/** One sentence about a delivery: arrived when, or what is the matter and what comes next. */
export function deliverySentence(
  delivery: Delivery,
  now: number,
  words: Pick<typeof localTime, 'since'>,
): string {
  const why = whyNot(delivery);
  const because = why === '' ? '' : ` ${ended(why.charAt(0).toUpperCase() + why.slice(1))}`;
  switch (delivery.state) {
    case 'delivered': {
      const at = delivery.deliveredAt === null ? '' : ` at ${words.since(ms(delivery.deliveredAt), now)}`;
      const took =
        delivery.deliveredAt === null ? '' : tookText(ms(delivery.deliveredAt) - ms(delivery.createdAt));
      const answer = delivery.answer === null ? '' : ` The server said “${delivery.answer}”.`;
      return `Taken by the mail server${at}${took}.${answer}`;
    }
    case 'dead':
      return `Given up after ${tries(delivery.attempts)}.${because}`;
    case 'sending':
      return `Being sent, ${tries(delivery.attempts + 1)} so far.`;
    case 'waiting': {
      if (delivery.attempts === 0) return 'Waiting to be sent.';
      const next =
        delivery.nextAttemptAt === null ? '' : ` Next try in ${ageText(ms(delivery.nextAttemptAt) - now)}.`;
      return `Not delivered after ${tries(delivery.attempts)}.${because}${next}`;
    }
  }
}
