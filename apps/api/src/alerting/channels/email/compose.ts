import { counted, serviceList } from '@firewatch/shared/domain/headline';
import type { NoticeContent, NoticeDevice } from '@firewatch/shared/domain/notice-content';
import { timeWords, zoneName } from '@firewatch/shared/domain/time-words';
import type { SendMailOptions } from 'nodemailer';
import type { Notice } from '../contract.js';
import { htmlOf } from './html.js';
import type { MailWords } from './mail-words.js';

/** Part of a Message-ID after the @; a name that nobody else makes ids under. */
const ID_DOMAIN = 'notices.firewatch';
const SUBJECT_LIMIT = 200;

/** One line of text whatever a device or customer is called: no line break can start a header of its own. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();

/** Message-ID of a notice: the same for every attempt. */
export const messageId = (noticeKey: string): string => `<${noticeKey.replaceAll('/', '.')}@${ID_DOMAIN}>`;

const PREFIX: Readonly<Record<Notice['kind'], string>> = {
  opened: '',
  updated: 'Update: ',
  reminder: 'Still open: ',
  resolved: '',
  'opened-and-resolved': 'Opened and closed: ',
  test: '',
  digest: '',
  'own-health': '',
  security: '',
  account: '',
};

export function subjectOf(notice: Notice): string {
  const { content, kind } = notice;
  const label = content.label === '' ? '' : `[${content.label}] `;
  return oneLine(`${label}${PREFIX[kind]}${content.headline.title}`).slice(0, SUBJECT_LIMIT);
}

function deviceLine(device: NoticeDevice, words: ReturnType<typeof timeWords>): string {
  const what = device.services.length > 0 ? serviceList(device.services) : device.raw;
  const parts = [`since ${words.clock(device.since)}`];
  if (device.lastGoodAt !== null) parts.push(`last good ${words.clock(device.lastGoodAt)}`);
  if (device.paidUntil !== null) parts.push(`paid until ${words.date(device.paidUntil)}`);
  if (device.backAt !== null) parts.push(`back since ${words.clock(device.backAt)}`);
  const model = device.model === null ? '' : ` (${device.model})`;
  return oneLine(`${device.name}${model}: ${what === '' ? '' : `${what}, `}${parts.join(', ')}`);
}

function foot(content: NoticeContent): string {
  const total = content.customers.reduce((sum, customer) => sum + customer.devices.length, 0);
  const size = total === 0 ? '' : `${counted(total, 'firewall')} named. `;
  return `${size}Times are ${zoneName(content.zone, content.at)}. Sent by Firewatch.`;
}

export function wordsOf(notice: Notice): MailWords {
  const { content } = notice;
  const { title, subline, likely, doNow } = content.headline;
  const words = timeWords(content.zone, content.at);
  const adopted = content.adopted.length === 0 ? '' : `Includes ${content.adopted.join(', ')}, told before.`;
  return {
    title: oneLine(`${PREFIX[notice.kind]}${title}`),
    paragraphs: [`${subline} ${likely}`.trim(), doNow, ...(content.lines ?? []), adopted]
      .map(oneLine)
      .filter((text) => text !== ''),
    customers: content.customers.map((customer) => ({
      name: oneLine(`${customer.name}, ${counted(customer.devices.length, 'firewall')}`),
      devices: customer.devices.map((device) => deviceLine(device, words)),
    })),
    findings: content.findings.map(oneLine),
    link: notice.link,
    ackLink: notice.ackLink,
    foot: foot(content),
  };
}

function textOf(words: MailWords): string {
  const blocks = [
    words.title,
    ...words.paragraphs,
    words.link,
    words.ackLink === null ? '' : `Acknowledge without signing in: ${words.ackLink}`,
    ...words.customers.map((customer) =>
      [customer.name, ...customer.devices.map((line) => `  ${line}`)].join('\n'),
    ),
    words.findings.join('\n'),
    words.foot,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function references(notice: Notice): readonly string[] {
  const keys = [
    notice.incidentKey,
    ...notice.adoptedKeys,
    ...(notice.firstKey === null ? [] : [notice.firstKey]),
  ];
  return [...new Set(keys.map(messageId))];
}

/**
 * The mail of one notice.
 * Shape   Message-ID from the notice's key, so that a second send is recognised; In-Reply-To = the incident's first mail
 *         here, or the first one it took over; References begin with the incident's own root, which is no mail.
 */
export function composeMail(notice: Notice, from: string): SendMailOptions {
  const words = wordsOf(notice);
  const parent = notice.firstKey ?? notice.adoptedKeys[0];
  const isThreaded = notice.incidentKey !== notice.key;
  return {
    from: { name: 'Firewatch', address: from },
    to: { name: '', address: notice.destination },
    subject: subjectOf(notice),
    text: textOf(words),
    html: htmlOf(words, notice.content.severity),
    messageId: messageId(notice.key),
    ...(parent === undefined ? {} : { inReplyTo: messageId(parent) }),
    ...(isThreaded ? { references: [...references(notice)] } : {}),
    date: new Date(notice.content.at),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...(isThreaded ? { 'X-Firewatch-Incident': notice.incidentKey } : {}),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
