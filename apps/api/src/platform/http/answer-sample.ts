import { SAMPLE_MAX_CHARS, type AnswerSample } from '@firewatch/shared/domain/reading';
import type { DeviceAnswer } from './device-transport.js';

const REMOVED = '[removed]';
/** More than is kept, because redaction shortens. */
const LOOKED_AT_CHARS = 4 * SAMPLE_MAX_CHARS;
/** An answer may be 2 MB of line breaks: only its beginning is searched for what we sent. */
const SEARCHED_CHARS = 16 * SAMPLE_MAX_CHARS;
/** Longer than any spelling of a secret: where the search ends, half of one may stand. */
const UNSAFE_END_CHARS = 1_024;
const MAX_DEPTH = 20;

/** Names whose value may open something, or tell who or where the customer is. */
const PRIVATE_NAME =
  /pass|pwd|secret|token|auth|(?:activation|registration|product|licen[cs]e).?(?:code|key)|key.?set|\bkey\b|cookie|sess|serial|\bsn\b|guid|uuid|nonce|challenge|response|opaque|csrf|user|login|admin|mail|phone|contact|community|psk|hash|digest|cert|private|name|domain|host|addr|gateway_ip|\bip\b/i;

/** Words that every box of a vendor says, and times: long or with digits, and of no one box. */
const PLAIN = [
  /^\d{1,4}[-/]\d{1,2}[-/]\d{2,4}$/,
  /^\d{4}-\d\d-\d\dT\d\d$/,
  /^E_[A-Z_]+$/,
  /^[a-z]+(?:[_/-][a-z]+)*$/,
];
const RUN = /[A-Za-z0-9+/_=-]{8,}/g;
const isNumbered = (run: string): boolean => /\d/.test(run);
const isRandom = (run: string): boolean =>
  isNumbered(run) || /^[0-9a-f]{12,}$/i.test(run) || (run.length >= 20 && !/^[A-Z]?[a-z]+$/.test(run));

const hideRun = (run: string): string =>
  PLAIN.some((form) => form.test(run)) || !isRandom(run) ? run : `[${run.length} characters]`;

/** Serials, tokens, keysets and addresses by their looks, wherever they stand. */
function withoutNumbers(text: string): string {
  return text
    .replaceAll(/[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+/g, '[mail]')
    .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '[address]')
    .replaceAll(/\b(?:[0-9a-f]{2}[:-]){5,}[0-9a-f]{2}\b/gi, '[hex]')
    .replaceAll(
      /(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}|[0-9a-f]{1,4}::(?:[0-9a-f]{1,4}:?){0,6}/gi,
      '[address]',
    )
    .replaceAll(RUN, hideRun);
}

/** The same tree with the values under private names taken out; what is deeper than any answer is left out. */
function withoutPrivate(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return REMOVED;
  if (Array.isArray(value)) return value.map((item: unknown) => withoutPrivate(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      key,
      PRIVATE_NAME.test(key) ? REMOVED : withoutPrivate(inner, depth + 1),
    ]),
  );
}

/** A string up to its closing quote, or the end of the text. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Where a value ends that begins at `from`: its own bracket, its quote, or whatever stands behind a bare word. */
function endOfValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return endOfString(text, from);
  if (first !== '{' && first !== '[') return from + (/^[^,}\]\n]*/.exec(text.slice(from))?.[0].length ?? 0);
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at) - 1;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** Broken JSON: a private name takes its whole value along, however deep that goes. */
function withoutPairs(text: string): string {
  const name = /"(?:[^"\\]|\\.){1,80}"\s{0,8}:\s{0,8}/g;
  let kept = '';
  let from = 0;
  for (let at = name.exec(text); at !== null; at = name.exec(text)) {
    if (!PRIVATE_NAME.test(at[0])) continue;
    kept += `${text.slice(from, name.lastIndex)}"${REMOVED}"`;
    from = endOfValue(text, name.lastIndex);
    name.lastIndex = from;
  }
  return kept + text.slice(from);
}

/** A page: its own scripts and what its fields and links hold. */
const withoutFields = (text: string): string =>
  text
    .replaceAll(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, `<$1>${REMOVED}</$1>`)
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(
      /\b(value|content|href|src|action|data-[\w-]{1,40})\s{0,4}=\s{0,4}("[^"]*"?|'[^']*'?|[^\s>]+)/gi,
      `$1="${REMOVED}"`,
    );

/** Labelled lines, `name: value` and `name=value`. */
const withoutLabelled = (text: string): string =>
  text.replaceAll(/^([^:=\n<"{]{1,80})([:=])(.*)$/gm, (line: string, label: string, sign: string) =>
    PRIVATE_NAME.test(label) ? `${label}${sign} ${REMOVED}` : line,
  );

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function redacted(text: string): string {
  const value = parsed(text);
  if (typeof value === 'object' && value !== null) return JSON.stringify(withoutPrivate(value));
  return withoutLabelled(withoutPairs(withoutFields(text)));
}

/**
 * A piece of an answer that may be kept and shown to a vendor.
 * Shape   `hide` takes out what we sent to sign in, in every spelling; it gets one line at a time. Of the headers only the
 *         content type is kept. Whole JSON keeps its names, broken JSON and pages their words.
 * Units   body: at most SAMPLE_MAX_CHARS characters.
 */
export function sampleOf(answer: DeviceAnswer, source: string, hide: (line: string) => string): AnswerSample {
  const { status, headers, text } = answer;
  // Secrets first, in more than is kept: a spelling that is cut is not found any more.
  const searched = text.slice(0, SEARCHED_CHARS).split(/\r?\n/).map(hide).join('\n');
  const hidden = text.length > SEARCHED_CHARS ? searched.slice(0, -UNSAFE_END_CHARS) : searched;
  const body = withoutNumbers(redacted(hidden.slice(0, LOOKED_AT_CHARS)));
  const type = headers['content-type'];
  return {
    source,
    status,
    contentType: hide(typeof type === 'string' ? type : '').slice(0, 100),
    body: body.slice(0, SAMPLE_MAX_CHARS).replace(/[\uD800-\uDBFF]$/, ''),
  };
}
