import { decodeHeader, decodeQuotedPrintable, decodeText } from './encoded-word.js';

/** A mail read far enough to show it; `text` and `html` are null when the mail has no such part. */
export interface ParsedMail {
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly text: string | null;
  readonly html: string | null;
}

interface Entity {
  readonly headers: Map<string, string[]>;
  readonly body: string;
}

const MAX_DEPTH = 8;

// Raw mail is kept as Latin-1 text: one character per byte until a character set is known.
function splitEntity(raw: string): Entity {
  const gap = /\r?\n\r?\n/.exec(raw);
  const head = gap ? raw.slice(0, gap.index) : raw;
  const body = gap ? raw.slice(gap.index + gap[0].length) : '';
  const headers = new Map<string, string[]>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return { headers, body };
}

const first = (headers: Map<string, string[]>, name: string): string => headers.get(name)?.[0] ?? '';

function parameter(value: string, name: string): string {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(value);
  return match?.[1] ?? match?.[2] ?? '';
}

function bodyBytes({ headers, body }: Entity): Buffer {
  switch (first(headers, 'content-transfer-encoding').toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64');
    case 'quoted-printable':
      return decodeQuotedPrintable(body);
    default:
      return Buffer.from(body, 'latin1');
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// The whole marker line must match: one boundary may be the beginning of another.
function splitParts(body: string, boundary: string): string[] {
  const text = `\n${body.replace(/\r\n/g, '\n')}`;
  const markers = [...text.matchAll(new RegExp(`\\n--${escaped(boundary)}(--)?[ \\t]*(?=\\n|$)`, 'g'))];
  return markers.flatMap((marker, i) => {
    if (marker[1]) return [];
    const end = markers[i + 1]?.index ?? text.length;
    return [text.slice(marker.index + marker[0].length + 1, end)];
  });
}

interface Shown {
  text: string | null;
  html: string | null;
}

function collect(entity: Entity, shown: Shown, depth: number): void {
  const type = first(entity.headers, 'content-type') || 'text/plain';
  const kind = (type.split(';')[0] ?? '').trim().toLowerCase();
  const boundary = parameter(type, 'boundary');
  if (kind.startsWith('multipart/') && boundary !== '') {
    if (depth >= MAX_DEPTH) return;
    for (const part of splitParts(entity.body, boundary)) collect(splitEntity(part), shown, depth + 1);
    return;
  }
  if (/^attachment/i.test(first(entity.headers, 'content-disposition'))) return;
  if (kind !== 'text/plain' && kind !== 'text/html') return;
  const text = decodeText(bodyBytes(entity), parameter(type, 'charset'));
  if (kind === 'text/plain') shown.text ??= text;
  else shown.html ??= text;
}

/** Header bytes that are not ASCII are read as UTF-8 (RFC 6532), then encoded words. */
function headerText(value: string): string {
  return decodeHeader(Buffer.from(value, 'latin1').toString('utf8'));
}

const ids = (value: string): string[] => value.match(/<[^<>\s]+>/g) ?? [];

/** Reads one raw mail; what it lacks is empty or null, never an error. */
export function parseMail(raw: Buffer): ParsedMail {
  const entity = splitEntity(raw.toString('latin1'));
  const shown: Shown = { text: null, html: null };
  collect(entity, shown, 0);
  const header = (name: string): string => headerText(first(entity.headers, name));
  return {
    headers: entity.headers,
    from: header('from'),
    to: header('to')
      .split(/,\s*/)
      .filter((each) => each !== ''),
    subject: header('subject'),
    messageId: ids(header('message-id'))[0] ?? null,
    inReplyTo: ids(header('in-reply-to'))[0] ?? null,
    references: ids(header('references')),
    text: shown.text,
    html: shown.html,
  };
}
