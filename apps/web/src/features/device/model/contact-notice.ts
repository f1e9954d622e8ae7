import { UNREADABLE_CLAUSES } from '@firewatch/shared/wire/device-why';
import type { DeviceDetail, DeviceRow } from '@firewatch/shared/wire/devices';
import { ageText, ms, type localTime } from '../../../words/time-text.js';

export interface ContactNotice {
  readonly kind: 'never' | 'failing' | 'no-data' | 'busy' | 'auth-failed' | 'identity-mismatch';
  readonly title: string;
  /** What is known, what is still true. */
  readonly body: string;
  readonly doNow: string;
}

const sentence = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);

const DO_NOW: Readonly<Record<ContactNotice['kind'], string>> = {
  never: 'The first reading follows by itself; press Read now to have it at once.',
  failing: 'It is read again by itself. Nothing to do unless it lasts.',
  'no-data': 'Check its line and power, and that its management answers our address.',
  busy: 'Ask who is signed in, and end that session when it is not needed. It is tried again by itself.',
  'auth-failed': 'Enter a new credential; reading goes on by itself.',
  'identity-mismatch': 'Compare old and new below; approve only if you know why it changed.',
};

function kept(row: DeviceRow, now: number, words: typeof localTime): string {
  if (row.believedAt === null) return 'It was never read, so nothing is known of it.';
  const at = words.since(ms(row.believedAt), now);
  if (row.shownUntil !== null && ms(row.shownUntil) > now) {
    return `Showing the reading of ${at}; from ${words.since(ms(row.shownUntil), now)} on it counts as unknown.`;
  }
  return `Its last believed reading is of ${at} and too old to show; it stands beside as what was believed.`;
}

const TITLES: Readonly<Record<ContactNotice['kind'], string>> = {
  never: 'Not read yet',
  failing: 'No good reading',
  'no-data': 'No believable answer',
  busy: 'Its only session is taken',
  'auth-failed': 'Sign-in refused, reading stopped',
  'identity-mismatch': 'Somebody else answers at its address',
};

/** Why this firewall is not simply being read, and what to do; null when it is. */
export function contactNotice(
  detail: DeviceDetail,
  row: DeviceRow,
  now: number,
  words: typeof localTime,
): ContactNotice | null {
  const kind = row.contact;
  if (kind === 'reachable') return null;
  const why = detail.contactWhy === null ? '' : ` (${UNREADABLE_CLAUSES[detail.contactWhy]})`;
  const since =
    detail.contactSince === null
      ? ''
      : ` since ${words.since(ms(detail.contactSince), now)} (${ageText(now - ms(detail.contactSince))})`;
  const stopped =
    kind === 'auth-failed' ? 'Reading stopped after two tries, so that no account is locked.' : '';
  const held = kind === 'identity-mismatch' ? 'Nothing is sent to it until a person approves.' : '';
  return {
    kind,
    title: kind === 'never' ? TITLES.never : `${TITLES[kind]}${since}`,
    body: [
      sentence(detail.contactDetail === '' ? why.replaceAll(/[ ()]+/g, ' ').trim() : detail.contactDetail),
      stopped,
      held,
      kind === 'never' ? '' : kept(row, now, words),
    ]
      .filter((part) => part !== '')
      .join(' '),
    doNow: DO_NOW[kind],
  };
}
