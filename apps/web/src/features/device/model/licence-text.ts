import { endWords, inScreenOrder } from '@firewatch/shared/domain/renewals-words';
import { SERVICE_WORDS } from '@firewatch/shared/domain/service';
import type { DeviceRenewals, SignatureNote } from '@firewatch/shared/wire/renewals';
import { ms, timeWords } from '../../../words/time-text.js';
import { counted } from '../../../words/verdict-text.js';

const DAY = 86_400_000;
const NEAR_DAYS = 30;

export interface LicenceLine {
  readonly key: string;
  /** "AV, AS, IPS" */
  readonly heads: string;
  /** "ends 4 Dec (12 days)" */
  readonly end: string;
  /** "14-day reminder", "" before the first rung. */
  readonly rung: string;
  /** "moved from 4 Dec 2025", "" when it never moved. */
  readonly moved: string;
  readonly isPressing: boolean;
}

type Bundle = DeviceRenewals['bundles'][number];

function rungOf({ step }: Bundle): string {
  if (step === null || step === 'expired' || step === 'grace') return '';
  return step === 1 ? 'last-day reminder' : `${step}-day reminder`;
}

/** What ends on one day shares a line; the first end first. */
export function licenceLines({ bundles, asOf, zone }: DeviceRenewals): readonly LicenceLine[] {
  const now = ms(asOf);
  const date = (at: string): string => timeWords(zone).date(ms(at), now);
  return bundles.map((bundle) => {
    const { step, endsAt, daysLeft, movedFrom } = bundle;
    return {
      key: `${endsAt}/${step}`,
      heads: inScreenOrder(bundle.names).join(', '),
      end: endWords({ step, daysLeft, date: endsAt === null ? null : date(endsAt) }),
      rung: rungOf(bundle),
      moved: movedFrom === null ? '' : `moved from ${date(movedFrom)}`,
      isPressing: step !== null && (typeof step === 'string' || step <= NEAR_DAYS),
    };
  });
}

/** One sentence on one database that is not kept up. */
export function signatureSentence(
  note: SignatureNote,
  answer: Pick<DeviceRenewals, 'asOf' | 'zone'>,
): string {
  const { name } = SERVICE_WORDS[note.service];
  if (note.kind === 'behind') {
    return `${name}: signatures are behind their sisters of the same model and firmware by ${counted(Math.floor(note.behindMs / DAY), 'day')}.`;
  }
  const since = timeWords(answer.zone).date(ms(note.publishedAt), ms(answer.asOf));
  return `${name}: ${counted(note.checks, 'update')} succeeded and the database still is the one of ${since}.`;
}
