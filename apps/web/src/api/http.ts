import type { z } from 'zod';
import { ApiFailure, failureOf } from './failure.js';

interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

const BASE = '/api/v1';

/** A page that nobody has touched for this long only keeps itself fresh: its calls do not keep the session alive, ms. */
const UNATTENDED_AFTER_MS = 5 * 60_000;
let touchedAt = 0;

/** Listens for a person at this page; once, at start. */
export function watchAttendance(page: Pick<Window, 'addEventListener'>, now: () => number): void {
  const touch = (): void => {
    touchedAt = now();
  };
  touch();
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel']) {
    page.addEventListener(event, touch, { passive: true });
  }
  isUnattended = () => now() - touchedAt > UNATTENDED_AFTER_MS;
}
let isUnattended = (): boolean => false;

/** The session ended while the page was in use; set once by the app. */
let onSessionEnd: () => void = () => undefined;
export const whenSessionEnds = (listener: () => void): void => {
  onSessionEnd = listener;
};

/** Token of a wallboard, where nobody is signed in. */
let bearer: string | null = null;
/** Every call from here on is made with this token; null = with the session's cookie again. */
export const actByToken = (token: string | null): void => {
  bearer = token;
};

function addressOf(path: string, query: Call['query']): string {
  const given = Object.entries(query ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  );
  return given.length === 0 ? `${BASE}/${path}` : `${BASE}/${path}?${new URLSearchParams(given).toString()}`;
}

/** One key per attempt of a person: a repeated POST of the same press must not count twice. */
function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function send(path: string, call: Call): Promise<Response> {
  const method = call.method ?? 'GET';
  const headers: Record<string, string> = { accept: 'application/json' };
  if (bearer !== null) headers['authorization'] = `Bearer ${bearer}`;
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  if (method === 'POST') headers['idempotency-key'] = idempotencyKey();
  if (method === 'GET' && isUnattended()) headers['x-firewatch-unattended'] = '1';
  try {
    return await fetch(addressOf(path, call.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiFailure('network', 'The server did not answer; the network or the server is away.');
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    // Read as text first, so that a login page of a proxy is told apart from an empty answer.
    return undefined;
  }
}

async function refuse(path: string, response: Response): Promise<never> {
  const isSigningIn = path === 'session' || path === 'session/link';
  if (response.status === 401 && !isSigningIn) onSessionEnd();
  throw failureOf(response.status, await bodyOf(response));
}

async function answerOf(path: string, call: Call): Promise<unknown> {
  const response = await send(path, call);
  return response.ok ? bodyOf(response) : refuse(path, response);
}

/**
 * Calls the API and gives the parsed answer.
 * Errors  rejects with ApiFailure (network, http, shape) or AbortError; retrying can help for network and 5xx.
 */
export async function request<T extends z.ZodType>(
  path: string,
  schema: T,
  call: Call = {},
): Promise<z.output<T>> {
  const parsed = schema.safeParse(await answerOf(path, call));
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  const where = first ? first.path.map(String).join('.') : '';
  throw new ApiFailure(
    'shape',
    `The answer of ${path} has another form than this page expects${where === '' ? '' : ` (${where})`}. Reload the page; it may be older than the server.`,
  );
}

/** The answer as text, where the API gives a text for people and no JSON. Errors as of `request`. */
export async function requestText(path: string, call: Call = {}): Promise<string> {
  const response = await send(path, call);
  return response.ok ? response.text() : refuse(path, response);
}

/** A call whose answer carries nothing we use. */
export async function command(path: string, call: Call): Promise<void> {
  await answerOf(path, call);
}
