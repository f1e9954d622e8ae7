import type { UnreadableReason } from '@firewatch/shared/domain/reading';
import type { FormFaults } from '../../../words/form-faults.js';

const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const ADVICE: Readonly<Partial<Record<UnreadableReason, string>>> = {
  refused: 'Is this the management port?',
  timeout: 'Does its firewall rule let our address in?',
  dns: 'Check the spelling, or use its IP address.',
  tls: 'A box with old firmware may need TLS “Legacy”.',
  'no-api': 'Is this the management address of this vendor?',
  'not-readable': 'Its services cannot be watched; below it can be kept on a checklist.',
  'auth-failed': 'Enter a user name and a password that work on the firewall itself, then try again.',
  'api-disabled': 'Switch the API on in its administration, then try again.',
  'password-change-required': 'Sign in at the box once and set a new password, then enter it here.',
  'two-factor-required': 'Give it an own account without a second factor, restricted to our address.',
  busy: 'End the other administrator’s session, or try again in a minute.',
  'certificate-changed': 'Go back and look at the certificate again.',
  'egress-denied': 'Choose an address outside the ranges that are never called.',
};

/** Which field of the first step a failed look belongs to. */
const AT_TLS: ReadonlySet<UnreadableReason> = new Set(['tls']);

const text = (why: UnreadableReason, detail: string): string =>
  [ended(detail), ADVICE[why] ?? ''].filter((part) => part !== '').join(' ');

/** A look that saw no certificate, said at the field that most likely is wrong. */
export function lookRefusal(why: UnreadableReason, detail: string): FormFaults {
  const field = AT_TLS.has(why) ? 'tls' : 'host';
  return { fields: { [field]: text(why, detail) }, rest: null };
}

const AT_CREDENTIAL: ReadonlySet<UnreadableReason> = new Set([
  'auth-failed',
  'denied',
  'credential-unavailable',
]);

/** A try that read nothing: at the last (secret) field when the sign-in was refused, else for the whole step. */
export function tryRefusal(
  why: UnreadableReason,
  detail: string,
  secretField: string | undefined,
): FormFaults {
  const said = text(why, detail);
  return AT_CREDENTIAL.has(why) && secretField !== undefined
    ? { fields: { [secretField]: said }, rest: null }
    : { fields: {}, rest: said };
}
