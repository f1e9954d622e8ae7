/** Text as it may stand in markup or in a quoted attribute. */
export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** `HH:MM:SS` UTC. */
export const clockText = (at: number): string => new Date(at).toISOString().slice(11, 19);

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

export function shell(title: string, content: string, script = ''): string {
  return (
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title>` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><style>${STYLE}</style></head>` +
    `<body>${content}${script}</body></html>`
  );
}

/** Fetches a list anew every two seconds and shows it when it changed. */
const refreshing = (listPath: string): string => `<script>
setInterval(async () => {
  const list = document.getElementById('list');
  try {
    const answer = await fetch('${listPath}');
    const html = await answer.text();
    if (answer.ok && list.dataset.html !== html) { list.innerHTML = html; list.dataset.html = html; }
    document.getElementById('state').textContent = 'refreshed every 2 s';
  } catch { document.getElementById('state').textContent = 'the simulator does not answer'; }
}, 2000);
</script>`;

export interface ListPage {
  readonly title: string;
  /** One sentence before the words about refreshing. */
  readonly about: string;
  readonly listPath: string;
  readonly list: string;
}

/** A page with one list that keeps itself up to date. */
export function listPage({ title, about, listPath, list }: ListPage): string {
  return shell(
    title,
    `<main><h1>${escape(title)}</h1><p class="note">${escape(about)}; <span id="state">refreshed every 2 s</span>.</p>` +
      `<div id="list">${list}</div></main>`,
    refreshing(listPath),
  );
}
