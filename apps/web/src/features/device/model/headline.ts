import { serviceList } from '@firewatch/shared/domain/headline';
import { SERVICES, type Service } from '@firewatch/shared/domain/service';
import type { Verdict, VerdictReason } from '@firewatch/shared/domain/verdict-words';
import { UNREADABLE_CLAUSES } from '@firewatch/shared/wire/device-why';
import type { DeviceDetail, DeviceRow, ServiceDetail } from '@firewatch/shared/wire/devices';
import { ageText, ms, type localTime } from '../../../words/time-text.js';
import { counted, VERDICT_LOOK, type Look } from '../../../words/verdict-text.js';

type TimeWords = typeof localTime;

export interface DeviceHeadline {
  readonly look: Look;
  readonly title: string;
  /** The fact that decides, in bold; '' when there is none. */
  readonly because: string;
  readonly rest: string;
}

interface Facts {
  readonly detail: DeviceDetail;
  /** As it may be shown now. */
  readonly row: DeviceRow;
  readonly now: number;
  readonly words: TimeWords;
}

/** What became of the services, said after "AV and IPS". */
const HARM: Readonly<Partial<Record<VerdictReason, string>>> = {
  'licence-lost': 'stopped',
  'licence-expired': 'stopped, licence expired',
  'not-running': 'stopped running',
  'switched-off': 'switched off',
  'no-signatures': 'without signatures',
  frozen: 'frozen, licence lapsed',
  partial: 'on for some zones only',
  'detect-only': 'only monitoring',
  stale: 'on stale signatures',
};

const withVerdict = (row: DeviceRow, verdict: Verdict): Service[] =>
  SERVICES.filter((service) => row.services[service]?.verdict === verdict);

function clockSince({ row, now, words }: Facts): string {
  const at = ms(row.worstSince);
  const when = words.since(at, now, false);
  return words.isSameDay(at, now) ? `at ${when}` : `since ${when}`;
}

function silenceTitle({ detail, row, now, words }: Facts): string {
  const since =
    detail.contactSince === null ? '' : ` since ${words.since(ms(detail.contactSince), now, false)}`;
  switch (row.contact) {
    case 'never':
      return `${row.name} was not read yet`;
    case 'busy':
      return `${row.name} is unknown: its only session is taken${since}`;
    case 'auth-failed':
      return `${row.name} is unknown: it refuses our sign-in${since}`;
    case 'identity-mismatch':
      return `${row.name} is unknown: ${detail.contactWhy === 'wrong-serial' ? 'another device' : 'an unknown certificate'} answers${since}`;
    default: {
      const why = detail.contactWhy === null ? 'no believable answer' : UNREADABLE_CLAUSES[detail.contactWhy];
      return `${row.name} is unknown: ${why}${since || ` since ${words.since(ms(row.worstSince), now, false)}`}`;
    }
  }
}

const SOLE_REASON: Readonly<Partial<Record<VerdictReason, string>>> = {
  'licence-unknown': 'the licence is not known',
  'enabled-unknown': 'it is not known whether it is on',
  'signatures-unknown': 'the signature age is not known',
  'running-unknown': 'it is not known whether it runs',
  'suspected-unverified': 'a loss was seen once, then silence',
};

function title(facts: Facts): string {
  const { row, detail } = facts;
  const { verdict, reason } = row.worst;
  const services = serviceList(withVerdict(row, verdict));
  if (detail.readability === 'checklist' && row.contact === 'reachable')
    return `${row.name} answers; it is on the checklist, its services cannot be read`;
  if (row.isSuspected) return `${row.name} may have lost protection: confirming now`;
  switch (verdict) {
    case 'exposed':
      return `${row.name} is exposed: ${services} ${HARM[reason] ?? 'stopped'} ${clockSince(facts)}`;
    case 'blocking':
      return `${row.name} blocks traffic: ${services} ${HARM[reason] ?? 'stopped'} ${clockSince(facts)}`;
    case 'weakened':
      return `${row.name} is weakened: ${services} ${HARM[reason] ?? 'partial'} ${clockSince(facts)}`;
    case 'unknown': {
      const why = SOLE_REASON[reason];
      return why === undefined ? silenceTitle(facts) : `${row.name} is unknown: ${services}, ${why}`;
    }
    case 'protecting':
      return `${row.name} is protecting: ${counted(withVerdict(row, 'protecting').length, 'service')}`;
    default:
      return `${row.name} has no service to watch: all are off by policy`;
  }
}

const said = (service: ServiceDetail): string | undefined => service.licence?.raw.split(';')[0]?.trim();
const isLicenceLoss = (reason: VerdictReason): boolean =>
  reason === 'licence-lost' || reason === 'licence-expired';

function because({ detail, row, now, words }: Facts): string {
  const worst = detail.services.find(
    (service) => row.services[service.service]?.verdict === row.worst.verdict,
  );
  if (!worst || (row.worst.verdict !== 'exposed' && row.worst.verdict !== 'blocking')) return '';
  const until = worst.licence?.expiresAt ?? row.paidUntil;
  const paid =
    until !== null && ms(until) > now
      ? ` although paid until ${words.date(ms(until), now)}`
      : until === null
        ? ''
        : `; it ended ${words.date(ms(until), now)}`;
  if (isLicenceLoss(row.worst.reason)) return `The box says “${said(worst) ?? 'nothing'}”${paid}.`;
  const raw = row.worst.reason === 'switched-off' ? worst.enabled?.raw : undefined;
  return raw === undefined ? '' : `The box says “${raw}”.`;
}

const FLOW: Readonly<Partial<Record<Verdict, string>>> = {
  exposed: 'Traffic flows uninspected for',
  blocking: 'Traffic is blocked for',
  weakened: 'Protection is partial for',
};

function others({ detail, row }: Facts): string {
  const protecting = withVerdict(row, 'protecting').length;
  if (row.worst.verdict === 'unknown') {
    const believed = detail.services.filter((service) => service.believed?.verdict === 'protecting').length;
    const bad = detail.services.filter(
      ({ believed: one }) => one?.verdict === 'exposed' || one?.verdict === 'blocking',
    ).length;
    if (row.believedAt === null) return '';
    return bad > 0
      ? `When last believed ${counted(bad, 'service')} did not protect.`
      : `When last believed ${counted(believed, 'service')} protected.`;
  }
  if (row.worst.verdict === 'protecting' || protecting === 0) return '';
  return `${counted(protecting, 'other service')} ${protecting === 1 ? 'protects' : 'protect'}.`;
}

/** When a verdict last turned; '' when none ever did. */
function lastChange({ detail, now, words }: Facts): string {
  const turns = detail.services.flatMap((service) => (service.since === null ? [] : [ms(service.since)]));
  return turns.length === 0 ? '' : `Verdicts unchanged since ${words.since(Math.max(...turns), now, false)}.`;
}

function rest(facts: Facts): string {
  const { row, now, words } = facts;
  const flow = FLOW[row.worst.verdict];
  const parts: string[] = [];
  if (flow !== undefined && !row.isSuspected) parts.push(`${flow} ${ageText(now - ms(row.worstSince))}.`);
  if (row.worst.verdict === 'unknown' && row.believedAt !== null) {
    parts.push(
      `Last believed reading ${words.since(ms(row.believedAt), now)}, ${ageText(now - ms(row.believedAt))} ago.`,
    );
  }
  parts.push(others(facts));
  if (row.worst.verdict === 'protecting' && row.believedAt !== null) {
    parts.push(`Read ${ageText(now - ms(row.believedAt))} ago.`, lastChange(facts));
  }
  return parts.filter((part) => part !== '').join(' ');
}

/** The page's one sentence: harm, what of, since when; below it the fact that decides. */
export function deviceHeadline(facts: Facts): DeviceHeadline {
  const { row } = facts;
  return {
    look: row.isSuspected ? 'suspect' : VERDICT_LOOK[row.worst.verdict],
    title: title(facts),
    because: because(facts),
    rest: rest(facts),
  };
}
