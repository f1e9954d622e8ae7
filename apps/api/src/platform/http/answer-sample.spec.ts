import { SAMPLE_MAX_CHARS } from '@firewatch/shared/domain/reading';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleOf } from './answer-sample.js';

const SENT = 'Tr0ub4dor&3';
const hide = (line: string): string => line.replaceAll(SENT, '[secret]');
const bodyOf = (text: string): string => sampleOf({ status: 200, headers: {}, text }, 'GET /x', hide).body;

/** Everything of a box that must not be seen, with what it looks like where it stands. */
const PRIVATE: Readonly<Record<string, string>> = {
  'our password': SENT,
  'their password': 'hunter-two',
  keyset: 'K7QD-99XA-PLMN-3311',
  serial: '2CB8ED000001',
  'serial of letters': 'CAFEBABEFACE',
  'registration code': 'ABCDEFGH',
  'session id': 'q8Zr2kLmN0pXy7Tt',
  'session id of letters': 'AbCdEfGhIjKlMnOpQrStUv',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  fingerprint: '9C:11:22:33:44:55:66:77',
  address: '203.0.113.77',
  'address of six': '2001:db8::17:3',
  mail: 'carol@harbor.example',
  'firewall name': 'harbor-fw',
};
const p = (name: string): string => PRIVATE[name] ?? '';

const TREE = {
  status: { success: false, info: [{ code: 'E_UNLICENSED', message: 'Licensing must be activated' }] },
  gateway_anti_virus_expiration_date: 'UTC 04/05/2026 00:00:00.000',
  firmware_version: 'SonicOS 7.0.1-5161',
  serial_number: p('serial'),
  firewall_name: p('firewall name'),
  authentication_code: p('registration code'),
  license: { keyset: p('keyset'), note: `was ${p('keyset')} until today` },
  admin: { password: { value: p('their password') }, list: [p('their password')] },
  note: `${SENT} ${p('serial')} ${p('serial of letters')} ${p('session id')} ${p('session id of letters')}`,
  seen: `${p('token')} ${p('fingerprint')} at ${p('address')}, ${p('address of six')} by ${p('mail')}`,
};
const WHOLE = JSON.stringify(TREE);

const ANSWERS: readonly (readonly [what: string, text: string, keeps: readonly string[]])[] = [
  [
    'whole JSON',
    WHOLE,
    [
      'E_UNLICENSED',
      'Licensing must be activated',
      'UTC 04/05/2026 00:00:00.000',
      '7.0.1-5161',
      'serial_number',
    ],
  ],
  ['JSON over several lines', JSON.stringify(TREE, null, 2), ['E_UNLICENSED', 'Licensing must be activated']],
  [
    'JSON that ends early',
    WHOLE.slice(0, -1),
    ['E_UNLICENSED', 'Licensing must be activated', 'serial_number'],
  ],
  ['JSON with a comma too many', WHOLE.replace('{', '{,'), ['E_UNLICENSED', '7.0.1-5161']],
  [
    'a page',
    `<html><head><title>SonicWall - Authentication</title><script>var sess="${p('session id')}";</script></head>
     <body><!-- ${p('their password')} --><input type=hidden name=csrf value="${p('registration code')}">
     <a href='/auth?id=${p('session id')}'>on ${p('serial')}</a></body></html>`,
    ['SonicWall - Authentication', '<input', '<title>'],
  ],
  [
    'labelled text',
    `Firewall Name: ${p('firewall name')}\nSerial Number: ${p('serial of letters')}\nAdmin password=${p('their password')}\r\nSet-Cookie: temp=${p('registration code')}\nGateway Anti-Virus: Licensed`,
    ['Gateway Anti-Virus: Licensed', 'Serial Number'],
  ],
];

describe('sampleOf', () => {
  it.each(ANSWERS)('keeps the words of %s and nothing that opens or names anything', (_what, text, keeps) => {
    const body = bodyOf(text);
    const found = Object.entries(PRIVATE).filter(([, word]) => body.includes(word));
    expect(found).toEqual([]);
    expect(keeps.filter((word) => !body.includes(word))).toEqual([]);
  });

  it('tells source, status and content type, and no other header', () => {
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'set-cookie': ['SessId=abc'],
      'www-authenticate': 'Digest nonce="n"',
    };
    expect(sampleOf({ status: 502, headers, text: 'Bad gateway' }, 'GET /version', hide)).toEqual({
      source: 'GET /version',
      status: 502,
      contentType: 'text/html; charset=utf-8',
      body: 'Bad gateway',
    });
  });

  it('is never longer than 4,096 characters and never ends in half of one', () => {
    for (const text of [
      'x '.repeat(1_000_000),
      `x${'😀'.repeat(500_000)}`,
      '<b>'.repeat(300_000),
      '{"a":['.repeat(99_000),
    ]) {
      const body = bodyOf(text);
      expect([body.length <= SAMPLE_MAX_CHARS, body.isWellFormed()]).toEqual([true, true]);
    }
  });

  it('lets no secret through where it cuts, wherever the secret stands', () => {
    const text = fc.tuple(
      fc.integer({ min: 0, max: 20_000 }),
      fc.constantFrom(' ', 'word ', '"', '<', 'a: '),
    );
    fc.assert(
      fc.property(text, ([length, filler]) => {
        const body = bodyOf(`${filler.repeat(length).slice(0, length)}${SENT}${'y'.repeat(9)}`);
        return !body.includes(SENT.slice(0, 6));
      }),
      { numRuns: 300 },
    );
  });

  it('shows no half of a secret where its search ends, also when all before it shrinks to nothing', () => {
    const shrinking = (line: string): string => hide(line).replaceAll(/\0+/g, ' ');
    for (let left = 0; left <= SENT.length; left += 1) {
      const text = `${'\0'.repeat(65_536 - left)}${SENT}${'\0'.repeat(9_000)}`;
      const { body } = sampleOf({ status: 200, headers: {}, text }, 'GET /x', shrinking);
      expect(body.trim()).toBe('');
    }
  });

  it('searches the first 64 kB only, of 2 MB of line breaks', () => {
    let lines = 0;
    const counting = (line: string): string => {
      lines += 1;
      return line;
    };
    sampleOf({ status: 200, headers: {}, text: '\n'.repeat(2_000_000) }, 'GET /x', counting);
    expect(lines).toBeLessThan(70_000);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const { body } = sampleOf({ status: 200, headers: {}, text }, 'GET /x', hide);
        return body.length <= SAMPLE_MAX_CHARS;
      }),
      { numRuns: 2_000 },
    );
  });
});
