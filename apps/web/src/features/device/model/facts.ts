import type { FactKind } from '@firewatch/shared/domain/fact';
import type { VerdictReason } from '@firewatch/shared/domain/verdict-words';
import type { ServiceDetail } from '@firewatch/shared/wire/devices';
import { ageText, ms, utcText, type localTime } from '../../../words/time-text.js';

type Words = Pick<typeof localTime, 'since' | 'date'>;

export const FACT_NAMES: Readonly<Record<FactKind, string>> = {
  licence: 'Licence',
  enabled: 'Enabled',
  signatures: 'Signatures',
  running: 'Running',
};
export const FACTS: readonly FactKind[] = ['licence', 'enabled', 'signatures', 'running'];

export interface FactLook {
  readonly value: string;
  readonly note: string;
  /** This one decides the verdict. */
  readonly isWorst: boolean;
  readonly tone: 'plain' | 'bad' | 'watch' | 'unknown' | 'faint';
  /** Source, age and the vendor's words. */
  readonly hover: string;
}

const DECIDES: Readonly<Partial<Record<VerdictReason, FactKind>>> = {
  'licence-lost': 'licence',
  'licence-expired': 'licence',
  frozen: 'licence',
  'licence-unknown': 'licence',
  'ok-expiring': 'licence',
  'ok-grace': 'licence',
  'switched-off': 'enabled',
  partial: 'enabled',
  'detect-only': 'enabled',
  'enabled-unknown': 'enabled',
  'no-signatures': 'signatures',
  stale: 'signatures',
  ageing: 'signatures',
  'signatures-unknown': 'signatures',
  'not-running': 'running',
  'running-unknown': 'running',
};

function licenceNote(service: ServiceDetail, now: number, words: Words): string {
  const until = service.licence?.expiresAt ?? null;
  if (until === null) return '';
  const at = ms(until);
  const verb = at <= now ? 'ended' : service.licence?.value === 'active' ? 'until' : 'paid to';
  return `${verb} ${words.date(at, now)}`;
}

function signaturesNote(service: ServiceDetail, now: number, words: Words): string {
  const { publishedAt = null, lastAttemptAt = null, version = null } = service.signatures ?? {};
  if (publishedAt !== null) return `published ${words.since(ms(publishedAt), now, false)}`;
  if (lastAttemptAt !== null) return `checked ${words.since(ms(lastAttemptAt), now, false)}`;
  return version ?? '';
}

function noteOf(fact: FactKind, service: ServiceDetail, now: number, words: Words): string {
  if (fact === 'licence') return licenceNote(service, now, words);
  if (fact === 'signatures') return signaturesNote(service, now, words);
  return '';
}

function toneOf(value: string, isWorst: boolean, service: ServiceDetail): FactLook['tone'] {
  const { verdict } = service.shown;
  if (value === 'unknown') return 'unknown';
  if (value === 'not-offered' || value === 'not-applicable') return 'faint';
  if (!isWorst) return 'plain';
  if (verdict === 'exposed' || verdict === 'blocking') return 'bad';
  if (verdict === 'weakened') return 'watch';
  return service.believed?.verdict === 'exposed' || service.believed?.verdict === 'blocking'
    ? 'unknown'
    : 'plain';
}

/** One fact as two lines; null when this reading has none of its kind. */
export function factLook(fact: FactKind, service: ServiceDetail, now: number, words: Words): FactLook | null {
  const seen = service[fact];
  if (seen === null) return null;
  const reason = service.believed?.reason ?? service.shown.reason;
  const isWorst = DECIDES[reason] === fact;
  const age =
    seen.at === null ? 'time not known' : `${ageText(now - ms(seen.at))} ago, ${utcText(ms(seen.at))}`;
  return {
    value: seen.value === 'not-offered' ? 'not told' : seen.value.replaceAll('-', ' '),
    note: noteOf(fact, service, now, words),
    isWorst,
    tone: toneOf(seen.value, isWorst, service),
    hover: `“${seen.raw}”\n${seen.source}\n${age}`,
  };
}

/** A column nobody has anything to say in is left out and named in words instead. */
export function toldFacts(services: readonly ServiceDetail[]): FactKind[] {
  return FACTS.filter((fact) =>
    services.some((service) => service[fact] !== null && service[fact].value !== 'not-offered'),
  );
}
