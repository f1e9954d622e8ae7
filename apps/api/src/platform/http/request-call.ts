import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Role } from '@firewatch/shared/wire/access';
import type { TokenKind } from '@firewatch/shared/wire/tokens';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { RouteDefinition } from './request-route.js';

/** The signed-in person of a request. */
export interface Caller {
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** `all`, or the customers whose rows this person may see. */
  readonly scope: 'all' | readonly string[];
  /** A program that acts for this person; absent = their own session. */
  readonly token?: { readonly id: string; readonly prefix: string; readonly kind: TokenKind };
  /** The session that asks, to tell it from the person's others. */
  readonly sessionId?: string;
  /** The second factor that the owners require is not set up yet: until then only that may be done. */
  readonly mustEnrol?: true;
}

/** Who did something: a person, or somebody known by a name only (who followed the link of a mail). */
export interface Actor {
  readonly personId: string | null;
  readonly name: string;
  readonly scope: Caller['scope'];
  readonly token?: Caller['token'];
}

type ParameterNames<Path> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** What a handler gets: everything parsed. `caller` is absent only on public routes. */
export interface CallOf<D extends RouteDefinition> {
  readonly route: D;
  readonly caller: D['access'] extends 'public' | 'inside' ? Caller | null : Caller;
  readonly params: Readonly<Record<ParameterNames<D['path']>, string>>;
  readonly query: Output<D['query']>;
  readonly body: Output<D['body']>;
  readonly idempotencyKey: string | null;
  readonly request: Request;
  readonly response: Response;
}

/** A call of a route that needs a person, whatever its input. */
export interface PersonCall {
  readonly route: RouteDefinition;
  readonly caller: Caller;
  readonly body: unknown;
  readonly params: Readonly<Record<string, string>>;
  readonly idempotencyKey: string | null;
}

const calls = new WeakMap<Request, object>();
const callers = new WeakMap<Request, Caller>();

/** Guard only. */
export function setCaller(request: Request, caller: Caller): void {
  callers.set(request, caller);
}

export const callerOf = (request: Request): Caller | null => callers.get(request) ?? null;

/** Interceptor only: after validation. */
export function setCall(request: Request, call: object): void {
  calls.set(request, call);
}

/** The validated call, as the handler's only argument. */
export const Call = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const call = calls.get(context.switchToHttp().getRequest<Request>());
  if (!call) throw new Error('a handler ran without its input being checked');
  return call;
});
