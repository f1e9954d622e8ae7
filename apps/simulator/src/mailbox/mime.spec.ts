import { describe, expect, it } from 'vitest';
import { decodeHeader } from './encoded-word.js';
import { parseMail } from './mime.js';

const mail = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'), 'utf8');

describe('encoded words', () => {
  it.each([
    ['plain text', 'plain text'],
    ['=?utf-8?B?8J+UpSBHZXR0aW5n?=', '🔥 Getting'],
    ['=?UTF-8?Q?gr=C3=B6=C3=9Fere_St=C3=B6rung?=', 'größere Störung'],
    // One character cut in two by the writer: bytes join before they are read.
    ['=?utf-8?B?8J8=?= =?utf-8?B?lKU=?=', '🔥'],
    ['=?utf-8?Q?a?= =?utf-8?Q?b?= c', 'ab c'],
    ['=?iso-8859-1?Q?caf=E9?= and more', 'café and more'],
    ['=?no-such-set?Q?abc?=', 'abc'],
  ])('%s -> %s', (given, read) => {
    expect(decodeHeader(given)).toBe(read);
  });
});

describe('mail', () => {
  it('reads quoted-printable text, base64 html and a folded thread in nested parts', () => {
    const parsed = parseMail(
      mail(
        'From: Firewatch <fw@example.test>',
        'To: noc@avalon.test, oncall@avalon.test',
        'Subject: =?utf-8?Q?7_of_50_=E2=80=93_SonicWall?=',
        'Message-ID: <b@fw>',
        'In-Reply-To: <a@fw>',
        'References: <root@fw>',
        ' <a@fw>',
        'Content-Type: multipart/mixed; boundary="ab"',
        '',
        'preamble',
        '--ab',
        'Content-Type: multipart/alternative; boundary=abc',
        '',
        '--abc',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'Sch=C3=B6n=',
        'e Zeile',
        '--abc',
        'Content-Type: text/html; charset=utf-8',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from('<b>schön</b>').toString('base64'),
        '--abc--',
        '--ab',
        'Content-Type: text/plain',
        'Content-Disposition: attachment; filename=x.txt',
        '',
        'not shown',
        '--ab--',
      ),
    );
    expect({ ...parsed, headers: null }).toEqual({
      headers: null,
      from: 'Firewatch <fw@example.test>',
      to: ['noc@avalon.test', 'oncall@avalon.test'],
      subject: '7 of 50 – SonicWall',
      messageId: '<b@fw>',
      inReplyTo: '<a@fw>',
      references: ['<root@fw>', '<a@fw>'],
      text: 'Schöne Zeile',
      html: '<b>schön</b>',
    });
  });

  it('reads 8-bit text, and nothing but empty fields from nonsense', () => {
    expect(parseMail(mail('Content-Type: text/plain; charset=utf-8', '', 'für')).text).toBe('für');
    expect(parseMail(Buffer.from([0xff, 0x00, 0x0a]))).toMatchObject({
      subject: '',
      messageId: null,
      to: [],
      html: null,
    });
  });
});
