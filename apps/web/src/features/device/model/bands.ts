import type { Service } from '@firewatch/shared/domain/service';
import type { DeviceHistory } from '@firewatch/shared/wire/devices';
import { ageText, ms } from '../../../words/time-text.js';

export const TRACKS = ['licence', 'enabled', 'protecting'] as const;
export type Track = (typeof TRACKS)[number];
/** How a stretch is painted. `fact` = a bad fact, tint with outline; solid ones are verdicts. */
export type Tone = 'good' | 'fact' | 'watch' | 'quiet' | 'unknown' | 'exposed' | 'blocking' | 'weakened';

export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly value: string;
  readonly tone: Tone;
  /** Word inside the band. */
  readonly text: string;
}
export type Tracks = Readonly<Record<Track, readonly Stretch[]>>;
export interface ServiceBands {
  readonly service: Service;
  readonly tracks: Tracks;
}
export interface BandPicture {
  readonly from: number;
  readonly to: number;
  /** Drawn in full. */
  readonly shown: readonly ServiceBands[];
  /** Did nothing but protect, or was off throughout: one sentence. */
  readonly folded: readonly ServiceBands[];
}

const TONES: Readonly<Record<Track, Readonly<Record<string, Tone>>>> = {
  licence: {
    active: 'good',
    expiring: 'watch',
    grace: 'watch',
    expired: 'fact',
    absent: 'fact',
    deactivated: 'fact',
  },
  enabled: { on: 'good', partial: 'watch', 'monitor-only': 'watch', off: 'fact' },
  protecting: { protecting: 'good', exposed: 'exposed', blocking: 'blocking', weakened: 'weakened' },
};
const QUIET = new Set(['not-applicable', 'not-offered', 'off-by-policy']);

const toneOf = (track: Track, value: string): Tone =>
  TONES[track][value] ?? (QUIET.has(value) ? 'quiet' : 'unknown');

function textOf(track: Track, value: string, lastsMs: number): string {
  if (track !== 'protecting') return value.replaceAll('-', ' ');
  if (value === 'protecting') return 'yes';
  return QUIET.has(value) ? value.replaceAll('-', ' ') : `${value} ${ageText(lastsMs)}`;
}

type Band = DeviceHistory['services'][number]['licence'][number];

/** Bands cut to the window, in order, without overlap; time nobody has a value for is unknown. */
export function stretchesOf(track: Track, bands: readonly Band[], from: number, to: number): Stretch[] {
  const stretches: Stretch[] = [];
  const add = (start: number, end: number, value: string): void => {
    if (end <= start) return;
    stretches.push({
      from: start,
      to: end,
      value,
      tone: toneOf(track, value),
      text: textOf(track, value, end - start),
    });
  };
  let at = from;
  for (const band of bands) {
    const start = Math.max(at, ms(band.from));
    const end = Math.min(to, band.to === null ? to : ms(band.to));
    if (end <= start) continue;
    add(at, start, 'no record');
    add(start, end, band.value);
    at = end;
  }
  add(at, to, 'no record');
  return stretches;
}

const isCalm = (stretch: Stretch): boolean => stretch.tone === 'good' || stretch.tone === 'quiet';

/** A service off or not bought on purpose has a bad-looking licence that nobody minds. */
function calmed(bands: ServiceBands): ServiceBands {
  const isOff = bands.tracks.protecting.every(
    (stretch) => stretch.tone === 'quiet' || stretch.tone === 'unknown',
  );
  const isMeant = isOff && bands.tracks.protecting.some((stretch) => stretch.tone === 'quiet');
  if (!isMeant) return bands;
  const quiet = (list: readonly Stretch[]): Stretch[] =>
    list.map((stretch) => (stretch.tone === 'unknown' ? stretch : { ...stretch, tone: 'quiet' }));
  const { licence, enabled, protecting } = bands.tracks;
  return { ...bands, tracks: { licence: quiet(licence), enabled: quiet(enabled), protecting } };
}

/** Nothing happened that a person has to see: facts calm throughout, verdict calm or not known for a while. */
function isUnchanged({ tracks }: ServiceBands): boolean {
  const { licence, enabled, protecting } = tracks;
  const isSteady = [licence, enabled].every((list) =>
    list.every((stretch) => isCalm(stretch) || stretch.value === 'no record'),
  );
  const calm = protecting.filter((stretch) => stretch.tone !== 'unknown');
  return (
    isSteady && calm.length > 0 && calm.every(isCalm) && new Set(calm.map((one) => one.value)).size === 1
  );
}

/** The history as it is drawn: each service's three tracks, the unchanged ones apart. */
export function bandPicture(history: DeviceHistory): BandPicture {
  const from = ms(history.from);
  const to = ms(history.to);
  const all = history.services.map((one) =>
    calmed({
      service: one.service,
      tracks: {
        licence: stretchesOf('licence', one.licence, from, to),
        enabled: stretchesOf('enabled', one.enabled, from, to),
        protecting: stretchesOf('protecting', one.protecting, from, to),
      },
    }),
  );
  return {
    from,
    to,
    shown: all.filter((bands) => !isUnchanged(bands)),
    folded: all.filter(isUnchanged),
  };
}

/** How long nobody could tell, ms. */
export const unknownMs = (bands: ServiceBands): number =>
  bands.tracks.protecting.reduce((sum, one) => sum + (one.tone === 'unknown' ? one.to - one.from : 0), 0);

/** Place on the plot, 0–100. */
export const percent = (at: number, from: number, to: number): number => ((at - from) / (to - from)) * 100;
