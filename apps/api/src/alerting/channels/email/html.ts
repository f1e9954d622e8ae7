import type { Severity } from '@firewatch/shared/domain/incident';
import type { MailWords } from './mail-words.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? '');

/** Edge colours that hold 3:1 on white and on near-black alike. */
const EDGE: Readonly<Record<Severity, string>> = { critical: '#d5392b', warning: '#b9750f', info: '#68747f' };

const paragraph = (text: string, style = 'margin:0 0 12px'): string =>
  `<p style="${style}">${escape(text)}</p>`;

const acknowledge = (link: string): string =>
  `<p style="margin:0 0 12px"><a href="${escape(link)}">Acknowledge</a> without signing in; it asks before it does.</p>`;

function customer({ name, devices }: MailWords['customers'][number]): string {
  const rows = devices.map((line) => `<li style="margin:0 0 4px">${escape(line)}</li>`).join('');
  return `<h2 style="font-size:14px;margin:16px 0 4px">${escape(name)}</h2><ul style="margin:0;padding-left:20px">${rows}</ul>`;
}

/** Plain markup without remote content and without ground colours of its own: readable in dark and light. */
export function htmlOf(words: MailWords, severity: Severity): string {
  const findings = words.findings.map((line) => `<li>${escape(line)}</li>`).join('');
  const link = escape(words.link);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">',
    `<title>${escape(words.title)}</title></head>`,
    '<body style="font:14px/20px -apple-system,\'Segoe UI\',Roboto,Arial,sans-serif;margin:0;padding:16px">',
    `<div style="border-left:3px solid ${EDGE[severity]};padding-left:12px">`,
    `<h1 style="font-size:18px;line-height:24px;margin:0 0 8px">${escape(words.title)}</h1>`,
    words.paragraphs.map((text) => paragraph(text)).join(''),
    link === '' ? '' : `<p style="margin:0 0 12px"><a href="${link}">${link}</a></p>`,
    words.ackLink === null ? '' : acknowledge(words.ackLink),
    '</div>',
    words.customers.map(customer).join(''),
    findings === '' ? '' : `<ul style="margin:16px 0 0;padding-left:20px">${findings}</ul>`,
    paragraph(words.foot, 'margin:16px 0 0;opacity:0.75'),
    '</body></html>',
  ].join('');
}
