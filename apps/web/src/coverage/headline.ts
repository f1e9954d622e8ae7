import type { Verdict } from '@firewatch/shared/domain/verdict-words';
import { ageText, ms } from '../words/time-text.js';
import { counted } from '../words/verdict-text.js';
import type { FleetCounts } from './counts.js';

export interface FleetHeadline {
  /** The harm, or the good-night line. */
  readonly title: string;
  /** Said only when no incident gives a cause. */
  readonly note: string;
}

type Harm = Extract<Verdict, 'exposed' | 'blocking' | 'unknown' | 'weakened'>;
const HARM: Readonly<Record<Harm, { one: string; many: string; note: string }>> = {
  exposed: {
    one: 'is not inspecting traffic',
    many: 'are not inspecting traffic',
    note: 'Traffic still flows.',
  },
  blocking: {
    one: 'blocks traffic',
    many: 'block traffic',
    note: 'A service that stopped fails closed: people there cannot work.',
  },
  unknown: {
    one: 'gives no believable answer',
    many: 'give no believable answer',
    note: 'The last verdict is kept and not trusted.',
  },
  weakened: {
    one: 'inspects with weakened protection',
    many: 'inspect with weakened protection',
    note: 'Traffic is still inspected.',
  },
};

/** h1 of the fleet page: size and harm of the worst verdict there is; with nothing wrong, the good-night line. */
export function fleetHeadline(counts: FleetCounts, now: number): FleetHeadline {
  if (counts.total === 0) return { title: 'No firewall is watched yet', note: '' };
  for (const verdict of ['exposed', 'blocking', 'unknown', 'weakened'] as const) {
    const size = counts[verdict];
    if (size === 0) continue;
    const where = counts.customersOf[verdict];
    const at = where === undefined ? '' : ` at ${counted(where, 'customer')}`;
    const { one, many, note } = HARM[verdict];
    return { title: `${counted(size, 'firewall')}${at} ${size === 1 ? one : many}`, note };
  }
  if (counts.suspected > 0) {
    return {
      title: `${counted(counts.suspected, 'firewall')} may have lost protection`,
      note: 'One reading said so; it is being read again right now.',
    };
  }
  return { title: goodNight(counts, now), note: '' };
}

/** "62 firewalls, 3 vendors, all protecting, oldest reading 48 s." */
function goodNight(counts: FleetCounts, now: number): string {
  const parts = [counted(counts.total, 'firewall'), counted(counts.vendors, 'vendor')];
  const idle = counts.offByPolicy + counts.notApplicable;
  parts.push(
    idle === 0
      ? 'all protecting'
      : `${counted(counts.protecting, 'protecting', 'protecting')}, ${idle} off on purpose`,
  );
  if (counts.oldestReadAt !== null) parts.push(`oldest reading ${ageText(now - ms(counts.oldestReadAt))}`);
  return `${parts.join(', ')}.`;
}
