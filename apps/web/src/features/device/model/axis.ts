import type { localTime } from '../../../words/time-text.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Distance of the words below the bands, by hours shown. */
const STEPS: readonly (readonly [hours: number, stepMs: number])[] = [
  [1, 10 * MINUTE],
  [24, 4 * HOUR],
  [168, DAY],
  [720, 5 * DAY],
];

/** The last part stays free for "now", the first for the label that would stick out. */
const EDGE = 0.07;

/** Round local times inside the window with their words; days are named by date. */
export function axisOf(
  from: number,
  to: number,
  hours: number,
  words: Pick<typeof localTime, 'minute' | 'date'>,
): { at: number; text: string }[] {
  const step = STEPS.find(([limit]) => hours <= limit)?.[1] ?? 5 * DAY;
  // Round in local time, so that a day's tick stands at its midnight.
  const shift = -new Date(to).getTimezoneOffset() * MINUTE;
  const ticks: { at: number; text: string }[] = [];
  for (let at = Math.ceil((from + shift) / step) * step - shift; at < to; at += step) {
    const place = (at - from) / (to - from);
    if (place > 1 - EDGE || place < EDGE / 2) continue;
    ticks.push({ at, text: step >= DAY ? words.date(at, to) : words.minute(at) });
  }
  return ticks;
}
