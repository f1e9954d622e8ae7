import { Problem } from '../problem.js';

/** What a control route gives back: a JSON value, or text of a type. */
export type Reply =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly type: string; readonly text: string };

export interface ControlRequest {
  /** Parts of the path matched by `:name`. */
  readonly parts: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON; `{}` when the request had no body. */
  readonly body: unknown;
}

export type ControlHandler = (request: ControlRequest) => Reply | Promise<Reply>;

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Segments, `:name` matches any one. */
  readonly path: string;
  readonly handle: ControlHandler;
}

export const get = (path: string, handle: ControlHandler): ControlRoute => ({ method: 'GET', path, handle });
export const post = (path: string, handle: ControlHandler): ControlRoute => ({
  method: 'POST',
  path,
  handle,
});
export const remove = (path: string, handle: ControlHandler): ControlRoute => ({
  method: 'DELETE',
  path,
  handle,
});

export const json = (value: unknown): Reply => ({ kind: 'json', value });
export const html = (text: string): Reply => ({ kind: 'text', type: 'text/html; charset=utf-8', text });

/** A query parameter as a number; absent stays absent, anything else is refused. */
export function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value))
    throw new Problem(`${name}: "${text}" is no number; give epoch milliseconds or a count.`);
  return value;
}

/** The `kind` of the query as part of a body, for verbs without one. */
export function kindOf(query: URLSearchParams): { kind?: string } {
  const kind = query.get('kind');
  return kind === null ? {} : { kind };
}

export function asObject(body: unknown): object {
  return typeof body === 'object' && body !== null ? body : {};
}
