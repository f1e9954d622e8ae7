import { refused, type Refusal, type Refused } from '../contract.js';

/** What nodemailer says of a failed send; every field may be absent. */
interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message: string;
}

const field = (error: object, name: string): unknown =>
  name in error ? error[name as keyof typeof error] : undefined;

function parse(error: unknown): SmtpError {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = field(error, 'code');
  const command = field(error, 'command');
  const responseCode = field(error, 'responseCode');
  const response = field(error, 'response');
  return {
    message: error.message,
    ...(typeof code === 'string' && { code }),
    ...(typeof command === 'string' && { command }),
    ...(typeof responseCode === 'number' && { responseCode }),
    ...(typeof response === 'string' && { response }),
  };
}

function permanentReason(command: string): Refusal {
  if (command.startsWith('AUTH')) return 'sign-in-refused';
  if (command.startsWith('RCPT')) return 'recipient-refused';
  if (command.startsWith('MAIL')) return 'sender-refused';
  return 'message-refused';
}

function reasonOf(error: SmtpError): { readonly reason: Refusal; readonly retry: boolean } {
  const { code = '', command = '', responseCode = 0 } = error;
  if (responseCode >= 500)
    return { reason: permanentReason(code === 'EAUTH' ? 'AUTH' : command), retry: false };
  if (responseCode >= 400) return { reason: 'try-later', retry: true };
  if (code === 'EAUTH') return { reason: 'sign-in-refused', retry: false };
  if (/ECONNRESET|EPIPE/.test(error.message)) return { reason: 'no-answer', retry: true };
  if (code === 'ETLS' || code === 'ESOCKET' || code === 'EDNS') {
    return { reason: code === 'ETLS' || isTls(error.message) ? 'tls' : 'unreachable', retry: true };
  }
  if (code === 'ETIMEDOUT') {
    // Before the greeting nothing was sent; later nodemailer does not tell how far the message got.
    const isBefore = /connection timeout|greeting/i.test(error.message);
    return { reason: isBefore ? 'unreachable' : 'timeout', retry: true };
  }
  return { reason: /closed unexpectedly/i.test(error.message) ? 'no-answer' : 'unreachable', retry: true };
}

const isTls = (message: string): boolean => /certificate|self.signed|ssl|tls/i.test(message);

/** Servers quote what they were sent; a password or its usual spellings must not come back in a detail. */
function redact(text: string, secrets: readonly string[]): string {
  const spellings = secrets
    .filter((secret) => secret.length > 3)
    .flatMap((secret) => [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)]);
  return spellings.reduce((kept, secret) => kept.replaceAll(secret, '[redacted]'), text);
}

/**
 * An attempt's error as a named refusal.
 * Shape   5xx and refused sign-in are final; 4xx, connection and time-outs are tried again.
 * Source  RFC 5321 4.2.1; nodemailer 10 error codes and `command`.
 */
export function classify(error: unknown, secrets: readonly string[]): Refused {
  const parsed = parse(error);
  const { reason, retry } = reasonOf(parsed);
  const said = parsed.response ?? parsed.message;
  // Not a mail server's answer: what some other service says of itself is not shown.
  const isForeign = parsed.response !== undefined && parsed.responseCode === undefined;
  return refused(reason, retry, isForeign ? 'What answers there is no mail server.' : redact(said, secrets));
}
