import type { DeviceHistory } from '@firewatch/shared/wire/device-history';
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
  /** Where the words begin, 0–100 of the plot. */
  readonly wordsAt: number;
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
        ? [{ at: stretch.from, text: 'back', tone: 'good' }]
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
    .filter((stretch) => stretch.tone !== 'unknown' && stretch.tone !== 'none')
    .at(-1);
  return known?.tone === 'good';
}

/** Part of the plot that "02:04 exposed" takes, with its shape; about 6.2 px a character. */
const needed = (text: string, plotPx: number): number => ((text.length + 6) * 6.2 + 22) / plotPx;

interface Room {
  readonly from: number;
  readonly to: number;
}

/** Right of its tick, else left of it, else as far right as the plot goes; null = no room beside the others. */
function roomFor(place: number, width: number, taken: readonly Room[]): Room | null {
  const rooms = [place, place - width, 1 - width].map((from) => ({ from, to: from + width }));
  const fits = (room: Room): boolean =>
    room.from >= 0 &&
    room.to <= 1.0001 &&
    taken.every((other) => room.to <= other.from || room.from >= other.to);
  return rooms.find(fits) ?? null;
}

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
  const taken: Room[] = [];
  const marks = all.map((mark): LaneMark => {
    const room = roomFor(place(mark.at), needed(mark.text, plotPx), taken);
    if (room) taken.push(room);
    return { ...mark, hasWords: room !== null, wordsAt: (room?.from ?? 0) * 100 };
  });
  return marks.toSorted((a, b) => a.at - b.at);
}
