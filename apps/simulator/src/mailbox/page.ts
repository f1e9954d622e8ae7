import type { StoredMail } from './mailbox.js';

const escape = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

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

const clockText = (at: number): string => new Date(at).toISOString().slice(11, 19);

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

const STYLE = `
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent)}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.4rem;margin:0 0 .25rem}p.note{margin:0 0 1.5rem;opacity:.75}
ul.thread{list-style:none;margin:0 0 1rem;padding:0;border:1px solid var(--line);border-radius:8px;overflow:hidden}
li+li{border-top:1px solid var(--line)}li.reply a{padding-left:2.5rem}
li a{display:grid;grid-template-columns:5.5rem 1fr;gap:0 1rem;padding:.6rem 1rem;color:inherit;text-decoration:none}
li a:hover,li a:focus-visible{background:color-mix(in srgb,currentColor 8%,transparent)}
time{font-variant-numeric:tabular-nums;opacity:.75}.subject{font-weight:600;overflow-wrap:anywhere}
.people{grid-column:2;font-size:.875rem;opacity:.75;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}
iframe{width:100%;height:34rem;border:1px solid var(--line);border-radius:8px;background:#fff}
pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);border-radius:8px;padding:1rem}`;

function shell(title: string, content: string, script = ''): string {
  return (
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title>` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><style>${STYLE}</style></head>` +
    `<body>${content}${script}</body></html>`
  );
}

const REFRESH = `<script>
setInterval(async () => {
  const list = document.getElementById('list');
  try {
    const answer = await fetch('/mailbox/list');
    const html = await answer.text();
    if (answer.ok && list.dataset.html !== html) { list.innerHTML = html; list.dataset.html = html; }
    document.getElementById('state').textContent = 'refreshed every 2 s';
  } catch { document.getElementById('state').textContent = 'the simulator does not answer'; }
}, 2000);
</script>`;

export function mailboxPage(mails: readonly StoredMail[]): string {
  return shell(
    'Simulated mailbox',
    `<main><h1>Simulated mailbox</h1><p class="note">Every mail the simulator accepted, newest conversation first, ` +
      `times in UTC; <span id="state">refreshed every 2 s</span>.</p><div id="list">${listFragment(mails)}</div></main>`,
    REFRESH,
  );
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
