import type { DeviceHistory } from '@firewatch/shared/wire/devices';
import { ms } from '../../../words/time-text.js';
import type { BandPicture, Stretch } from './bands.js';

export interface LaneMark {
  readonly at: number;
  readonly text: string;
  /** A change of the verdict: drawn through all bands. */
  readonly isTurn: boolean;
  readonly tone: 'bad' | 'good' | 'plain';
  /** Room for its words; others keep their tick and say it on hover. */
  readonly hasWords: boolean;
}

type Turn = Pick<LaneMark, 'at' | 'text' | 'tone'>;
const isBad = (stretch: Stretch): boolean =>
  stretch.tone === 'exposed' || stretch.tone === 'blocking' || stretch.tone === 'weakened';

/** First instant of each loss and of each recovery; services turning in the same minute are one mark. */
function turnsOf(picture: BandPicture): Turn[] {
  const turns = picture.shown.flatMap(({ tracks }) =>
    tracks.protecting.flatMap((stretch, index): Turn[] => {
      const before = tracks.protecting[index - 1];
      if (!before) return [];
      if (isBad(stretch))
        return before.value === stretch.value ? [] : [{ at: stretch.from, text: stretch.value, tone: 'bad' }];
      return stretch.tone === 'good' &&
        tracks.protecting.slice(0, index).some(isBad) &&
        !wasGoodBefore(tracks.protecting, index)
        ? [{ at: stretch.from, text: 'protecting again', tone: 'good' }]
        : [];
    }),
  );
  const kept: Turn[] = [];
  for (const turn of turns.toSorted((a, b) => a.at - b.at)) {
    if (!kept.some((one) => one.text === turn.text && turn.at - one.at < 60_000)) kept.push(turn);
  }
  return kept;
}

/** Coming back from a blind spell is not a recovery: what stood before the spell decides. */
function wasGoodBefore(list: readonly Stretch[], index: number): boolean {
  const known = list
    .slice(0, index)
    .filter((stretch) => stretch.tone !== 'unknown')
    .at(-1);
  return known?.tone === 'good';
}

/** Characters that fit from a mark to the next words; about 6.2 px each on a plot of that width. */
const needed = (text: string, plotPx: number): number => (text.length * 6.2 + 22) / plotPx;

/**
 * What stands above the bands.
 * Units   `plotPx` = width the words may use; turns get their words first, then the latest marks.
 */
export function laneOf(history: DeviceHistory, picture: BandPicture, plotPx: number): LaneMark[] {
  const { from, to } = picture;
  const place = (at: number): number => (at - from) / (to - from);
  const all = [
    ...turnsOf(picture).map((turn) => ({ ...turn, isTurn: true })),
    ...history.marks
      .map((mark) => ({ at: ms(mark.at), text: mark.text, isTurn: false, tone: 'plain' as const }))
      .filter((mark) => mark.at >= from && mark.at <= to)
      .toSorted((a, b) => b.at - a.at),
  ];
  const taken: { from: number; to: number }[] = [];
  const marks = all.map((mark): LaneMark => {
    const width = needed(mark.text, plotPx);
    const start = Math.min(place(mark.at), Math.max(0, 1 - width));
    const isFree = taken.every((other) => start + width <= other.from || start >= other.to);
    if (isFree) taken.push({ from: start, to: start + width });
    return { ...mark, hasWords: isFree };
  });
  return marks.toSorted((a, b) => a.at - b.at);
}
