import type { Service } from '@firewatch/shared/domain/service';
import type { DeviceHistory } from '@firewatch/shared/wire/device-history';
import type { DeviceMaintenance } from '@firewatch/shared/wire/maintenance';
import { ageText, ms } from '../../../words/time-text.js';
import { quietSpells, type QuietSpell } from './quiet-spells.js';

export const TRACKS = ['licence', 'enabled', 'protecting'] as const;
export type Track = (typeof TRACKS)[number];
/** How a stretch is painted. `none` = before anybody watched; `fact` = a bad fact, tint with outline; solid ones are verdicts. */
export type Tone =
  'none' | 'good' | 'fact' | 'watch' | 'quiet' | 'unknown' | 'exposed' | 'blocking' | 'weakened';

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
  /** Maintenance, shaded through all bands. */
  readonly quiet: readonly QuietSpell[];
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

const NO_RECORD = 'no record';
/** The vendor has no such fact for this service. */
const NOT_TOLD = 'not told';

function toneOf(track: Track, value: string): Tone {
  if (value === NO_RECORD || value === NOT_TOLD) return 'none';
  return TONES[track][value] ?? (QUIET.has(value) ? 'quiet' : 'unknown');
}

function textOf(track: Track, value: string, lastsMs: number): string {
  if (value === NO_RECORD) return 'not watched yet';
  if (track !== 'protecting') return value.replaceAll('-', ' ');
  if (value === 'protecting') return 'yes';
  return QUIET.has(value) ? value.replaceAll('-', ' ') : `${value} ${ageText(lastsMs)}`;
}

type Band = DeviceHistory['services'][number]['licence'][number];

/** Bands cut to the window, in order, without overlap; time without a value is drawn empty, never as a verdict. */
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
  if (bands.length === 0) {
    add(from, to, track === 'protecting' ? NO_RECORD : NOT_TOLD);
    return stretches;
  }
  let at = from;
  for (const band of bands) {
    const start = Math.max(at, ms(band.from));
    const end = Math.min(to, band.to === null ? to : ms(band.to));
    if (end <= start) continue;
    add(at, start, NO_RECORD);
    add(start, end, band.value);
    at = end;
  }
  add(at, to, NO_RECORD);
  return stretches;
}

const isCalm = (stretch: Stretch): boolean =>
  stretch.tone === 'good' || stretch.tone === 'quiet' || stretch.tone === 'none';

const isTelling = (stretch: Stretch): boolean => stretch.tone !== 'unknown' && stretch.tone !== 'none';

/** A service off or not bought on purpose has a bad-looking licence that nobody minds. */
function calmed(bands: ServiceBands): ServiceBands {
  const { licence, enabled, protecting } = bands.tracks;
  const told = protecting.filter(isTelling);
  if (told.length === 0 || told.some((stretch) => stretch.tone !== 'quiet')) return bands;
  const quiet = (list: readonly Stretch[]): Stretch[] =>
    list.map((stretch) => (isTelling(stretch) ? { ...stretch, tone: 'quiet' } : stretch));
  return { ...bands, tracks: { licence: quiet(licence), enabled: quiet(enabled), protecting } };
}

/** Nothing happened that a person has to see: facts calm throughout, verdict calm or not known for a while. */
function isUnchanged({ tracks }: ServiceBands): boolean {
  const { licence, enabled, protecting } = tracks;
  const told = protecting.filter(isTelling);
  return (
    [...licence, ...enabled].every(isCalm) &&
    told.length > 0 &&
    told.every(isCalm) &&
    new Set(told.map((one) => one.value)).size === 1
  );
}

/** The history as it is drawn: each service's three tracks, the unchanged ones apart. */
export function bandPicture(history: DeviceHistory, spells: DeviceMaintenance['spells'] = []): BandPicture {
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
    quiet: quietSpells(spells, from, to),
  };
}

/** How long nobody could tell, ms. */
export const unknownMs = (bands: ServiceBands): number =>
  bands.tracks.protecting.reduce((sum, one) => sum + (one.tone === 'unknown' ? one.to - one.from : 0), 0);

/** Place on the plot, 0–100. */
export const percent = (at: number, from: number, to: number): number => ((at - from) / (to - from)) * 100;
