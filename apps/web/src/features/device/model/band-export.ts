import { SERVICE_WORDS } from '@firewatch/shared/domain/service';
import type { DeviceHistory } from '@firewatch/shared/wire/device-history';
import { ageText, ms, type localTime } from '../../../words/time-text.js';
import { TRACKS, type BandPicture } from './bands.js';

/** A cell that a spreadsheet would run as a formula is made text; the rest by RFC 4180. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const utc = (at: number): string => new Date(at).toISOString();

/** Every stretch, spell of maintenance and mark of the window, times in UTC. */
export function historyCsv(device: string, history: DeviceHistory, picture: BandPicture): string {
  const rows = [['firewall', 'service', 'band', 'value', 'from', 'to', 'seconds']];
  for (const { service, tracks } of [...picture.shown, ...picture.folded]) {
    for (const track of TRACKS) {
      for (const one of tracks[track]) {
        const seconds = String(Math.round((one.to - one.from) / 1_000));
        rows.push([device, service, track, one.value, utc(one.from), utc(one.to), seconds]);
      }
    }
  }
  for (const { from, to, reason } of picture.quiet) {
    const seconds = String(Math.round((to - from) / 1_000));
    rows.push([device, '', 'maintenance', reason, utc(from), utc(to), seconds]);
  }
  for (const mark of history.marks) rows.push([device, '', 'mark', mark.text, mark.at, mark.at, '0']);
  return `${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/** The same as a table for eyes. */
export function historyRows(
  history: DeviceHistory,
  picture: BandPicture,
  words: Pick<typeof localTime, 'since'>,
): string[][] {
  const times = ({ from, to }: { from: number; to: number }): string[] => [
    words.since(from, picture.to),
    to === picture.to ? 'now' : words.since(to, picture.to),
    ageText(to - from),
  ];
  const rows = [...picture.shown, ...picture.folded].flatMap(({ service, tracks }) =>
    TRACKS.flatMap((track) =>
      tracks[track].map((one) => [
        SERVICE_WORDS[service].name,
        track,
        one.value.replaceAll('-', ' '),
        ...times(one),
      ]),
    ),
  );
  const quiet = picture.quiet.map((spell) => ['', 'maintenance', spell.reason, ...times(spell)]);
  const marks = history.marks.map((mark) => [
    '',
    'mark',
    mark.text,
    words.since(ms(mark.at), picture.to),
    '',
    '',
  ]);
  return [...rows, ...quiet, ...marks];
}

/** "hdg-tac-01-24h-20081202T1031Z.csv" */
export function fileName(device: string, hours: number, at: number, ending: string): string {
  const stem = device
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const stamp = `${utc(at).slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  return `${stem === '' ? 'firewall' : stem}-${hours}h-${stamp}.${ending}`;
}
