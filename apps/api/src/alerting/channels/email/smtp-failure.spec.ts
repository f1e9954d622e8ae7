import { describe, expect, it } from 'vitest';
import { classify } from './smtp-failure.js';

const failure = (message: string, over: object = {}): Error => Object.assign(new Error(message), over);

describe('classify', () => {
  it.each([
    ['550 at RCPT', { responseCode: 550, command: 'RCPT TO' }, 'recipient-refused', false],
    ['553 at MAIL', { responseCode: 553, command: 'MAIL FROM' }, 'sender-refused', false],
    ['554 after DATA', { responseCode: 554, command: 'DATA' }, 'message-refused', false],
    ['535 at AUTH', { responseCode: 535, code: 'EAUTH', command: 'AUTH PLAIN' }, 'sign-in-refused', false],
    ['454 at AUTH', { responseCode: 454, code: 'EAUTH', command: 'AUTH PLAIN' }, 'try-later', true],
    ['451 greylisting', { responseCode: 451, command: 'RCPT TO' }, 'try-later', true],
    ['421 goodbye', { responseCode: 421, command: 'CONN' }, 'try-later', true],
    ['missing sign-in', { code: 'EAUTH', command: 'API' }, 'sign-in-refused', false],
    ['broken STARTTLS', { code: 'ETLS', command: 'STARTTLS' }, 'tls', true],
    ['unknown name', { code: 'EDNS' }, 'unreachable', true],
  ])('%s', (message, over, reason, retry) => {
    expect(classify(failure(message, over), [])).toMatchObject({ delivered: false, reason, retry });
  });

  it.each([
    ['connect ECONNREFUSED 127.0.0.1:25', 'ESOCKET', 'unreachable'],
    ['read ECONNRESET', 'ESOCKET', 'no-answer'],
    ['Connection closed unexpectedly', 'ECONNECTION', 'no-answer'],
    ['Connection timeout', 'ETIMEDOUT', 'unreachable'],
    ['Greeting never received', 'ETIMEDOUT', 'unreachable'],
    ['Timeout', 'ETIMEDOUT', 'timeout'],
    ['self-signed certificate', 'ESOCKET', 'tls'],
  ])('"%s" (%s) is %s: certain before the greeting, uncertain after', (message, code, reason) => {
    expect(classify(failure(message, { code, command: 'CONN' }), [])).toMatchObject({ reason, retry: true });
  });

  it('keeps the secret out of a detail in plain, base64 and URL spelling, and line breaks too', () => {
    const secret = 'pass word/1';
    const quoted = `535 bad ${secret}\r\n${Buffer.from(secret).toString('base64')} ${encodeURIComponent(secret)}`;
    const said = classify(failure('x', { responseCode: 535, response: quoted, code: 'EAUTH' }), [secret]);
    expect(said.redactedDetail).toBe('535 bad [redacted] [redacted] [redacted]');
  });

  it('shows nothing of a service that is no mail server', () => {
    const banner = 'SSH-2.0-OpenSSH_9.2p1 inside';
    const over = { code: 'EPROTOCOL', response: banner, command: 'CONN' };
    expect(classify(failure(`Invalid greeting. response=${banner}`, over), [])).toEqual({
      delivered: false,
      retry: true,
      reason: 'unreachable',
      redactedDetail: 'What answers there is no mail server.',
    });
  });

  it('cuts a long answer at 200 characters', () => {
    const said = classify(
      failure('x', { responseCode: 550, response: 'a'.repeat(5_000), command: 'RCPT TO' }),
      [],
    );
    expect(said.redactedDetail).toHaveLength(200);
  });
});
