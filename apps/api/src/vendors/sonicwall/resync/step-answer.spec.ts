import { UNREADABLE_REASONS } from '@firewatch/shared/domain/reading';
import { describe, expect, it } from 'vitest';
import { cleanerFor } from '../evidence.js';
import { outcomeOf, unsentAnswer } from './step-answer.js';

const SECRET = 'Circle of Life';

function told(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): { answer: string; words: string } {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answered = { step: 'license-lmsync', clean: cleanerFor([SECRET]), now: 0 } as const;
  return outcomeOf({ status, headers, text }, answered);
}
const envelope = (success: unknown, message: string, code = 'E_ERROR'): object => ({
  status: { success, info: [{ level: 'error', code, message }] },
});

describe('how the device took an order', () => {
  it.each([
    [200, envelope(true, 'Success.', 'E_OK'), 'accepted', 'Success.'],
    [200, { status: { success: true, info: { code: 'E_OK', message: 'Success.' } } }, 'accepted', 'Success.'],
    [
      200,
      envelope(false, 'Unable to reach license manager.'),
      'refused',
      'Refused. Unable to reach license manager.',
    ],
    [
      200,
      envelope(false, 'Licensing must be activated.'),
      'refused',
      'Refused. Licensing must be activated.',
    ],
    [400, envelope(false, 'Bad value.'), 'refused', 'Refused (HTTP 400). Bad value.'],
    [
      404,
      envelope(false, 'API not found.'),
      'refused',
      'This firmware does not know POST /license/lmsync: what is left is the checklist by hand. API not found.',
    ],
    [
      400,
      envelope(false, 'API endpoint is incomplete.'),
      'refused',
      'This firmware does not know POST /license/lmsync: what is left is the checklist by hand. API endpoint is incomplete.',
    ],
    [
      200,
      envelope(false, 'Non config mode.'),
      'busy',
      'The device wants configuration mode for this, which is never taken from anybody. Non config mode.',
    ],
    [
      403,
      envelope(false, 'Another admin holds configuration mode'),
      'busy',
      'The device wants configuration mode for this, which is never taken from anybody. Another admin holds configuration mode',
    ],
    [
      200,
      envelope(false, 'Maximum sessions reached'),
      'busy',
      'Somebody else holds the device. Maximum sessions reached',
    ],
    [401, '', 'busy', 'The session was taken away before the device took the order.'],
    [403, envelope(false, 'Privilege.'), 'denied', 'The account may not give this order. Privilege.'],
    [503, '', 'busy', 'The device asks for patience (HTTP 503).'],
    [500, envelope(false, 'Internal error.'), 'unsure', 'Sent, and answered with HTTP 500. Internal error.'],
    [408, '', 'unsure', 'Sent, and answered with HTTP 408.'],
    [200, '', 'unsure', 'Sent, and the answer is no status of this vendor.'],
    [200, '<html>Sign in</html>', 'unsure', 'Sent, and the answer is no status of this vendor.'],
    [200, '{"status":{"success":true,"in', 'unsure', 'Sent, and the answer is no status of this vendor.'],
    [
      200,
      envelope('true', 'Success.'),
      'unsure',
      'Sent, and the answer is no status of this vendor. Success.',
    ],
  ])('HTTP %d %j: %s', (status, body, answer, words) => {
    expect(told(status, body)).toEqual({ answer, words });
  });

  it('names the wait that a busy device asks for', () => {
    expect(told(429, '', { 'retry-after': '30' }).words).toBe(
      'The device asks for patience (HTTP 429, wait 30 s).',
    );
  });

  it('keeps at most 300 characters of one line, without the password', () => {
    const { words } = told(200, envelope(false, `no ${SECRET}\n${'x'.repeat(2_000)}`));
    expect(words).toHaveLength(300);
    expect(words).toMatch(/^Refused\. no \[secret\] x+$/);
  });
});

describe('a failure before the order was sent', () => {
  it('is denied, busy, refused or unreachable, and never accepted or unsure', () => {
    const by = new Map<string, string[]>();
    for (const why of UNREADABLE_REASONS)
      by.set(unsentAnswer(why), [...(by.get(unsentAnswer(why)) ?? []), why]);
    expect(by.get('denied')).toEqual([
      'auth-failed',
      'denied',
      'api-disabled',
      'password-change-required',
      'two-factor-required',
      'sign-in-not-supported',
      'credential-unavailable',
    ]);
    expect(by.get('busy')).toEqual(['busy']);
    expect(by.get('refused')).toEqual(['no-api', 'not-readable']);
    expect([...by.keys()].toSorted()).toEqual(['busy', 'denied', 'refused', 'unreachable']);
  });
});
