import { clockText, escape, listPage, shell } from '../pages/shell.js';
import type { StoredMail } from './mailbox.js';

/** The thread a mail belongs to: the oldest mail of it that is here, by In-Reply-To and References. */
export function threadsOf(mails: readonly StoredMail[]): StoredMail[][] {
  const byMessageId = new Map<string, StoredMail[]>();
  const threads: StoredMail[][] = [];
  for (const mail of mails) {
    const parents = [...mail.references, ...(mail.inReplyTo ? [mail.inReplyTo] : [])];
    const known = parents.map((id) => byMessageId.get(id)).find((thread) => thread !== undefined);
    const again = mail.messageId ? byMessageId.get(mail.messageId) : undefined;
    const thread = known ?? again ?? [];
    if (thread.length === 0) threads.push(thread);
    thread.push(mail);
    if (mail.messageId) byMessageId.set(mail.messageId, thread);
    // A root that never came (or was cleared) still joins its replies.
    for (const id of parents) if (!byMessageId.has(id)) byMessageId.set(id, thread);
  }
  return threads.sort((a, b) => newest(b) - newest(a));
}

const newest = (thread: readonly StoredMail[]): number => thread[thread.length - 1]?.at ?? 0;

function row(mail: StoredMail, isReply: boolean): string {
  return (
    `<li class="${isReply ? 'reply' : 'root'}"><a href="/mailbox/${escape(mail.id)}">` +
    `<time datetime="${new Date(mail.at).toISOString()}">${clockText(mail.at)}</time>` +
    `<span class="subject">${escape(mail.subject || '(no subject)')}</span>` +
    `<span class="people">to ${escape(mail.to.join(', '))}</span></a></li>`
  );
}

/** The list alone, as the page fetches it anew every two seconds. */
export function listFragment(mails: readonly StoredMail[]): string {
  const threads = threadsOf(mails);
  if (threads.length === 0) return '<p class="empty">No mail yet. This list refreshes by itself.</p>';
  return threads
    .map((thread) => `<ul class="thread">${thread.map((mail, index) => row(mail, index > 0)).join('')}</ul>`)
    .join('');
}

export function mailboxPage(mails: readonly StoredMail[]): string {
  return listPage({
    title: 'Simulated mailbox',
    about: 'Every mail the simulator accepted, newest conversation first, times in UTC',
    listPath: '/mailbox/list',
    list: listFragment(mails),
  });
}

export function mailPage(mail: StoredMail): string {
  const fact = (name: string, value: string): string => `<dt>${name}</dt><dd>${escape(value)}</dd>`;
  // sandbox without any permission: the mail's own markup can neither run scripts nor reach this page.
  const html = mail.html
    ? `<h2>HTML</h2><iframe sandbox title="HTML part of the mail" srcdoc="${escape(mail.html)}"></iframe>`
    : '';
  const text = mail.text ? `<h2>Text</h2><pre>${escape(mail.text)}</pre>` : '';
  return shell(
    mail.subject,
    `<main><p><a href="/mailbox">All mail</a></p><h1>${escape(mail.subject || '(no subject)')}</h1><dl>` +
      fact('At', new Date(mail.at).toISOString()) +
      fact('From', mail.from) +
      fact('To', mail.to.join(', ')) +
      fact('Message-ID', mail.messageId ?? 'none') +
      fact('In reply to', mail.inReplyTo ?? 'nothing') +
      `</dl>${text}${html}<details><summary>As it arrived</summary><pre>${escape(mail.raw)}</pre></details></main>`,
  );
}
