import { applyDecorators, HttpCode, RequestMapping, RequestMethod, SetMetadata } from '@nestjs/common';
import { Throttle } from '@nestjs/throttler';
import type { z } from 'zod';

/**
 * Who may call: `public` = anybody; `signed-in` = every person, inside their scope; `everything` = persons who see all
 * customers; `operator`, `approver`, `engineer`, `owner` = at least that role; `inside` = this machine itself, or an owner.
 */
export type Access =
  'public' | 'signed-in' | 'everything' | 'operator' | 'approver' | 'engineer' | 'owner' | 'inside';

/** One route, declared once: guard, validation, OpenAPI and the tests' matrix derive from it. */
export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api/v1 unless `atRoot`; parameters as `:id`, always UUIDs. */
  readonly path: string;
  readonly atRoot?: true;
  readonly access: Access;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Absent = no content (204). */
  readonly answer?: z.ZodType;
  /** Of a success; default 200, or 204 without `answer`. */
  readonly status?: number;
  /** Media type when the answer is not JSON; several when the query chooses. */
  readonly media?: string | readonly string[];
  /** Takes an `Idempotency-Key`: the stored answer is given again. */
  readonly idempotent?: true;
  /** A token for the wallboard may read it. */
  readonly wall?: true;
  /** Never by a token: who has one must not make themselves more of it. */
  readonly onlySession?: true;
  /** Also while a required second factor is still to be set up. */
  readonly beforeFactor?: true;
  /** Requests per minute and address, where the general limit is too generous. */
  readonly perMinute?: number;
}

const ROUTE = Symbol('ROUTE');
export const API_PREFIX = '/api/v1';

/** Keeps the literal types of a definition. */
export const route = <const D extends RouteDefinition>(definition: D): D => definition;

export const fullPath = (definition: RouteDefinition): string =>
  definition.atRoot ? `/${definition.path}` : `${API_PREFIX}/${definition.path}`;

export const statusOf = (definition: RouteDefinition): number =>
  definition.status ?? (definition.answer || definition.media ? 200 : 204);

/** Makes a controller's method the handler of a route. */
export function Route(definition: RouteDefinition): MethodDecorator {
  return applyDecorators(
    RequestMapping({ path: fullPath(definition), method: RequestMethod[definition.method] }),
    HttpCode(statusOf(definition)),
    SetMetadata(ROUTE, definition),
    ...(definition.perMinute === undefined
      ? []
      : [Throttle({ default: { limit: definition.perMinute, ttl: 60_000 } })]),
  );
}

/** The definition a handler was decorated with; undefined = it has none and must not be served. */
export function routeOf(handler: object): RouteDefinition | undefined {
  return Reflect.getMetadata(ROUTE, handler) as RouteDefinition | undefined;
}
