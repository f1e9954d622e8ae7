import type { NoticeContent } from '@firewatch/shared/domain/notice-content';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../contract.js';
import { composeMail, messageId, wordsOf } from './compose.js';

const SINCE = Date.UTC(2008, 11, 2, 10, 4, 11);
const content: NoticeContent = {
  label: 'F-12',
  incidentId: 'i1',
  kind: 'fleet',
  severity: 'critical',
  headline: {
    title: 'SonicWall licences dropped on 2 of 50 firewalls at 2 customers',
    subline: 'AV and IPS stopped since 02:04; traffic flows uninspected.',
    likely: 'Likely SonicWall’s licensing plane.',
    doNow: 'Open a severity 1 case.',
  },
  zone: 'America/Los_Angeles',
  at: SINCE + 60_000,
  customers: [
    {
      name: 'Harbor <b>Dental</b>',
      devices: [
        {
          name: 'HDG-TAC-01\r\nBcc: all@evil.example',
          model: 'NSa 2700',
          services: ['gateway-av', 'ips'],
          since: SINCE,
          lastGoodAt: SINCE - 60_000,
          paidUntil: Date.UTC(2009, 2, 14, 20),
          backAt: null,
          raw: 'Not Licensed',
        },
      ],
    },
  ],
  findings: ['In common: Firmware: 7.0.1, 2 of 2'],
  adopted: ['D-7'],
  told: { severity: 'critical', units: [], customerIds: [] },
};
const notice = (over: Partial<Notice> = {}): Notice => ({
  key: 'fw/i1/c.YQ/2',
  incidentKey: 'fw/i1',
  firstKey: 'fw/i1/c.YQ/1',
  adoptedKeys: [],
  kind: 'updated',
  destination: 'oncall@msp.example',
  content,
  ackLink: 'https://fw.example/ack#token=t',
  link: 'https://fw.example/incidents/i1',
  ...over,
});

describe('composeMail', () => {
  it('carries keys made of identity: Message-ID of the notice, reply to the first, root of the incident', () => {
    const mail = composeMail(notice(), 'firewatch@msp.example');
    expect({ id: mail.messageId, parent: mail.inReplyTo, references: mail.references }).toEqual({
      id: '<fw.i1.c.YQ.2@notices.firewatch>',
      parent: '<fw.i1.c.YQ.1@notices.firewatch>',
      references: ['<fw.i1@notices.firewatch>', '<fw.i1.c.YQ.1@notices.firewatch>'],
    });
  });

  it('a first mail answers nobody, unless it takes over an earlier incident: then it answers that mail', () => {
    const first = composeMail(notice({ firstKey: null, kind: 'opened' }), 'a@b.example');
    expect(first.inReplyTo).toBeUndefined();
    const adopting = composeMail(
      notice({ firstKey: null, kind: 'opened', adoptedKeys: ['fw/d7/c.YQ/1'] }),
      'a@b.example',
    );
    expect(adopting.inReplyTo).toBe(messageId('fw/d7/c.YQ/1'));
    expect(adopting.references).toEqual(['<fw.i1@notices.firewatch>', '<fw.d7.c.YQ.1@notices.firewatch>']);
  });

  it('names each firewall under its customer with services, since, last good and paid until, in one zone', () => {
    const mail = composeMail(notice(), 'a@b.example');
    expect(mail.text).toContain(
      'Harbor <b>Dental</b>, 1 firewall\n  HDG-TAC-01 Bcc: all@evil.example (NSa 2700): AV and IPS, since 02:04, last good 02:03, paid until 14 Mar 2009',
    );
    expect(mail.text).toContain('https://fw.example/incidents/i1');
    expect(mail.text).toContain('Includes D-7, told before.');
    expect(mail.text).toContain('Times are PST.');
  });

  it('lets no name start a header or markup of its own', () => {
    const titled = {
      ...content,
      headline: { ...content.headline, title: 'Lost\r\nBcc: x@y.example\u2028<script>' },
    };
    const mail = composeMail(notice({ content: titled }), 'a@b.example');
    expect(mail.subject).toBe('[F-12] Update: Lost Bcc: x@y.example <script>');
    expect(mail.html).not.toMatch(/<script|<b>Dental/);
    expect(mail.html).not.toMatch(/src=|url\(/);
  });

  it('says the same in both forms', () => {
    const words = wordsOf(notice());
    const mail = composeMail(notice(), 'a@b.example');
    for (const line of words.paragraphs) expect(mail.text).toContain(line);
    expect(mail.headers).toMatchObject({ 'Auto-Submitted': 'auto-generated' });
  });
});
