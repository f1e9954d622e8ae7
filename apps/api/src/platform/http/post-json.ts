import { lookup as resolve } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import { dateOf } from '../clock/far-clocks.js';
import { checkEgress, type EgressRules } from './egress.js';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as it is, byte for byte: a signature may cover it. */
  readonly body: string;
  readonly signal: AbortSignal;
}

export interface PostAnswer {
  readonly status: number;
  /** What Retry-After asks for, ms; null = nothing readable. */
  readonly retryAfterMs: number | null;
  /** Beginning of the body, at most 4 kB: for codes that are read, never to be shown. */
  readonly text: string;
  /** What its clock said, epoch ms; null = nothing readable. */
  readonly farAt: number | null;
}

export type PostFault = 'egress' | 'unreachable' | 'tls' | 'timeout' | 'no-answer';

/** The far side was not reached, or did not answer. `message` is our own sentence, never the far side's. */
export class PostFailure extends Error {
  override readonly name = 'PostFailure';

  constructor(
    readonly fault: PostFault,
    message: string,
  ) {
    super(message);
  }
}

const ANSWER_LIMIT = 4_096;
/** A connection or an answer may be silent this long, ms. */
const STEP_MS = 8_000;

async function checkedAddress(url: URL, rules: EgressRules): Promise<{ address: string; family: number }> {
  const host = url.hostname.replace(/^\[(.+)\]$/, '$1');
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  let found: { address: string; family: number };
  try {
    found = isIP(host) === 0 ? await resolve(host) : { address: host, family: isIP(host) };
  } catch {
    throw new PostFailure('unreachable', `The name ${host} does not resolve.`);
  }
  const egress = checkEgress(found.address, rules, port);
  if (!egress.allowed) throw new PostFailure('egress', `${host} is ${egress.why}; nothing is sent there.`);
  return found;
}

/**
 * Calls the address that was checked and no other; every call has its own connection, so that a dead one is never reused.
 * @param to resolved once: a second look-up could give another answer.
 */
function agentFor(to: { readonly address: string; readonly family: number }): Agent {
  return new Agent({
    connect: {
      timeout: STEP_MS,
      lookup: (_host, options, done) => {
        if (options.all) done(null, [to]);
        else done(null, to.address, to.family);
      },
    },
    headersTimeout: STEP_MS,
    bodyTimeout: STEP_MS,
  });
}

function retryAfterMs(value: string | string[] | undefined): number | null {
  const text = Array.isArray(value) ? value[0] : value;
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

/** A body past the limit, or one that breaks off after the status, changes nothing: the status was the answer. */
async function beginningOf(body: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  try {
    for await (const chunk of body) {
      text += String(chunk);
      if (text.length >= ANSWER_LIMIT) break;
    }
  } catch {
    return text;
  }
  return text.slice(0, ANSWER_LIMIT);
}

const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function failureOf(error: unknown, signal: AbortSignal): PostFailure {
  if (error instanceof PostFailure) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (NOT_CONNECTED.has(code)) return new PostFailure('unreachable', 'Nobody answers at that address.');
  if (TLS_CODE.test(code))
    return new PostFailure('tls', 'The TLS connection failed; is its certificate valid?');
  if (signal.aborted || code.endsWith('_TIMEOUT')) {
    return new PostFailure('timeout', 'No answer within the time allowed.');
  }
  return new PostFailure('no-answer', 'The connection broke off before an answer.');
}

/**
 * One POST over one connection: egress checked on the resolved address, certificate checked, no redirect followed.
 * Errors  rejects with a PostFailure; an HTTP error status is an answer.
 */
export async function postJson(post: Post, rules: EgressRules): Promise<PostAnswer> {
  const url = new URL(post.url);
  const agent = agentFor(await checkedAddress(url, rules));
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Firewatch', ...post.headers },
      body: post.body,
      signal: post.signal,
      dispatcher: agent,
      reset: true,
    });
    const text = await beginningOf(answer.body);
    return {
      status: answer.statusCode,
      retryAfterMs: retryAfterMs(answer.headers['retry-after']),
      text,
      farAt: dateOf(answer.headers.date),
    };
  } catch (error) {
    throw failureOf(error, post.signal);
  } finally {
    void agent.destroy();
  }
}
