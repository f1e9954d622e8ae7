import type { DeviceAnswer } from '../../platform/http/device-transport.js';
import { envelopeSchema, type Envelope } from './raw.schema.js';

export type Body =
  | { readonly kind: 'json'; readonly value: unknown; readonly envelope?: Envelope }
  | { readonly kind: 'empty' | 'html' | 'text' | 'truncated' | 'malformed' };

function unparsed(text: string, contentType: string): Body {
  if (text === '') return { kind: 'empty' };
  if (text.startsWith('<') || contentType.includes('text/html')) return { kind: 'html' };
  const opened = text[0];
  if (opened !== '{' && opened !== '[') return { kind: 'text' };
  return { kind: text.endsWith(opened === '{' ? '}' : ']') ? 'malformed' : 'truncated' };
}

/** What kind of body came, whatever its status; a page of the web interface is told apart from broken JSON. */
export function bodyOf(answer: DeviceAnswer): Body {
  const text = answer.text.trim();
  const type = answer.headers['content-type'];
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return { kind: 'text' };
    const parsed = 'status' in value ? envelopeSchema.safeParse(value) : undefined;
    return parsed?.success ? { kind: 'json', value, envelope: parsed.data.status } : { kind: 'json', value };
  } catch {
    return unparsed(text, typeof type === 'string' ? type : '');
  }
}

/** Every code and message of an envelope, for matching only; never shown. */
export function wordsOf(body: Body): string {
  if (body.kind !== 'json' || !body.envelope) return '';
  return body.envelope.info
    .map(({ code = '', message = '', auth_code = '' }) => `${code} ${message} ${auth_code}`)
    .join('\n');
}

/** Longest wait a box may ask of us, ms. */
const MAX_RETRY_AFTER_MS = 300_000;

/** `Retry-After` in seconds or as a date, capped; absent when there is none or it does not parse. */
export function retryAfterMs(answer: DeviceAnswer, now: number): number | undefined {
  const header = answer.headers['retry-after'];
  if (typeof header !== 'string') return undefined;
  const wait = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(wait) && wait > 0 ? Math.min(wait, MAX_RETRY_AFTER_MS) : undefined;
}
