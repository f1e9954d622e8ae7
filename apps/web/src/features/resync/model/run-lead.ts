import type { ResyncRunDetail } from '@firewatch/shared/wire/resync';
import { ageText, ms, type timeWords } from '../../../words/time-text.js';
import { asSentence, counted } from '../../../words/verdict-text.js';
import { isPlan, toneOf } from './run-words.js';

export interface RunLead {
  /** What is going on, in one bold sentence. */
  readonly bold: string;
  /** Who did what. */
  readonly rest: string;
}

/** "about 7 min": estimates are never told to the second above a minute. */
export function aboutText(seconds: number): string {
  if (seconds < 60) return `about ${Math.max(1, Math.round(seconds))} s`;
  return `about ${ageText(Math.round(seconds / 60) * 60_000)}`;
}

/** "71 s" below two minutes: what one firewall takes. */
export const tookText = (took: number): string =>
  took < 120_000 ? `${Math.max(0, Math.floor(took / 1_000))} s` : ageText(took);

/** Position of the first wave that still has something to do; null = none. */
export function currentWave({ devices }: Pick<ResyncRunDetail, 'devices'>): number | null {
  const open = devices.flatMap(({ wave, phase }) =>
    wave !== null && (phase === 'waiting' || phase === 'working') ? [wave] : [],
  );
  return open.length === 0 ? null : Math.min(...open);
}

/** Seconds until the waves are through, as far as the plan's estimates hold. */
export function secondsLeft(detail: Pick<ResyncRunDetail, 'devices' | 'waves'>): number {
  const now = currentWave(detail);
  if (now === null) return 0;
  return detail.waves.reduce((sum, wave) => {
    if (wave.position < now) return sum;
    if (wave.position > now) return sum + wave.estimateSeconds;
    const left = detail.devices.filter(
      ({ wave: at, phase }) => at === now && (phase === 'waiting' || phase === 'working'),
    ).length;
    return sum + (wave.estimateSeconds * left) / Math.max(1, wave.size);
  }, 0);
}

/** From here on an estimate of what works now is worth nothing. */
const LATE_FACTOR = 2;

/** One that works takes more than twice what was planned: an end that moves with the clock would be no end. */
export const isLate = ({ devices }: Pick<ResyncRunDetail, 'devices'>, now: number): boolean =>
  devices.some(
    ({ phase, startedAt, estimateSeconds }) =>
      phase === 'working' &&
      startedAt !== null &&
      now - ms(startedAt) > LATE_FACTOR * estimateSeconds * 1_000,
  );

function handText(detail: Pick<ResyncRunDetail, 'devices'>): string {
  const hands = detail.devices.filter((device) => toneOf(device) === 'hand').length;
  if (hands === 0) return '';
  return `${counted(hands, 'firewall')} still ${hands === 1 ? 'needs' : 'need'} a person`;
}

function boldOf(detail: ResyncRunDetail, words: ReturnType<typeof timeWords>, now: number): string {
  const { row } = detail;
  const joined = (...parts: string[]): string => asSentence(parts.filter(Boolean).join(', '));
  switch (row.state) {
    case 'planned':
    case 'approved':
      return `Nothing has been sent. It would take ${aboutText(detail.estimateSeconds)}.`;
    case 'scheduled':
      return detail.scheduledAt === null
        ? 'Nothing has been sent.'
        : `It starts at ${words.since(ms(detail.scheduledAt), now, false)}; the guards are looked at again then.`;
    case 'counting-down':
      return 'Nothing has been sent yet.';
    case 'running': {
      const position = currentWave(detail);
      if (position === null) return joined('The waves are through', handText(detail));
      const name = detail.waves.find((wave) => wave.position === position)?.name ?? `Wave ${position}`;
      return joined(
        `${name} ${name.endsWith('ies') ? 'are' : 'is'} running`,
        isLate(detail, now) ? 'longer than planned' : `${aboutText(secondsLeft(detail))} left for the waves`,
        handText(detail),
      );
    }
    case 'pausing':
      return 'Nothing new begins; what works is brought to its end and verified.';
    case 'paused':
      return joined('Nothing works and nothing new begins', handText(detail));
    case 'stopping':
      return joined('Nothing new begins; what works is still verified');
    case 'stopped':
    case 'cancelled':
    case 'finished':
      return joined(handText(detail));
  }
}

/** Sub-headline of a run. */
export function leadOf(detail: ResyncRunDetail, words: ReturnType<typeof timeWords>, now: number): RunLead {
  const { row } = detail;
  const who = [
    isPlan(row.state) || row.startedBy === null
      ? `Planned by ${row.createdBy}`
      : `Started by ${row.startedBy}`,
    row.approvedBy === null ? '' : `approved by ${row.approvedBy}`,
  ];
  const why = detail.stoppedWhy === null ? '' : asSentence(detail.stoppedWhy);
  const closes = isPlan(row.state) || row.state === 'finished' ? undefined : row.incident?.label;
  return {
    bold: [why, boldOf(detail, words, now)].filter(Boolean).join(' '),
    rest: [
      asSentence(who.filter(Boolean).join(', ')),
      closes ? `${closes} closes by itself when all of it is verified back.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  };
}
