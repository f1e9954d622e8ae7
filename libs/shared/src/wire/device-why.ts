import type { DeviceCore, Shown } from '../domain/device-state.js';
import type { UnreadableReason } from '../domain/reading.js';
import { SERVICES, SERVICE_WORDS, type Service } from '../domain/service.js';
import type { Verdict, VerdictReason } from '../domain/verdict-words.js';

/** Short clauses for reads that saw nothing: the "why" column and the device page use the same words. */
export const UNREADABLE_CLAUSES: Readonly<Record<UnreadableReason, string>> = {
  refused: 'connection refused',
  timeout: 'no answer in time',
  unreachable: 'network unreachable',
  dns: 'name does not resolve',
  tls: 'TLS handshake failed',
  'certificate-changed': 'another certificate answers',
  'wrong-serial': 'another serial answers',
  'auth-failed': 'sign-in refused',
  denied: 'access denied by the device',
  'api-disabled': 'API switched off',
  'password-change-required': 'device asks for a new password',
  'two-factor-required': 'device asks for a second factor',
  'sign-in-not-supported': 'sign-in method not supported',
  'no-api': 'no API at this address',
  'not-readable': 'not readable: it has no API',
  busy: 'the only session is taken',
  'not-json': 'login page, not JSON',
  malformed: 'answer does not parse',
  truncated: 'answer ended early',
  'too-large': 'answer too large',
  redirect: 'answer is a redirect',
  'http-status': 'HTTP error',
  partial: 'answer incomplete',
  'stale-answer': 'same old answer again',
  'out-of-order': 'answer came too late',
  'egress-denied': 'address not allowed',
  'credential-unavailable': 'credential cannot be opened',
  cancelled: 'read stopped',
};

/** Each reason as a short clause, alike on screens and in answers; `ok` has nothing to add. */
export const REASON_CLAUSES: Readonly<Record<VerdictReason, string>> = {
  'off-by-policy': 'off by policy',
  'not-applicable': 'not licensed by choice',
  'not-running': 'not running',
  'switched-off': 'switched off',
  'no-signatures': 'no signatures installed',
  'licence-lost': 'licence lost',
  'licence-expired': 'licence expired',
  frozen: 'licence lapsed, signatures frozen',
  partial: 'only on some zones',
  'detect-only': 'monitor only',
  stale: 'signatures stale',
  'licence-unknown': 'licence not known',
  'enabled-unknown': 'not known whether it is on',
  'signatures-unknown': 'signature age not known',
  'running-unknown': 'not known whether it runs',
  ok: '',
  'ok-expiring': 'licence ends soon',
  'ok-grace': 'licence in grace period',
  ageing: 'signatures ageing',
  'never-read': 'not read yet',
  'no-believable-answer': 'no believable answer',
  'suspected-unverified': 'loss seen once, then silence',
  'not-readable': 'not readable, checklist only',
};

function silence(core: Pick<DeviceCore, 'contact'>, reason: VerdictReason): string {
  const { state, why } = core.contact;
  if (why) return UNREADABLE_CLAUSES[why];
  if (reason === 'not-readable') return REASON_CLAUSES[reason];
  if (state === 'never') return REASON_CLAUSES['never-read'];
  return REASON_CLAUSES['no-believable-answer'];
}

/**
 * The "why" column: one short clause for the worst service(s), without a date (the row has `paidUntil`).
 * Shape   '' when all is well; services are named by their column heads when not all of them are meant.
 */
export function whyClause(
  core: Pick<DeviceCore, 'contact'>,
  shown: Pick<Shown, 'services' | 'worst' | 'isSuspected'>,
): string {
  if (shown.isSuspected) return 'confirming now';
  const { verdict, reason } = shown.worst;
  if (reason === 'never-read' || reason === 'no-believable-answer' || reason === 'not-readable')
    return silence(core, reason);
  const clause = REASON_CLAUSES[reason];
  if (clause === '' || verdict === 'off-by-policy' || verdict === 'not-applicable') return clause;
  const heads = servicesWith(shown, verdict).map((service) => SERVICE_WORDS[service].short);
  return heads.length === 0 ? clause : `${heads.join(' ')} ${clause}`;
}

/** Services whose shown verdict is the given one, in screen order. */
export function servicesWith(shown: Pick<Shown, 'services'>, verdict: Verdict): Service[] {
  return SERVICES.filter((service) => shown.services[service]?.verdict === verdict);
}
